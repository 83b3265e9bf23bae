import { TEAM_REQUESTS } from '../../signals/team-requests.ts';
import { COUNTED, DISMISS, EVIDENCE, type Kind, type Slot } from '../kind.ts';

const asked: Slot = {
  counted: `what people told me themselves in the last ${TEAM_REQUESTS.days} days`,
  strength: ({ members }) => members,
};

/** What several people ask of Rapport, or find wrong with it: counted over what each has said. */
export const teamRequest: Kind = {
  slots: {
    missing_feature: asked,
    needless_question: asked,
    wrong_answer: asked,
    tone: asked,
  },
  daysToLive: 90,
  passes: ['team'],
  restsOn: {
    type: 'signal',
    hasRemark: false,
    isRecounted: true,
    isSelfEvident: true,
    counts: TEAM_REQUESTS,
  },
  activeBecause: () => 'counted',
  review: COUNTED,
  recalled: null,
  isOnHome: false,
  digest: { title: 'What people ask of me', buttons: [EVIDENCE, DISMISS], rank: 2 },
  news: null,
  instructions: null,
};

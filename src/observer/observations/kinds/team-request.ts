import { TEAM_REQUESTS } from '../../signals/team-requests.ts';
import { COUNTED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

const counted = { isCounted: true, strength: ({ members }: Readonly<Record<string, number>>) => members };

/** What several people ask of Rapport, or find wrong with it: counted over what each has said. */
export const teamRequest: Kind = {
  slots: {
    missing_feature: counted,
    needless_question: counted,
    wrong_answer: counted,
    tone: counted,
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

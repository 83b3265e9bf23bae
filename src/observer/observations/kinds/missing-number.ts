import { UNANSWERED } from '../../signals/unanswered-questions.ts';
import { COUNTED, DISMISS, EVIDENCE, type Kind, type Slot } from '../kind.ts';

const asked: Slot = {
  counted: `questions of the last ${UNANSWERED.days / 7} weeks that no metric could answer, by what was missing; nobody’s words`,
  // Once a metric has it, it is over at once.
  goneAfterNights: 1,
  strength: ({ members }) => members,
};

/** What several people ask to be counted and no metric has: a proposal for a metric, a measure or a dimension. For admins alone. */
export const missingNumber: Kind = {
  slots: { metric: asked, measure: asked, dimension: asked },
  daysToLive: 90,
  passes: ['team'],
  restsOn: { type: 'signal', hasRemark: false, isRecounted: true, isSelfEvident: true },
  activeBecause: () => 'counted',
  review: COUNTED,
  recalled: null,
  isOnHome: false,
  digest: { title: 'A number that is asked for', buttons: [EVIDENCE, DISMISS], rank: 2 },
  news: null,
  instructions: null,
};

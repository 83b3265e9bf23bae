import { COUNTED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

const counted = { isCounted: true, strength: ({ times }: Readonly<Record<string, number>>) => times };

/** What goes wrong in Rapport, as code has seen and counted it. For admins alone: the agent is not told of it. */
export const seenFailure: Kind = {
  slots: {
    refused_calls: counted,
    cut_answers: counted,
    confirmed_questions: counted,
    unanswered: counted,
    stopped_runs: counted,
  },
  daysToLive: 30,
  passes: ['team'],
  restsOn: { type: 'signal', hasRemark: false, isRecounted: true, isSelfEvident: true },
  activeBecause: () => 'counted',
  review: COUNTED,
  recalled: null,
  isOnHome: false,
  digest: { title: 'What goes wrong with me', buttons: [EVIDENCE, DISMISS], rank: 4 },
  news: null,
  instructions: null,
};

import { COUNTED, DISMISS, EVIDENCE, type Kind, type Slot } from '../kind.ts';

const count = (counted: string): Slot => ({ counted, strength: ({ times }) => times });

/** What goes wrong in Rapport, as code has seen and counted it. For admins alone: the agent is not told of it. */
export const seenFailure: Kind = {
  slots: {
    refused_calls: count('what I tried to do and was refused, over my answers of the last two weeks'),
    cut_answers: count('answers of the last two weeks from which I had to leave something out'),
    confirmed_questions: count(
      'questions of the last two weeks with a single answer, which was then given: about people, and about names of companies that came up once or twice',
    ),
    unanswered: count('messages of the last two weeks that I did not answer'),
    stopped_runs: count('answers of the last two weeks that I ended before they were finished'),
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

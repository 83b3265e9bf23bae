import type { Kind } from '../kind.ts';

/** What one person wishes or complains about in Rapport. Admins read it in words without names; the quote only with the person's yes. */
export const memberRequest: Kind = {
  slots: { missing_feature: {}, needless_question: {}, wrong_answer: {}, tone: {} },
  daysToLive: 90,
  passes: ['member'],
  restsOn: {
    type: 'quotes',
    from: 'own words',
    leastQuotes: 1,
    customers: null,
    about: 'topic',
    withoutNamesOf: 'members and customers',
  },
  activeBecause: () => undefined,
  review: {
    askedAs: 'proposed',
    accepted: () => 'The admins may read your words.',
    dismissed: () => 'Your words stay with you: the admins read mine alone.',
  },
  recalled: null,
  isOnHome: true,
  digest: null,
  news: {
    opening: (count) =>
      count === 1
        ? 'You told me something about how I work.'
        : `You told me ${count} things about how I work.`,
    title: ({ claim }) => `I tell the admins, without your name: “${claim}” Show my words to the admins?`,
    shows: 'quote',
    buttons: () => [
      { id: 'observation_approve', label: 'Yes', style: 'primary' },
      { id: 'observation_dismiss', label: 'No' },
    ],
  },
  instructions:
    'what the person asks of Rapport itself, or finds wrong with it, in a message that is not “doubtful”: slot missing_feature (something it cannot do), needless_question, wrong_answer or tone; topic: the word or two of the quote that say what about; claim: the same in your words, without any name of a person or company. Not how they like answers, and nothing about customers.',
};

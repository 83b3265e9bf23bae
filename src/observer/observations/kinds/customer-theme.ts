import { APPROVE, ASKED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

/** What several customers bring up, or a chance that shows with them, in the observer's words; an admin decides whether it is so. */
export const customerTheme: Kind = {
  slots: { theme: {}, chance: {} },
  daysToLive: 30,
  passes: ['team'],
  restsOn: {
    type: 'quotes',
    from: 'shared interactions',
    leastQuotes: 3,
    customers: { least: 2, most: Number.POSITIVE_INFINITY },
    about: 'topic',
    withoutNamesOf: 'members',
  },
  activeBecause: () => undefined,
  review: ASKED,
  recalled: {
    ofTeam: true,
    ofMember: 'nowhere',
    comesFirst: false,
    isDated: true,
    instructions: null,
  },
  isOnHome: false,
  digest: { title: 'What customers bring up', buttons: [APPROVE, DISMISS, EVIDENCE], rank: 3 },
  news: null,
  instructions:
    'what several customers bring up: a problem, a competitor, a wish; slot chance where it is an opening for the team. topic: the one word, or two, that every quote has in it as you give it here or with an ending: “login” for “the login”, “logins are slow”. At least three quotes from at least two customers; get_interactions with that topic finds them.',
};

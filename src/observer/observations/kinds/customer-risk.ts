import { APPROVE, ASKED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

/** That a customer may be lost, or something important with them, in the observer's words; an admin decides whether it is so. */
export const customerRisk: Kind = {
  slots: { risk: {} },
  daysToLive: 30,
  passes: ['team'],
  restsOn: {
    type: 'quotes',
    from: 'shared interactions',
    leastQuotes: 2,
    customers: { least: 1, most: 1 },
    about: 'customer',
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
  digest: { title: 'A customer at risk', buttons: [APPROVE, DISMISS, EVIDENCE], rank: 1 },
  news: null,
  instructions:
    'that a customer may leave, or a renewal or an order may fail: at least two quotes of that one customer that say so; the claim names the customer in full. get_interactions with the company_id shows what was said before.',
};

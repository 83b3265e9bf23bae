import { APPROVE, ASKED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

/** What people think of Rapport itself: corrections and thumbs. The team's is a proposal to admins. */
export const systemFeedback: Kind = {
  slots: {
    corrections: {
      counted: 'corrections of what I had saved, in the last two weeks',
      strength: ({ corrections }) => corrections,
    },
    answers: {
      counted: 'thumbs below my answers of the last two weeks',
      strength: ({ down }) => down,
    },
  },
  daysToLive: null,
  passes: ['member', 'team'],
  restsOn: { type: 'signal', hasRemark: true, isRecounted: true },
  // An observation about one member changes what they get, and nobody else.
  activeBecause: ({ scope, memberId }) => (memberId !== null && scope === memberId ? 'counted' : undefined),
  review: ASKED,
  recalled: {
    ofTeam: true,
    ofMember: 'in direct messages',
    comesFirst: false,
    isDated: true,
    instructions: null,
  },
  isOnHome: true,
  digest: { title: 'Proposal for how I work', buttons: [APPROVE, DISMISS, EVIDENCE], rank: 4 },
  news: null,
  instructions: null,
};

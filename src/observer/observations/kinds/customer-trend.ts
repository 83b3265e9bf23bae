import { COUNTED, DISMISS, EVIDENCE, type Kind } from '../kind.ts';

/** How things go with customers, as it was counted: of the whole team, or of a member's own work. */
export const customerTrend: Kind = {
  slots: {
    // A customer who is back is back at once.
    rhythm: { isEpisode: true, goneAfterNights: 1, strength: ({ days_since: days }) => days },
    topic: { isWord: true, strength: ({ mentions }) => mentions },
    workload: {
      counted: 'interactions of the last two weeks, and of the eight weeks before',
      strength: ({ recent = 0, usual = 0 }) => Math.abs(recent - usual),
    },
    follow_ups: {
      counted: 'promises still open three working days after their day, of those who have three or more',
      strength: ({ overdue }) => overdue,
    },
  },
  daysToLive: 30,
  passes: ['member', 'team'],
  restsOn: { type: 'signal', hasRemark: true, isRecounted: true },
  activeBecause: () => 'counted',
  review: COUNTED,
  recalled: {
    ofTeam: true,
    ofMember: 'nowhere',
    comesFirst: false,
    isDated: true,
    instructions: null,
  },
  isOnHome: true,
  digest: { title: 'Customer trend', buttons: [EVIDENCE, DISMISS], rank: 6 },
  news: {
    // Promises that slip are told by their names.
    isTold: ({ slot }) => slot !== 'follow_ups',
    opening: () => 'Something in your own work may be worth a look.',
    title: () => 'Worth a look',
    shows: 'claim',
    buttons: () => [{ id: 'observation_forget', label: 'Dismiss' }],
  },
  instructions: null,
};

import type { Kind } from '../kind.ts';

/** The name of this kind. */
export const SLIPPING_PROMISE = 'slipping_promise';

/** Something that a member has promised and that was due. They are told of it once, by what it is and for whom. */
export const slippingPromise: Kind = {
  slots: { late: { isEpisode: true, goneAfterNights: 1 } },
  daysToLive: 14,
  passes: ['member'],
  restsOn: { type: 'signal', hasRemark: false, isRecounted: true, isSelfEvident: true },
  activeBecause: () => 'counted',
  review: {
    askedAs: 'active',
    accepted: () => undefined,
    dismissed: () => 'Noted.',
    expired: 'No longer open since then.',
  },
  recalled: null,
  isOnHome: false,
  digest: null,
  news: {
    opening: (count) =>
      count === 1 ? 'A promise of yours is late.' : `${count} promises of yours are late.`,
    title: () => 'Still to do?',
    shows: 'claim',
    buttons: () => [
      { id: 'promise_done', label: 'Done', style: 'primary' },
      { id: 'observation_forget', label: 'Dismiss' },
    ],
  },
  instructions: null,
};

import type { Kind } from '../kind.ts';

/** The name of this kind. */
export const SLIPPING_PROMISE = 'slipping_promise';

/** A promise that was late, as members were told of it before they had a morning list. The cards keep their buttons. */
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
  news: null,
  instructions: null,
};

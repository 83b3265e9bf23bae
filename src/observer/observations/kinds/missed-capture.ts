import type { Kind } from '../kind.ts';

/** A message that told of a customer and from which nothing was saved: its writer is asked whether to log it. */
export const missedCapture: Kind = {
  slots: { log: { isEpisode: true } },
  daysToLive: 14,
  passes: ['member'],
  // A member is shown the quote alone, and the message stays missed: there is nothing to count anew.
  restsOn: { type: 'signal', hasRemark: false, isRecounted: false },
  activeBecause: () => undefined,
  review: {
    askedAs: 'proposed',
    accepted: () => 'Being logged …',
    dismissed: () => 'Not logged.',
  },
  recalled: null,
  // A missed message that was logged is nothing learned.
  isOnHome: false,
  digest: null,
  news: {
    opening: (count) => `You told me of ${count === 1 ? 'something' : `${count} things`} that I did not log.`,
    title: () => 'Shall I log this?',
    shows: 'quote',
    buttons: () => [
      { id: 'capture_log', label: 'Log this', style: 'primary' },
      { id: 'capture_skip', label: 'No, thanks' },
    ],
  },
  instructions:
    'a signal names a message in which a customer occurs and from which nothing was saved. Propose it only when the message tells of something that has happened with that customer (a call, a meeting, an e-mail), not for plans, questions or small talk.',
};

import type { Clock } from '../clock.ts';
import type { Document } from '../delivery/document.ts';
import { DeliveryError, type Messenger, type Outgoing } from '../delivery/messenger.ts';
import type { Life } from './mortal-process.ts';

/** A message that was posted with some key: a key with two copies was sent twice. */
export type Copy = { channel: string; document: Document; at: number };

type Faults = {
  /** How often a call fails before its effect, after it, or for its rate, from 0 to 1. */
  before: number;
  after: number;
  limited: number;
};

/** A Slack that keeps what was posted, and fails as it likes. */
export function createUnreliableSlack(clock: Clock, random: () => number) {
  const copies = new Map<string, Copy[]>();
  let heard: (what: 'post' | 'find', key: string) => void = () => undefined;
  const faults: Faults = { before: 0, after: 0, limited: 0 };
  const failing = (share: number) => share > 0 && random() < share;
  const fail = (what: string) => new DeliveryError(what, { kind: 'unknown' });

  function refuse(): void {
    if (failing(faults.limited)) {
      const retryAfterMs = Math.ceil(random() * 30) * 1_000;
      throw new DeliveryError('ratelimited', { kind: 'rate_limited', retryAfterMs });
    }
    if (failing(faults.before)) throw fail('broken off before');
  }

  /** Slack as a process reaches it. */
  const messengerOf = (life: Life): Messenger => ({
    post: async ({ key, channel, document }: Outgoing) => {
      await life.step();
      heard('post', key);
      refuse();
      const at = clock.now().getTime();
      copies.set(key, [...(copies.get(key) ?? []), { channel, document, at }]);
      await life.step();
      if (failing(faults.after)) throw fail('the answer was lost');
      return `${at}.${copies.size}`;
    },
    findPosted: async ({ key, channel }, since) => {
      await life.step();
      heard('find', key);
      refuse();
      const found = copies.get(key)?.find((copy) => copy.channel === channel && copy.at >= since.getTime());
      return found && `${found.at}.0`;
    },
  });
  const onCall = (listener: typeof heard) => {
    heard = listener;
  };
  return { copies, faults, messengerOf, onCall };
}

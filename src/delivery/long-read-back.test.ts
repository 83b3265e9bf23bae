import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact } from '../context.ts';
import type { Store } from '../store/store.ts';
import { listRows } from '../testing/store-rows.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, fixedClock } from '../testing/team.ts';
import { enqueueDelivery, OUTBOX } from './outbox.ts';
import { createSender } from './sender.ts';

let store: Store;
beforeAll(async () => {
  store = await temporarySqlite();
});
afterAll(() => store.close());

test('whoever reads back for longer than a lease does not post beside the one who has taken the row over', async () => {
  const clock = fixedClock();
  const { system } = createTeam(store, { clock });
  const posts: string[] = [];
  const post = (who: string) => async () => {
    posts.push(who);
    return '1764000100.000100';
  };
  let begun: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const isReading = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const hasRead = new Promise<undefined>((resolve) => {
    goOn = () => resolve(undefined);
  });
  const readsLong = () => {
    begun();
    return hasRead;
  };
  const first = createSender(system, {
    messenger: { post: post('first'), findPosted: readsLong },
    paceMs: 0,
  });
  const other = { post: post('other'), findPosted: async () => undefined };
  const second = createSender(system, { messenger: other, paceMs: 0 });
  const of = { key: 'once', kind: 'notice', channel: 'C0SALES', threadTs: null } as const;
  await transact(system, (ctx) => enqueueDelivery(ctx, { ...of, document: { text: 'Hello.' } }));
  // Somebody who is gone has had it before.
  await transact(system, (ctx) => ctx.db.update(store.tables.outbox).set({ fence: 1 }).returning());
  first.nudge();
  await isReading;
  clock.advance(OUTBOX.leaseMs);
  second.nudge();
  await second.drain();
  goOn();
  await first.drain();
  expect(posts).toEqual(['other']);
  expect(await listRows(store, 'outbox')).toMatchObject([{ status: 'sent' }]);
  await Promise.all([first.stop(), second.stop()]);
});

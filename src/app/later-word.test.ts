import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { transact } from '../context.ts';
import { DeliveryError } from '../delivery/messenger.ts';
import { claim } from '../queue/claims.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

/** A chat service that takes nothing while it is down. */
let isDown = false;
let desk: AppDesk;
beforeEach(async () => {
  isDown = false;
  const messenger = {
    post: async (...given: Parameters<AppDesk['chat']['messenger']['post']>) => {
      if (isDown) throw new DeliveryError('service_unavailable', { kind: 'unknown' });
      return desk.chat.messenger.post(...given);
    },
    findPosted: async () => undefined,
  };
  desk = await openAppDesk({ reports: 'none', messenger });
  await desk.join('Marta');
});
afterEach(() => desk.close());

const said = () => desk.chat.posted.map(({ document }) => document.text);
const later = async () => (await desk.rows('outbox')).find(({ kind }) => kind === 'later');

/** Puts off what is in the outbox. */
const wordDueIn = (ms: number) =>
  desk.store.transaction((tx) =>
    tx
      .update(desk.store.tables.outbox)
      .set({ dueAt: new Date(desk.clock.now().getTime() + ms) })
      .returning(),
  );

/** Marta writes while the model is down: she is to hear that the answer comes later. */
async function writeInVain() {
  desk.script(() => ({ status: 503 }));
  await desk.say({ as: 'U0MARTA', text: 'met Ana' });
  for (const ms of [500, 10_000, 30_000]) {
    desk.clock.advance(ms);
    await desk.settle();
  }
}

test('that the answer comes later is told once, however long it takes', async () => {
  await writeInVain();
  for (let times = 0; times < 5; times += 1) {
    desk.clock.advance(30 * 60_000);
    await desk.settle();
  }
  desk.script(() => ({ text: 'Here I am.' }));
  desk.clock.advance(30 * 60_000);
  await desk.settle();
  expect(said()).toEqual([expect.stringContaining('I will come back to this'), 'Here I am.']);
});

test('an answer that comes before the word that it comes later is sent at once, and alone', async () => {
  isDown = true;
  await writeInVain();
  expect(await later()).toMatchObject({ status: 'pending' });
  desk.script(() => ({ text: 'Here I am.' }));
  isDown = false;
  const inbox = (await desk.rows('inbox'))[0];
  // The word waits for longer than the message.
  await wordDueIn(3_600_000);
  desk.clock.advance((inbox?.dueAt.getTime() ?? 0) - desk.clock.now().getTime());
  await desk.settle();
  expect(said()).toEqual(['Here I am.']);
  expect(await later()).toMatchObject({ status: 'cancelled', leaseUntil: null });
});

test('an answer does not overtake the word that is being sent, which is not sent again when that fails', async () => {
  isDown = true;
  await writeInVain();
  await wordDueIn(0);
  const row = await later();
  if (!row) throw new Error('There is no word.');
  // Another process sends it when the answer comes, and ends before it knows what has become of it.
  const now = desk.clock.now();
  const how = { table: 'outbox' as const, ids: [row.id], now, leaseMs: 30 * 60_000 };
  expect(await transact(desk.app, (ctx) => claim(ctx, how))).toHaveLength(1);
  await wordDueIn(30 * 60_000);
  desk.script(() => ({ text: 'Here I am.' }));
  isDown = false;
  desk.clock.advance(5 * 60_000);
  const settled = desk.settle();
  await vi.waitFor(async () => expect((await desk.rows('inbox'))[0]).toMatchObject({ status: 'done' }));
  expect(said()).toEqual([]);
  desk.clock.advance(30 * 60_000);
  await settled;
  expect(said()).toEqual(['Here I am.']);
  expect(await later()).toMatchObject({ status: 'cancelled' });
});

test('the word is not sent for a message that is worked on no more', async () => {
  isDown = true;
  await writeInVain();
  const [row] = await desk.rows('inbox');
  desk.chat.refuse('U0MARTA', 'guest');
  // Whoever is refused in a thread that was not begun with us hears nothing.
  await desk.store.transaction((tx) =>
    tx
      .update(desk.store.tables.inbox)
      .set({ payload: { ...(row?.payload as object), addressed: false } })
      .returning(),
  );
  desk.clock.advance(2 * 60_000);
  await desk.settle();
  isDown = false;
  desk.clock.advance(30 * 60_000);
  await desk.settle();
  expect(said()).toEqual([]);
});

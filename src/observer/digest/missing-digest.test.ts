import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { findMissingDigest } from './missing-digest.ts';

const HOUR_MS = 3_600_000;

/** The team's first night ends on Wednesday 25 November 2026 at 03:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))('a digest that has not come, on %s', (_, open) => {
  let desk: NightDesk;
  beforeEach(async () => {
    desk = await openNightDesk(await open(), { settings: { channel: 'C0DIGEST' } });
    await desk.member('ana', { timeZone: 'Europe/Lisbon' });
    await desk.work();
  });
  afterEach(() => desk.close());

  const missing = () => findMissingDigest(desk.system);
  const hours = (count: number) => desk.system.clock.advance(count * HOUR_MS);
  /** Delivers what waits, or gives it up. */
  async function deliver(status: 'sent' | 'failed'): Promise<void> {
    const { outbox } = desk.system.store.tables;
    const patch = status === 'sent' ? { status } : { status, lastError: 'channel_not_found' };
    await transact(desk.system, (ctx) => ctx.db.update(outbox).set(patch));
  }

  test('is none before the first night is over, nor while the night may still be worked on', async () => {
    expect(await missing()).toBeUndefined();
    hours(20);
    expect(await missing()).toBeUndefined();
  });

  test('is named when the night is not done by the morning', async () => {
    hours(23);
    expect(await missing()).toBe('of Wed 25 Nov 2026: the night is not done');
    await desk.work();
    expect(await missing()).toBe('of Wed 25 Nov 2026: it was not delivered');
    await deliver('sent');
    expect(await missing()).toBeUndefined();
  });

  test('is named with the reason for which it could not be delivered', async () => {
    await desk.pass(24);
    await deliver('failed');
    expect(await missing()).toBe('of Wed 25 Nov 2026: it was not delivered, channel_not_found');
  });

  test('is named when nights are not planned any more', async () => {
    await desk.pass(24);
    await deliver('sent');
    const { dreamRuns } = desk.system.store.tables;
    expect(await missing()).toBeUndefined();
    await transact(desk.system, (ctx) => ctx.db.delete(dreamRuns).where(eq(dreamRuns.status, 'pending')));
    hours(24);
    expect(await missing()).toBe('of Thu 26 Nov 2026: the night was not even planned');
  });
});

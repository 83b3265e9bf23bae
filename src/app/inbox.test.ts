import { afterAll, beforeAll, expect, test } from 'vitest';
import { INBOX_POLICY } from '../conversation/inbox.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
});
afterAll(() => desk.close());

test('an event that makes no sense is given up in the end, and keeps no other waiting', async () => {
  await desk.join('marta');
  const payload = ['no edit'] as unknown as Record<string, unknown>;
  await desk.receive({ kind: 'edit', threadKey: 'C0SALES:1.1', payload });
  const { text } = await desk.say({ as: 'U0MARTA', text: 'hello' });
  expect(text).toBe('Fine.');
  for (const waitMs of INBOX_POLICY.waitsMs) {
    desk.clock.advance(waitMs);
    await desk.settle();
  }
  expect(await desk.rows('inbox')).toMatchObject([
    { kind: 'edit', status: 'failed' },
    { kind: 'message', status: 'done' },
  ]);
});

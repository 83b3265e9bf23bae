import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, fixedClock } from '../testing/team.ts';
import { SLACK_POLICY } from './policy.ts';
import { createSharedChannels } from './shared-channels.ts';

let store: Store;
beforeAll(async () => {
  store = await temporarySqlite();
});
afterAll(() => store.close());

test('what Slack has said of a channel is believed for minutes, also when the clock is moved back by a day', async () => {
  const clock = fixedClock();
  let isShared = false;
  const info = async () => ({ channel: { is_ext_shared: isShared } });
  const client = { conversations: { info } } as unknown as WebClient;
  const { hasOutsiders } = createSharedChannels(createTeam(store, { clock }).system, client);
  expect(await hasOutsiders('C0SALES')).toBe(false);
  isShared = true;
  clock.moveBack(24 * 3_600_000);
  clock.advance(SLACK_POLICY.channels.freshForMs - 1);
  expect(await hasOutsiders('C0SALES')).toBe(false);
  clock.advance(1);
  expect(await hasOutsiders('C0SALES')).toBe(true);
});

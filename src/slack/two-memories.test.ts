import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppSystem } from '../app/context.ts';
import { handleRow } from '../app/inbox-handlers.ts';
import { transact } from '../context.ts';
import { enqueueIn } from '../conversation/inbox.ts';
import { claim } from '../queue/claims.ts';
import type { Store } from '../store/store.ts';
import { listRows } from '../testing/store-rows.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, fixedClock } from '../testing/team.ts';
import { createIdentities } from './identities.ts';
import { SLACK_POLICY } from './policy.ts';

let store: Store;
beforeAll(async () => {
  store = await temporarySqlite();
});
afterAll(() => store.close());

test('whoever becomes a guest is one to every process, though Slack tells only one of them', async () => {
  const clock = fixedClock();
  const { system } = createTeam(store, { clock });
  let isGuest = false;
  const info = async () => ({ user: { id: 'U0TOM', team_id: 'T0US', name: 'tom', is_restricted: isGuest } });
  const client = { users: { info } } as unknown as WebClient;
  const process = () => createIdentities(system, { client, teamId: 'T0US', admins: [] });
  const [told, untold] = [process(), process()];
  const trusting = SLACK_POLICY.recipients.trustedForMs;
  for (const each of [told, untold]) expect((await each.identify('U0TOM')).kind).toBe('member');
  isGuest = true;
  clock.advance(SLACK_POLICY.identities.freshForMs);
  const event = {
    kind: 'user_change',
    eventId: null,
    dedupeKey: 'user:U0TOM:1',
    clientMsgId: null,
    threadKey: 'user:U0TOM',
    channel: null,
    messageTs: null,
    ts: '1764000100.000100',
    payload: { user: 'U0TOM' },
    status: 'pending',
  } as const;
  await transact(system, (ctx) => enqueueIn(ctx, event));
  const [row] = await transact(system, async (ctx) => {
    const ids = (await listRows(store, 'inbox')).map(({ id }) => id);
    return claim(ctx, { table: 'inbox', ids, now: clock.now(), leaseMs: 60_000 });
  });
  if (!row) throw new Error('Nothing was taken.');
  const app = { ...system, chat: told } as unknown as AppSystem;
  await handleRow(app, row, new AbortController().signal);
  expect((await untold.identify('U0TOM', trusting)).kind).toBe('refused');
});

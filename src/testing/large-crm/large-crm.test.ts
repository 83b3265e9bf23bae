import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { type Context, createSystem } from '../../context.ts';
import { find } from '../../crm/find.ts';
import { logInteraction } from '../../crm/interactions.ts';
import { undo } from '../../crm/undo.ts';
import { createLog } from '../../log.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { findPostgres } from '../postgres-server.ts';
import { listRows } from '../store-rows.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { actAs } from './act-as.ts';
import { startLargePostgres } from './postgres.ts';
import { LANDMARKS, type Size } from './size.ts';
import { createLargeSqlite } from './sqlite.ts';
import { inventWord, RARE } from './words.ts';

const SIZE: Size = { members: 5, companies: 40, contacts: 600, interactions: 1_000, told: 1_000 };
const TABLES = [
  'members',
  'companies',
  'contacts',
  'relationships',
  'interactions',
  'interactionContacts',
] as const;

const folder = temporaryFolder();
let store: Store;
let busy: Context;

beforeAll(async () => {
  const path = join(folder.path, 'large.db');
  await createLargeSqlite(path, SIZE);
  store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate', backup: false });
  busy = await actAs(createSystem({ store, clock: systemClock, log: createLog('silent') }), 'busy');
});

afterAll(async () => {
  await store.close();
  folder.remove();
});

test('a large CRM has the counts that it was asked for, and a customer of each size', async () => {
  expect((await listRows(store, 'contacts')).length).toBe(SIZE.contacts);
  expect((await listRows(store, 'interactions')).length).toBe(SIZE.interactions);
  const edges = (await listRows(store, 'relationships')).filter(({ endedOn }) => endedOn === null);
  for (const { name, least } of Object.values(LANDMARKS)) {
    const company = (await listRows(store, 'companies')).find((each) => each.name === name);
    expect(edges.filter(({ companyId }) => companyId === company?.id).length).toBeGreaterThanOrEqual(least);
  }
});

test('search finds a word that stands in two interactions, in those two', async () => {
  const { interactions } = await find(busy, { query: inventWord(RARE + 301) });
  expect(interactions).toHaveLength(2);
});

test('its rows are those that the verbs write', async () => {
  const before = await columnsOf();
  await logInteraction(busy, {
    kind: 'call',
    summary: 'Talked.',
    company: { name: LANDMARKS.small.name },
    contacts: [{ name: 'Zuzana Newcomer', is_new: true }],
    follow_ups: [{ title: 'Send it' }],
  });
  expect(await columnsOf()).toEqual(before);
});

/** Which fields are set in the last change, as far as it has the same kinds of rows. */
async function columnsOf(): Promise<unknown> {
  const changes = (await listRows(store, 'changes')).filter(({ verb }) => verb === 'log_interaction');
  const last = changes.findLast(({ mutations }) => mutations.some(({ table }) => table === 'followUps'));
  return (last?.mutations ?? [])
    .filter(({ table }) => ['interactions', 'interactionContacts', 'followUps'].includes(table))
    .map(({ table, after }) => [table, Object.keys(after ?? {}).toSorted()])
    .filter(([table], at, all) => all.findIndex(([other]) => other === table) === at);
}

test('what was told in a conversation can be undone', async () => {
  const changes = await listRows(store, 'changes');
  const change = changes.findLast(({ memberId, undoneAt }) => memberId === busy.actor.memberId && !undoneAt);
  await undo(busy, { change_id: change?.id ?? '' });
  const ids = (await listRows(store, 'interactions')).map(({ id }) => id);
  expect(ids).not.toContain(change?.mutations[0]?.id);
});

const programs = findPostgres();

test.skipIf(!programs)('on PostgreSQL it has the same rows', async () => {
  const server = await startLargePostgres(programs ?? '', SIZE);
  const copy = join(folder.path, 'again.db');
  await createLargeSqlite(copy, SIZE);
  const stores = [
    await openStore({ kind: 'sqlite', path: copy }, { schema: 'migrate', backup: false }),
    await openStore({ kind: 'postgres', url: server.url }, { schema: 'migrate' }),
  ] as const;
  try {
    for (const name of [...TABLES, 'followUps', 'changes', 'messages', 'searchEntries'] as const) {
      expect(await listRows(stores[1], name)).toEqual(await listRows(stores[0], name));
    }
  } finally {
    for (const each of stores) await each.close();
    await server.stop();
  }
});

import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildContextWindow } from '../../agent/context-window.ts';
import { toolsFor } from '../../agent/tools/all.ts';
import { showHome } from '../../app/home.ts';
import { systemClock } from '../../clock.ts';
import { forgetParked, listLastSeen, measureInbox } from '../../conversation/inbox.ts';
import { suggestNames } from '../../crm/look-up.ts';
import { sendAdminAlerts } from '../../delivery/admin-alerts.ts';
import { measureDeliveries } from '../../delivery/health.ts';
import { RapportError } from '../../errors.ts';
import { selectLearned } from '../../observer/observations/recall.ts';
import type { WithReports } from '../../reports/reports.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { type AppDesk, openAppDesk } from '../app-desk.ts';
import { explain, recordStatements, scansOf } from '../query-plans.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { actAs } from './act-as.ts';
import { LANDMARKS, MIDDLE } from './size.ts';
import { createLargeSqlite } from './sqlite.ts';
import { inventWord, RARE } from './words.ts';

/** Tables that a query may go through as a whole: they have a row for each colleague, or for each report, and no more. */
const SMALL = new Set(['members', 'word', 'json_each']);

/** Statements that may go through a table that grows, by a pattern of their text, and why. */
const ALLOWED: Record<string, string> = {
  'from "inbox"$': 'the desk of this test reads whole tables',
  'from "outbox"$': 'the desk of this test reads whole tables',
  'order by "(companies|contacts)"."name_key" asc, "(companies|contacts)"."id" asc limit':
    'stops at the first names',
};

/** Indexes that hold the rows that are open, or have just failed: work, not history. */
const OF_OPEN_ROWS = new Set([
  'inbox_pending',
  'outbox_pending',
  'schedules_due',
  'schedules_late',
  'schedules_noticed',
]);

const folder = temporaryFolder();
const path = join(folder.path, 'middle.db');
const recording = recordStatements();
let store: Store;
let desk: AppDesk;

beforeAll(async () => {
  await createLargeSqlite(path, MIDDLE);
  const db = new Sqlite(path);
  db.exec('analyze');
  db.close();
  store = openSqlite({ path });
  await store.migrate();
  desk = await openAppDesk({ store, now: systemClock.now() });
  recording.statements.clear();
});

afterAll(async () => {
  recording.stop();
  await desk.close();
  folder.remove();
});

const { huge, big, small } = LANDMARKS;
const company = { name: small.name };
const logged = { kind: 'call', summary: 'Talked about the offer.' };

/** Calls of tools, with what is common, rare, ambiguous and unknown. */
const CALLS: [tool: string, input: object][] = [
  ...[huge, big, small, { name: 'Xylophone' }, { name: 'Atlas' }].map(
    ({ name }) => ['get_customer', { company: { name } }] as [string, object],
  ),
  ['get_customer', { contact: { name: 'Maria' } }],
  ['get_customer', { contact: { name: 'Maria' }, company: { name: huge.name } }],
  ['get_customer', { contact: { name: 'Mariq Silvq' } }],
  ['get_customer', { contact: { email: 'contact-2@customer.example' } }],
  ['get_customer', { company: { domain: 'customer-3.example' } }],
  ...['renewal', 'renewa', 'r', 'pricing renewal', 'renewal zzzz', inventWord(RARE + 301)].map(
    (query) => ['find', { query }] as [string, object],
  ),
  ['list_my_interactions', {}],
  ['list_my_interactions', { company, since: '2024-01-01', until: '2026-01-01' }],
  ['list_my_follow_ups', {}],
  ['list_my_follow_ups', { company: { name: huge.name }, due_until: '2030-01-01' }],
  [
    'log_interaction',
    {
      ...logged,
      company,
      contacts: [{ name: 'Zoltan Newcomer', is_new: true }],
      follow_ups: [{ title: 'Send it' }],
    },
  ],
  ['log_interaction', { ...logged, company: { name: 'Zyzzyva Works' }, contacts: [{ name: 'Maria' }] }],
  ['change_interaction', { which_company: company, summary: 'Talked about the price.' }],
  ['add_follow_up', { title: 'Call them back', company }],
  ['change_follow_up', { words: 'call them back', action: 'done' }],
  ['change_follow_up', { words: 'zzz qqq', action: 'done' }],
  ['save_contact', { contact: { name: 'Zoltan Newcomer' }, title: 'CEO' }],
  ['save_company', { company, about: 'Makes labs.' }],
  ['add_note', { company, note: 'Hates calls before 10.' }],
  ['relate', { contact: { name: 'Zoltan Newcomer' }, kind: 'works_at', company, ended_on: '2026-01-01' }],
  ['undo', {}],
];

test('no query of the main thread goes through a table that grows', async () => {
  for (const person of ['busy', 'lead', 'admin'] as const) {
    for (const audience of ['direct', 'shared'] as const) {
      const someone = await actAs(desk.app, person);
      const ctx: WithReports = { ...desk.app, actor: { ...someone.actor, audience } };
      for (const [name, input] of CALLS) await call(ctx, name, input);
      const current = {
        threadKey: 'D1:1',
        channel: 'D1',
        ts: '9999999999.000000',
        text: 'Hi',
        at: desk.clock.now(),
      };
      await buildContextWindow(ctx, current, await selectLearned(ctx));
    }
  }
  for (const noun of ['company', 'contact'] as const) {
    for (const typed of ['', 'a', 'maria', 'silva']) await suggestNames(desk.app, { noun, typed, limit: 20 });
  }
  await showHome(desk.app, 'U1');
  await desk.say({ as: 'U1', text: 'What do we know about Atlas?' });
  await forgetParked(desk.app);
  await listLastSeen(desk.app, { since: String(desk.clock.now().getTime() / 1_000 - 86_400) });
  await measureInbox(desk.app);
  await measureDeliveries(desk.app);
  await sendAdminAlerts(desk.app, async () => []);

  const read = [...recording.statements].filter((text) => !text.startsWith('insert'));
  const scans = explain(path, read)
    .map((plan) => ({
      ...plan,
      scans: scansOf(plan).filter(({ table, index }) => !SMALL.has(table) && !OF_OPEN_ROWS.has(index ?? '')),
    }))
    .filter(({ scans, statement }) => scans.length > 0 && !isAllowed(statement));
  expect(scans.map(({ statement, steps }) => `${statement}\n${steps.join('\n')}`)).toEqual([]);
});

const isAllowed = (statement: string) =>
  Object.keys(ALLOWED).some((part) => new RegExp(part).test(statement));

/** Calls a tool as the agent does; that what is asked for is refused is an answer too. */
async function call(ctx: WithReports, name: string, input: object): Promise<string> {
  const tool = toolsFor(ctx.actor)[name];
  if (!tool) throw new Error(`There is no tool ${name}.`);
  try {
    return JSON.stringify(await tool.run(ctx, input));
  } catch (error) {
    if (error instanceof RapportError) return error.message;
    throw error;
  }
}

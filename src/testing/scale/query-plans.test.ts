import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildContextWindow } from '../../agent/context-window.ts';
import { toolsFor } from '../../agent/tools/all.ts';
import { showHome } from '../../app/home.ts';
import { systemClock } from '../../clock.ts';
import { findLastSeen, forgetParked, measureInbox } from '../../conversation/inbox.ts';
import { suggestNames } from '../../crm/look-up.ts';
import { sendAdminAlerts } from '../../delivery/admin-alerts.ts';
import { measureDeliveries } from '../../delivery/health.ts';
import { planAnew } from '../../delivery/planned-anew.ts';
import { findMissingDigest } from '../../observer/digest/missing-digest.ts';
import { selectLearned } from '../../observer/observations/recall.ts';
import { listClaimable } from '../../queue/claims.ts';
import { mendTimes } from '../../queue/mended-times.ts';
import type { WithReports } from '../../reports/reports.ts';
import { openSqlite } from '../../store/sqlite.ts';
import type { Store } from '../../store/store.ts';
import { type AppDesk, openAppDesk } from '../app-desk.ts';
import { actAs } from '../large-crm/act-as.ts';
import { MIDDLE, PERSONS } from '../large-crm/size.ts';
import { createLargeSqlite } from '../large-crm/sqlite.ts';
import { POLICY } from '../queue-desk.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CALLS, call } from './calls.ts';
import { importAll } from './imports.ts';
import { explain, recordStatements, scansOf } from './query-plans.ts';

/**
 * What a query may go through as a whole: tables with a row for each colleague, each report, or each import, and no more; and
 * what was selected within it and has a limit, or was looked up.
 */
const SMALL = new Set([
  ...['members', 'imports', 'word', 'json_each'],
  ...['by_company', 'by_employer', 'by_contact'],
  ...['earlier', 'of_one', 'of_each', 'theirs', 'late'],
]);

/** Statements that may go through a table that grows, by a pattern of their text, and why. */
const ALLOWED: Record<string, string> = {
  'from "inbox"$': 'the desk of this test reads whole tables',
  'from "outbox"$': 'the desk of this test reads whole tables',
  'order by "(companies|contacts)"."(name|sort)_key" asc, "(companies|contacts)"."id" asc limit':
    'stops at the first names',
  'from "duplicates" where "duplicates"."status" = . order by':
    'pairs that may be one, of which there are few',
  'from "deals" .* order by "deals"."id" desc limit': 'stops at the latest deals',
  'order by "aliases"."id" desc limit': 'stops at the latest other names',
};

/** Indexes that hold the rows that are open, or have just failed: work, not history. */
const OF_OPEN_ROWS = new Set([
  'inbox_pending',
  'outbox_pending',
  'dream_runs_due',
  'schedules_due',
  'schedules_late',
  'reminders_due',
  'schedules_noticed',
  'kept_questions_name',
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

test('every tool is called', async () => {
  const { actor } = await actAs(desk.app, 'admin');
  expect([...new Set(CALLS.map(([name]) => name))].toSorted()).toEqual(
    Object.keys(toolsFor(actor, undefined, desk.app.reports.metrics.list(actor.role))).toSorted(),
  );
});

test('no query of the main thread goes through a table that grows', { timeout: 240_000 }, async () => {
  for (const person of ['busy', 'lead', 'admin'] as const) {
    for (const audience of ['direct', 'shared'] as const) {
      const someone = await actAs(desk.app, person);
      const ctx: WithReports = { ...desk.app, actor: { ...someone.actor, audience } };
      for (const [name, input] of CALLS) await call(ctx, name, input);
      const current = {
        threadKey: 'D1:1',
        threadTs: '1',
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
  for (const user of Object.values(PERSONS)) await showHome(desk.app, user);
  const { actor } = await actAs(desk.app, 'admin');
  await importAll({ ...desk.app, actor });
  await desk.say({ as: 'U1', text: 'What do we know about Atlas?' });
  await forgetParked(desk.app);
  const since = String(desk.clock.now().getTime() / 1_000 - 86_400);
  await findLastSeen(desk.app, { since, mostThreads: 300 });
  await measureInbox(desk.app);
  await measureDeliveries(desk.app);
  await sendAdminAlerts(desk.app, {
    adminsOf: async () => [],
    missingDigest: () => findMissingDigest(desk.app),
  });
  // At the start, and after the clock was moved back.
  for (const table of listClaimable(store.tables)) await mendTimes(desk.app, { table, policy: POLICY });
  await mendTimes(desk.app, { table: 'schedules', policy: POLICY, dueFrom: 'scheduledAt' });
  await planAnew(desk.app);

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

import { join } from 'node:path';
import { buildContextWindow } from '../../src/agent/context-window.ts';
import { CRM_TOOLS } from '../../src/agent/tools/all.ts';
import { readHome } from '../../src/app/home-content.ts';
import { type Context, type System, transact } from '../../src/context.ts';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { selectLearned } from '../../src/observer/observations/recall.ts';
import { mayRun, type Param, type ReportDefinition } from '../../src/reports/definition.ts';
import { openReports, type WithReports } from '../../src/reports/reports.ts';
import { runReport } from '../../src/reports/run-report.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { startLargePostgres } from '../../src/testing/large-crm/postgres.ts';
import { LANDMARKS } from '../../src/testing/large-crm/size.ts';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { inventWord, RARE } from '../../src/testing/large-crm/words.ts';
import { findPostgres } from '../../src/testing/postgres-server.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { type Line, percentile } from './measure.ts';
import { benchNight } from './night.ts';
import { openSystem } from './open-system.ts';
import { SHIPPED } from './report-definitions.ts';
import { LONGEST_STOP_MS, watchStops } from './stops.ts';

const TIMES = { call: 30, report: 3 } as const;

/** The Home tab is drawn again after each press on it. */
const LONGEST_HOME_MS = 300;

/** A call that is made again and again; `at` is how often it was made before, `below` the goal of its p95 in milliseconds. */
type Call = { what: string; times: number; below?: number; run(at: number): Promise<unknown> };

/**
 * What people wait for, over a million interactions: how long it takes, and how long all else has to wait. `only`: calls whose
 * name has it, and no night.
 */
export async function benchScaleOnSqlite(only?: string): Promise<Line[]> {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, 'large.db');
    await createLargeSqlite(file);
    return await measureAll(file, { engine: 'SQLite', only });
  } finally {
    folder.remove();
  }
}

/** The same on a PostgreSQL server of its own, where one is installed. */
export async function benchScaleOnPostgres(only?: string): Promise<Line[]> {
  const programs = findPostgres();
  if (!programs) return [];
  const server = await startLargePostgres(programs);
  try {
    return await measureAll(server.url, { engine: 'PostgreSQL', only });
  } finally {
    await server.stop();
  }
}

async function measureAll(
  database: string,
  { engine, only }: { engine: string; only: string | undefined },
): Promise<Line[]> {
  const system = await openSystem(database);
  const reports = await openReports(system, { folder: SHIPPED, lookUp: lookUpFor });
  const lines: Line[] = [];
  const calls = await callsOn({ ...system, reports });
  for (const call of calls.filter(({ what }) => what.includes(only ?? '')))
    lines.push(...(await measure(call, engine)));
  const night = only === undefined ? await benchNight(system) : [];
  lines.push(...night.map((line) => ({ ...line, what: `${engine}: ${line.what}` })));
  await reports.close();
  await system.store.close();
  return lines;
}

async function measure({ what, times, below, run }: Call, engine: string): Promise<Line[]> {
  const took: number[] = [];
  const { stopMs } = await watchStops(async () => {
    for (let at = 0; at < times; at += 1) {
      const start = performance.now();
      await run(at);
      took.push(performance.now() - start);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return [
    {
      what: `${engine}: ${what}, p50 (beside it p99)`,
      unit: 'ms',
      ours: percentile(took, 0.5),
      theirs: percentile(took, 0.99),
    },
    ...(below === undefined
      ? []
      : [{ what: `${engine}: ${what}, p95`, unit: 'ms', ours: percentile(took, 0.95), below } as const]),
    { what: `${engine}: ${what}, longest stop`, unit: 'ms', ours: stopMs, below: LONGEST_STOP_MS },
  ];
}

async function callsOn(ctx: System & Pick<WithReports, 'reports'>): Promise<Call[]> {
  const lead: Context & WithReports = { ...ctx, ...(await actAs(ctx, 'lead')), reports: ctx.reports };
  const busy: Context & WithReports = { ...ctx, ...(await actAs(ctx, 'busy')), reports: ctx.reports };
  const admin: Context & WithReports = { ...ctx, ...(await actAs(ctx, 'admin')), reports: ctx.reports };
  const homes = Object.entries({ 'a busy member': busy, 'a lead': lead, 'an admin': admin });
  return [
    ...toolCalls(busy),
    ...screenCalls(busy),
    ...homes.map(([who, ctx]) => ({
      what: `Home tab of ${who}`,
      times: TIMES.call,
      below: LONGEST_HOME_MS,
      run: () => readHome(ctx),
    })),
    ...reportCalls(lead),
  ];
}

/** Calls of the agent's tools, as the busiest member. */
function toolCalls(ctx: Context & WithReports): Call[] {
  const read = (name: keyof typeof CRM_TOOLS, what: string, input: unknown): Call => ({
    what: `${name}, ${what}`,
    times: TIMES.call,
    run: () => CRM_TOOLS[name].run(ctx, input).catch(() => undefined),
  });
  const write = (name: keyof typeof CRM_TOOLS, input: (at: number) => unknown): Call => ({
    what: name,
    times: TIMES.call,
    run: (at) => transact(ctx, (ctx) => CRM_TOOLS[name].run(ctx, input(at))),
  });
  const company = { name: LANDMARKS.small.name };
  return [
    ...(['small', 'big', 'huge'] as const).map((size) =>
      read('get_customer', `a ${size} one`, { company: { name: LANDMARKS[size].name } }),
    ),
    read('get_customer', 'one of many called Maria Silva', { contact: { name: 'Maria Silva' } }),
    read('find', 'a word with two hits', { query: inventWord(RARE + 7) }),
    read('find', 'a word in every row', { query: 'renewal' }),
    read('find', 'one letter', { query: 'a' }),
    read('list_my_interactions', 'the last', {}),
    read('list_my_follow_ups', 'all', {}),
    read('prepare', 'a huge one', { company: { name: LANDMARKS.huge.name } }),
    read('prepare', 'whom to call today', {}),
    write('log_interaction', (at) => ({
      kind: 'call',
      summary: `Talked about the renewal, call ${at}.`,
      company,
      follow_ups: [{ title: 'Send the offer', due_on: '2030-01-07' }],
    })),
    write('add_note', (at) => ({ company, note: `Calls before ten are fine (${at}).` })),
    write('add_follow_up', (at) => ({ company, title: `Send offer ${at}`, due_on: '2030-01-07' })),
  ];
}

/** What a message of the busiest member reads. */
function screenCalls(ctx: Context & WithReports): Call[] {
  const message = {
    threadKey: 'D1:1',
    threadTs: '1',
    channel: 'D1',
    ts: '4000000000.000001',
    text: 'hello',
    at: ctx.clock.now(),
  };
  return [
    {
      what: 'context window of a busy member',
      times: TIMES.call,
      run: async () => buildContextWindow(ctx, message, await selectLearned(ctx)),
    },
    {
      what: 'search in the catalog',
      times: TIMES.call,
      run: async () => ctx.reports.catalog.search('quiet customers', ctx.actor.role),
    },
  ];
}

/** Every shipped report that a lead may run, with what it must be told. */
function reportCalls(ctx: Context & WithReports): Call[] {
  return ctx.reports.catalog
    .all()
    .map(({ definition }) => definition)
    .filter((definition) => mayRun(definition, ctx.actor.role))
    .map((definition) => ({
      what: `report ${definition.name}`,
      times: TIMES.report,
      // One that takes too long is stopped, and takes as long as that.
      run: () =>
        runReport(ctx, { name: definition.name, given: givenFor(definition), source: 'command' }).catch(
          () => undefined,
        ),
    }));
}

/** The value of a param that must be given, by its type; “me” for people of ours. */
const GIVEN: Partial<Record<Param['type'], string>> = { company: LANDMARKS.big.name, date: '2026-01-01' };

function givenFor({ params }: ReportDefinition): Record<string, string> {
  const asked = Object.entries(params).filter(
    ([, spec]) => !spec.optional && !('default' in spec && spec.default !== undefined),
  );
  return Object.fromEntries(asked.map(([name, { type }]) => [name, GIVEN[type] ?? 'me']));
}

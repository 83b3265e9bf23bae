import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { ConfigError, parseAdmins, parseReportsDir, parseStore, readEnvironment } from '../src/config.ts';
import { type Context, createSystem } from '../src/context.ts';
import { actAs } from '../src/crm/members.ts';
import { lookUpFor } from '../src/crm/references.ts';
import { deliverReport } from '../src/delivery/deliver-report.ts';
import { renderJson, renderTable } from '../src/delivery/table-text.ts';
import { messageOf } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import type { BrokenReport } from '../src/reports/catalog.ts';
import { explain } from '../src/reports/explain.ts';
import type { Given } from '../src/reports/params.ts';
import { openReports } from '../src/reports/reports.ts';
import { type Reports, rolesInWords } from '../src/reports/run.ts';
import { listReportRuns } from '../src/reports/runs.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { seedReportFixture } from '../src/testing/report-fixture.ts';
import { runReportTest } from '../src/testing/report-tests.ts';
import { createTeam } from '../src/testing/team.ts';

const USAGE = `npm run reports -- list                          lists the reports, and the broken files
npm run reports -- explain NAME                  what a report shows, its params and columns
npm run reports -- lint                          holds all files to the rules, and runs their tests on sample data
npm run reports -- run NAME --as U123 key=value  runs one as a member: --format table (default), csv or json
npm run reports -- runs --as U123                who ran what, for admins; --limit 50`;

const FORMATS = ['table', 'csv', 'json'] as const;
const env = readEnvironment();
const folder = parseReportsDir(env);

type Options = { as?: string; format: string; limit: string };

async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      as: { type: 'string' },
      format: { type: 'string', default: 'table' },
      limit: { type: 'string', default: '50' },
    },
  });
  const [command = 'list', ...rest] = positionals;
  if (command === 'lint') return lint();
  const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  if (!run) throw new Error(`There is no command ${command}.\n${USAGE}`);
  const store = await openStore(parseStore(env));
  try {
    return await withReports(store, (reports) => run({ store, reports, rest, options: values }));
  } finally {
    await store.close();
  }
}

type Call = { store: Store; reports: Reports; rest: string[]; options: Options };

const COMMANDS: Record<string, (call: Call) => Promise<number>> = {
  list: async ({ reports: { catalog } }) => {
    for (const { definition } of catalog.all()) {
      console.log(`${definition.name.padEnd(26)} ${definition.title} (${rolesInWords(definition)})`);
    }
    tellBroken(catalog.broken());
    return 0;
  },
  explain: async ({ reports: { catalog }, rest: [name = ''] }) => {
    const said = explain(catalog.get(name, 'admin').definition);
    console.log(`${said.title}\n${said.description}\nFor ${said.for}.\n`);
    for (const { name: param, description, rule, needed, example } of said.params) {
      console.log(`  ${param}  ${description}\n      ${rule} (${needed}), for example ${example}`);
    }
    console.log('\nColumns');
    for (const { label, meaning } of said.columns) console.log(`  ${label}: ${meaning}`);
    if (said.chart) console.log(`\nWith a chart: ${said.chart}`);
    return 0;
  },
  run: async ({ store, reports, rest: [name = '', ...params], options }) => {
    const format = FORMATS.find((each) => each === options.format);
    if (!format) throw new Error(`--format is one of ${FORMATS.join(', ')}.`);
    const ctx = { ...(await contextOf(store, options.as)), reports };
    const request = { name, given: givenOf(params), source: 'operator' } as const;
    const as = format === 'csv' ? 'csv' : 'text';
    const { result, document } = await deliverReport(ctx, { ...request, as });
    const { columns, rows, truncated } = result;
    const shown = {
      table: () => renderTable(document),
      csv: () => document.file?.content ?? '',
      json: () => renderJson(columns, rows),
    };
    process.stdout.write(`${shown[format]().trimEnd()}\n`);
    if (truncated && format !== 'table') console.error(`Only the first ${rows.length} rows: there are more.`);
    return 0;
  },
  runs: async ({ store, options }) => {
    const ctx = await contextOf(store, options.as);
    const runs = await listReportRuns(ctx, { limit: Math.max(1, Number(options.limit) || 1) });
    console.table(
      runs.map(({ startedAt, memberName, source, report, params, outcome, rows, ms }) => ({
        when: startedAt.toISOString(),
        member: memberName,
        by: source,
        report,
        params: JSON.stringify(params),
        outcome,
        rows,
        ms,
      })),
    );
    return 0;
  },
};

/** Holds the files to all rules on an empty database, and runs the tests in them on sample data. */
async function lint(): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'rapport-lint-'));
  const store = await openStore({ kind: 'sqlite', path: join(scratch, 'lint.db') });
  try {
    const team = createTeam(store);
    await seedReportFixture(team);
    return await withReports(store, (reports) => judge(team, reports), team.system.clock);
  } finally {
    await store.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function judge(team: ReturnType<typeof createTeam>, reports: Reports): Promise<number> {
  const good = reports.catalog.all();
  const failures: string[] = [];
  let tests = 0;
  for (const { definition } of good) {
    for (const [at, test] of definition.tests.entries()) {
      tests += 1;
      const found = await runReportTest(team, reports, { name: definition.name, test });
      failures.push(...found.map((words) => `${definition.name}.yaml: test ${at + 1}: ${words}`));
    }
  }
  const broken = reports.catalog.broken();
  tellBroken(broken);
  for (const failure of failures) console.log(failure);
  const count = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).length;
  console.log(
    `${good.length} of ${count} reports are good; ${tests - failures.length} of ${tests} tests hold.`,
  );
  return broken.length + failures.length === 0 ? 0 : 1;
}

function tellBroken(broken: BrokenReport[]): void {
  for (const { file, problems } of broken) {
    for (const { line, reason } of problems) console.log(`${file}:${line}: ${reason}`);
  }
}

async function withReports<T>(
  store: Store,
  work: (reports: Reports) => Promise<T>,
  clock = systemClock,
): Promise<T> {
  const system = createSystem({ store, clock, log: createLog('silent') });
  const reports = await openReports(system, { folder, lookUp: lookUpFor });
  try {
    return await work(reports);
  } finally {
    await reports.close();
  }
}

/** The member an operator acts as: with their role, their rows, their day. */
async function contextOf(store: Store, slackUserId: string | undefined): Promise<Context> {
  if (!slackUserId) throw new Error(`Say as whom: --as U123 (npm run members lists them).\n${USAGE}`);
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  return actAs(system, { slackUserId, admins: parseAdmins(env) });
}

function givenOf(params: string[]): Given {
  return Object.fromEntries(
    params.map((param) => {
      const at = param.indexOf('=');
      if (at < 1) throw new Error(`“${param}” is not name=value.`);
      return [param.slice(0, at), param.slice(at + 1)];
    }),
  );
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof ConfigError ? error.message : messageOf(error));
    process.exit(1);
  },
);

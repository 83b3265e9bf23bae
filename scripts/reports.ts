import { parseAdmins, parseCrmFile, parseReportsDir, parseStore, readEnvironment } from '../src/config.ts';
import type { Context, System } from '../src/context.ts';
import { actAs } from '../src/crm/members.ts';
import { deliverReport } from '../src/delivery/deliver-report.ts';
import { renderJson, renderTable } from '../src/delivery/table-text.ts';
import { didYouMean } from '../src/nearest-word.ts';
import { explain } from '../src/reports/explain.ts';
import type { Given } from '../src/reports/params.ts';
import { listReportRuns } from '../src/reports/report-runs.ts';
import type { Reports } from '../src/reports/reports.ts';
import { rolesInWords } from '../src/reports/run-report.ts';
import { findPart, parseWords, runCommand } from './command/command.ts';
import { withReports, withSystem } from './command/system.ts';
import { printTable } from './command/table.ts';
import { lint, printBroken } from './reports/lint.ts';

const USAGE = `npm run reports -- list                          lists the reports, and the broken files
npm run reports -- explain NAME                  what a report shows, its params and columns
npm run reports -- lint                          holds all files to the rules, and runs their tests on sample data
npm run reports -- run NAME --as U123 key=value  runs one as a member: --format table (default), csv or json
npm run reports -- runs --as U123                who ran what, for admins; --limit 50`;

const FORMATS = ['table', 'csv', 'json'] as const;
type Options = { as?: string; format: string; limit: string };
type Call = { system: System; reports: Reports; rest: string[]; options: Options };

const PARTS: Record<string, (call: Call) => Promise<void>> = {
  list: async ({ reports: { catalog } }) => {
    for (const { definition } of catalog.all()) {
      console.log(`${definition.name.padEnd(26)} ${definition.title} (${rolesInWords(definition)})`);
    }
    printBroken(catalog.broken());
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
  },
  run: async ({ system, reports, rest: [name = '', ...params], options }) => {
    const format = FORMATS.find((each) => each === options.format);
    if (!format)
      throw new Error(`--format is one of ${FORMATS.join(', ')}${didYouMean(options.format, FORMATS)}.`);
    const ctx = { ...(await contextOf(system, options)), reports };
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
  },
  runs: async ({ system, options }) => {
    const ctx = await contextOf(system, options);
    const runs = await listReportRuns(ctx, { limit: Math.max(1, Number(options.limit) || 1) });
    printTable(
      {
        when: 'text',
        member: 'text',
        by: 'text',
        report: 'text',
        params: 'text',
        outcome: 'text',
        rows: 'integer',
        ms: 'integer',
      },
      runs.map(({ startedAt, memberName, source, report, params, outcome, rows, ms }) => {
        const when = startedAt.toISOString().slice(0, 19).replace('T', ' ');
        return [when, memberName, source, report, JSON.stringify(params), outcome, rows, ms];
      }),
    );
  },
};

/** The member an operator acts as: with their role, their rows, their day. */
async function contextOf(system: System, { as: slackUserId }: Options): Promise<Context> {
  if (!slackUserId) throw new Error(`Say as whom: --as U123 (npm run members lists them).\n${USAGE}`);
  return actAs(system, { slackUserId, admins: parseAdmins(readEnvironment()) });
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

runCommand(async (words) => {
  const { values: options, positionals } = parseWords(
    {
      args: words,
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        format: { type: 'string', default: 'table' },
        limit: { type: 'string', default: '50' },
      },
    },
    USAGE,
  );
  const [name = 'list', ...rest] = positionals;
  const env = readEnvironment();
  const folder = parseReportsDir(env);
  if (name === 'lint') return lint(folder, parseCrmFile(env));
  const part = findPart(PARTS, name, USAGE);
  await withSystem(parseStore(env), (system) =>
    withReports(system, folder, (reports) => part({ system, reports, rest, options })),
  );
  return 0;
});

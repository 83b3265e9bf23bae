import { parseAdmins, parseCrmFile, parseReportsDir, parseStore, readEnvironment } from '../src/config.ts';
import type { Context, System } from '../src/context.ts';
import { actAs } from '../src/crm/members.ts';
import { actAsAdmin } from '../src/crm/operators.ts';
import { crmOf } from '../src/crm-settings.ts';
import { deliverReport } from '../src/delivery/deliver-report.ts';
import { renderJson, renderTable } from '../src/delivery/table-text.ts';
import { didYouMean } from '../src/nearest-word.ts';
import { explain } from '../src/reports/explain.ts';
import { compileQuestion } from '../src/reports/metrics/compile-question.ts';
import { draftReport } from '../src/reports/metrics/draft.ts';
import { getKeptQuestion } from '../src/reports/metrics/kept-questions.ts';
import { canonicalRequest, questionName } from '../src/reports/metrics/request.ts';
import { requestOfWords } from '../src/reports/metrics/request-words.ts';
import type { Given } from '../src/reports/params.ts';
import { listReportRuns } from '../src/reports/report-runs.ts';
import type { Reports, WithReports } from '../src/reports/reports.ts';
import { rolesInWords } from '../src/reports/run-report.ts';
import { findPart, parseWords, requireNoMore, runCommand } from './command/command.ts';
import { withReports, withSystem } from './command/system.ts';
import { printTable } from './command/table.ts';
import { printViews, writeNew, writeSchema } from './reports/author.ts';
import { lint, printBroken } from './reports/lint.ts';

const USAGE = `npm run reports -- list                          lists the reports, and the broken files
npm run reports -- explain NAME                  what a report shows, its params and columns
npm run reports -- lint                          holds all files to the rules, and runs their tests on sample data
npm run reports -- new NAME                      writes the file of a new report, which works as it is;
                                                 metrics/NAME that of a new metric
npm run reports -- views                         lists what the SQL of reports can read
npm run reports -- schema                        writes schema.json, by which editors check the files of reports and metrics
npm run reports -- run NAME --as U123 key=value  runs one as a member: --format table (default), csv or json
npm run reports -- metrics                       lists the metrics, with their measures and dimensions
npm run reports -- ask METRIC measures=a,b by=c period=last-month --as U123
                                                 asks a metric: also grain=week company="Acme" a_at_least=6 order=a:least top=5
npm run reports -- draft NAME                    prints a report's file for a kept question, or for METRIC measures=… period=…
npm run reports -- runs                          who ran what; --limit 50, --as U123: as which admin, the first one when left out`;

const FORMATS = ['table', 'csv', 'json'] as const;
type Options = { as?: string; format: string; limit: string };
type Call = { system: System; reports: Reports; rest: string[]; options: Options };

const PARTS: Record<string, (call: Call) => Promise<void>> = {
  list: async ({ reports: { catalog }, rest }) => {
    requireNoMore(rest, USAGE);
    for (const { definition } of catalog.all()) {
      console.log(`${definition.name.padEnd(26)} ${definition.title} (${rolesInWords(definition)})`);
    }
    printBroken(catalog.broken());
  },
  explain: async ({ reports: { catalog }, rest: [name, ...more] }) => {
    requireNoMore(more, USAGE);
    const said = explain(catalog.get(requireNamed(name, 'report'), 'admin').definition);
    console.log(`${said.title}\n${said.description}\nFor ${said.for}.\n`);
    for (const { name: param, description, rule, needed, example } of said.params) {
      console.log(`  ${param}  ${description}\n      ${rule} (${needed}), for example ${example}`);
    }
    console.log('\nColumns');
    for (const { label, meaning } of said.columns) console.log(`  ${label}: ${meaning}`);
    if (said.chart) console.log(`\nWith a chart: ${said.chart}`);
  },
  views: async ({ system, rest }) => {
    requireNoMore(rest, USAGE);
    printViews(crmOf(system));
  },
  run: async ({ system, reports, rest: [name, ...params], options }) => {
    const asked = { name: requireNamed(name, 'report'), given: givenOf(params) };
    await show({ ...(await contextOf(system, options)), reports }, asked, options);
  },
  metrics: async ({ reports: { metrics }, rest }) => {
    requireNoMore(rest, USAGE);
    for (const { definition } of metrics.all()) {
      console.log(
        `${definition.name.padEnd(16)} ${definition.description} (for ${rolesInWords(definition)})`,
      );
      console.log(`  measures   ${Object.keys(definition.measures).join(', ')}`);
      console.log(`  split by   ${Object.keys(definition.dimensions).join(', ')}`);
    }
    printBroken(metrics.broken());
  },
  ask: async ({ system, reports, rest: [named, ...words], options }) => {
    const metric = requireNamed(named, 'metric');
    const ctx = { ...(await contextOf(system, options)), reports };
    const { request } = compileQuestion(ctx, requestOfWords(metric, givenOf(words)));
    await show(ctx, { name: questionName(metric), given: canonicalRequest(request) }, options);
  },
  draft: async ({ system, reports, rest: [named, ...words] }) => {
    const name = requireNamed(named, 'kept question or metric');
    const asked =
      words.length > 0
        ? { name: `${name}-draft`, request: requestOfWords(name, givenOf(words)) }
        : await getKeptQuestion(system, name).catch((error: unknown) => {
            if (!reports.metrics.all().some(({ definition }) => definition.name === name)) throw error;
            throw new Error(`Say what of ${name}: measures=… period=…\n${USAGE}`);
          });
    process.stdout.write(draftReport(asked, reports.metrics.all()));
  },
  runs: async ({ system, options, rest }) => {
    requireNoMore(rest, USAGE);
    const limit = Number(options.limit);
    if (!Number.isInteger(limit) || limit < 1)
      throw new Error(`--limit ${options.limit} is no number such as 50.`);
    const admins = parseAdmins(readEnvironment());
    const ctx = await actAsAdmin(system, { slackUserId: options.as, admins });
    const runs = await listReportRuns(ctx, { limit });
    if (runs.length === 0) return console.log('Nobody has run a report yet.');
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

/** Commands that need no database. */
const ON_FILES: Record<string, (folder: string, rest: string[]) => Promise<number> | number> = {
  lint: (folder, rest) => {
    requireNoMore(rest, USAGE);
    return lint(folder, parseCrmFile(readEnvironment()));
  },
  new: (folder, [name, ...rest]) => {
    requireNoMore(rest, USAGE);
    return writeNew(folder, requireNamed(name, 'name the report is to have'));
  },
  schema: (folder, rest) => {
    requireNoMore(rest, USAGE);
    return writeSchema(folder);
  },
};

/** Runs a report, or a question in metrics, and prints it. */
async function show(
  ctx: WithReports,
  asked: { name: string; given: Given },
  options: Options,
): Promise<void> {
  const format = FORMATS.find((each) => each === options.format);
  if (!format)
    throw new Error(`--format is one of ${FORMATS.join(', ')}${didYouMean(options.format, FORMATS)}.`);
  const as = format === 'csv' ? 'csv' : 'text';
  const { result, document } = await deliverReport(ctx, { ...asked, source: 'operator', as });
  const { columns, rows, truncated } = result;
  const shown = {
    table: () => renderTable(document),
    csv: () => document.file?.content ?? '',
    json: () => renderJson(columns, rows),
  };
  process.stdout.write(`${shown[format]().trimEnd()}\n`);
  if (truncated && format !== 'table') console.error(`Only the first ${rows.length} rows: there are more.`);
}

/** The name that a command needs. Throws with the usage when there is none. */
function requireNamed(name: string | undefined, what: string): string {
  if (name === undefined) throw new Error(`Say which ${what}.\n${USAGE}`);
  return name;
}

/** The member an operator acts as: with their role, their rows, their day. */
async function contextOf(system: System, { as: slackUserId }: Options): Promise<Context> {
  if (!slackUserId) throw new Error(`Say as whom: --as U123 (npm run members lists them).\n${USAGE}`);
  return actAs(system, { slackUserId, admins: parseAdmins(readEnvironment()) });
}

function givenOf(params: string[]): Given {
  return Object.fromEntries(
    params.map((param) => {
      const at = param.indexOf('=');
      if (at < 1) throw new Error(`“${param}” is not name=value.\n${USAGE}`);
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
  findPart({ ...ON_FILES, ...PARTS }, name, USAGE);
  const onFiles = ON_FILES[name];
  if (onFiles) return onFiles(folder, rest);
  const part = findPart(PARTS, name, USAGE);
  await withSystem(parseStore(env), (system) =>
    withReports(system, folder, (reports) => part({ system, reports, rest, options })),
  );
  return 0;
}, USAGE);

import { createWriteStream, type WriteStream } from 'node:fs';
import { parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import type { Context } from '../src/context.ts';
import { REJECT_HEADERS } from '../src/crm/importing/columns.ts';
import { fileAt } from '../src/crm/importing/csv-file.ts';
import { DAY_ORDERS } from '../src/crm/importing/days.ts';
import { describeCounts, describeRest, describeTakenBack } from '../src/crm/importing/describe-import.ts';
import { IMPORT_FIELDS, IMPORT_KINDS, type ImportKind } from '../src/crm/importing/import-fields.ts';
import { listImports } from '../src/crm/importing/import-rows.ts';
import type { Heading, ImportInput, Refused } from '../src/crm/importing/prepare-import.ts';
import { type ImportReport, importFile, tryImport } from '../src/crm/importing/run-import.ts';
import { clearBroken, undoImport } from '../src/crm/importing/undo-import.ts';
import { actAsAdmin } from '../src/crm/operators.ts';
import { isCurrency } from '../src/money.ts';
import { didYouMean } from '../src/nearest-word.ts';
import { parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';
import { printTable } from './command/table.ts';

const USAGE = `npm run import -- ${IMPORT_KINDS.join('|')} FILE.csv
    --dry-run                says what would become of each line, and writes nothing
    --skip-bad               leaves lines with problems out, and writes them to FILE.csv.rejects.csv
    --map "Header=field"     what a column is; "Header=" leaves it out; as often as needed
    --stage "Demo=proposal"  which stage of crm.yaml a stage of the file is; as often as needed
    --days dmy|mdy           which comes first in 03/04/2026
    --currency EUR           of amounts that do not say theirs
    --source hubspot         the system that the file comes from, where that is not found out
    --as U123                as which admin; the first one when left out
npm run import -- fields KIND              the fields that columns can be mapped to
npm run import -- list                     the latest imports
npm run import -- undo ID                  takes an import back; what was changed since stays`;

const OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  'skip-bad': { type: 'boolean', default: false },
  map: { type: 'string', multiple: true, default: [] as string[] },
  stage: { type: 'string', multiple: true, default: [] as string[] },
  days: { type: 'string' },
  currency: { type: 'string' },
  source: { type: 'string' },
  as: { type: 'string' },
} as const;

/** How many imports are listed. */
const LISTED = 20;

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    { args: words, allowPositionals: true, options: OPTIONS },
    USAGE,
  );
  const [noun = '', ...names] = positionals;
  if (noun === 'fields') return printFields(kindOf(names[0] ?? ''));
  const env = readEnvironment();
  return withSystem(parseStore(env), async (system) => {
    const ctx = await actAsAdmin(system, { slackUserId: values.as, admins: parseAdmins(env) });
    if (noun === 'list') return printImports(ctx);
    if (noun === 'undo') return takeBack(ctx, names[0]);
    const kind = kindOf(noun);
    const path = names.join(' ');
    if (!path) throw new Error(`Say which file.\n${USAGE}`);
    const { days, currency } = values;
    if (currency && !isCurrency(currency.toUpperCase()))
      throw new Error(`“${currency}” is no currency of ISO 4217, such as EUR.`);
    const order = DAY_ORDERS.find((each) => each === days);
    if (days && !order) throw new Error(`--days is one of ${DAY_ORDERS.join(', ')}.`);
    const input: ImportInput = {
      file: await fileAt(path),
      kind,
      source: values.source,
      map: pairsOf(values.map, '--map'),
      reading: { days: order, currency: currency?.toUpperCase(), stages: pairsOf(values.stage, '--stage') },
    };
    if (values['dry-run']) return tryOut(ctx, input);
    return load(ctx, input, values['skip-bad'] ? `${path}.rejects.csv` : undefined);
  });
}, USAGE);

function kindOf(name: string): ImportKind {
  const kind = IMPORT_KINDS.find((each) => each === name || (name === 'tasks' && each === 'follow-ups'));
  if (kind) return kind;
  throw new Error(name ? `There is no kind ${name}${didYouMean(name, IMPORT_KINDS)}.\n${USAGE}` : USAGE);
}

/** `Header=field`, as often as it was given. */
function pairsOf(said: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    said.map((each) => {
      const at = each.lastIndexOf('=');
      if (at < 1) throw new Error(`${option} "${each}" has no “=”.\n${USAGE}`);
      return [each.slice(0, at).trim(), each.slice(at + 1).trim()];
    }),
  );
}

async function tryOut(ctx: Context, input: ImportInput): Promise<number> {
  const report = await tryImport(ctx, input, { progress: drawProgress });
  printReport(report, true);
  console.log('Nothing was written. Without --dry-run it is imported.');
  return report.counts.refused > 0 ? 1 : 0;
}

async function load(ctx: Context, input: ImportInput, rejects: string | undefined): Promise<number> {
  let out: WriteStream | undefined;
  const reject = ({ raw, reason }: Refused, heading: Heading) => {
    if (!rejects) return;
    if (!out) {
      out = createWriteStream(rejects, { mode: 0o600 });
      out.write(`${heading.raw}${heading.separator}${REJECT_HEADERS[0]}\n`);
    }
    out.write(`${raw}${heading.separator}"${reason.replaceAll('"', '""')}"\n`);
  };
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => stop.abort(new Error('Stopped: nothing was imported.')));
  const report = await importFile(ctx, input, {
    progress: drawProgress,
    signal: stop.signal,
    ...(rejects ? { reject } : {}),
  });
  printReport(report, false);
  if (out) {
    const end = out;
    await new Promise<void>((go) => end.end(() => go()));
    console.log(`The lines that were not imported are in ${rejects}: mend them, and import that file.`);
  }
  if (report.pairs > 0)
    console.log(`${report.pairs} pairs may be one customer: Home in Slack asks about them.`);
  console.log(`Take it back with: npm run import -- undo ${report.importId}`);
  return 0;
}

function printReport(report: ImportReport, isTry: boolean): void {
  const fields = report.fields.map(({ header, field }) =>
    header === field ? field : `${header} → ${field}`,
  );
  console.log(
    `${report.lines} lines of ${report.kind} from ${report.system}: ${describeCounts(report, { isTry })}.`,
  );
  console.log(`Columns: ${fields.join(', ')}.`);
  for (const sentence of describeRest(report)) console.log(sentence);
  if (isTry) for (const { line, reason } of report.problems) console.log(`  line ${line}: ${reason}`);
  const more = report.counts.refused - report.problems.length;
  if (isTry && more > 0) console.log(`  and ${more} more`);
}

/** A bar on a terminal; nothing in a file. */
function drawProgress({ lines, of }: { lines: number; of: number }): void {
  if (!process.stderr.isTTY) return;
  const share = Math.min(1, lines / of);
  const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░');
  process.stderr.write(`\r${bar} ${Math.round(share * 100)} %  ${lines} of ${of}${share === 1 ? '\n' : ''}`);
}

const WIDTH = 30;

async function printImports(ctx: Context): Promise<number> {
  for (const { words } of await clearBroken(ctx)) console.log(words);
  const all = await listImports(ctx, { limit: LISTED });
  if (all.length === 0) console.log('Nothing was imported yet.');
  else
    printTable(
      {
        id: 'text',
        when: 'text',
        file: 'text',
        source: 'text',
        kind: 'text',
        status: 'text',
        new: 'integer',
        'filled in': 'integer',
        refused: 'integer',
      },
      all.map(({ id, at, file, source, kind, status, counts: { made, completed, refused } }) => {
        const when = at.toISOString().slice(0, 16).replace('T', ' ');
        return [id, when, file, source, kind, status, made, completed, refused];
      }),
    );
  return 0;
}

async function takeBack(ctx: Context, id: string | undefined): Promise<number> {
  if (!id) throw new Error(`Say which import: npm run import -- list has their ids.\n${USAGE}`);
  for (const { words } of await clearBroken(ctx)) console.log(words);
  console.log(describeTakenBack(await undoImport(ctx, { id })));
  return 0;
}

function printFields(kind: ImportKind): number {
  for (const [field, words] of Object.entries(IMPORT_FIELDS[kind]))
    console.log(`${field.padEnd(16)} ${words}`);
  console.log('and the own fields of crm.yaml, by their keys or labels');
  return 0;
}

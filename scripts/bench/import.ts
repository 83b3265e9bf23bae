import { copyFileSync, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../src/clock.ts';
import type { Context } from '../../src/context.ts';
import { createSystem } from '../../src/context.ts';
import { fileAt } from '../../src/crm/importing/csv-file.ts';
import { importFile } from '../../src/crm/importing/run-import.ts';
import { undoImport } from '../../src/crm/importing/undo-import.ts';
import { createLog } from '../../src/log.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { inventWord } from '../../src/testing/large-crm/words.ts';
import { createTeam } from '../../src/testing/team.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { type Line, timed } from './measure.ts';
import { watchStops } from './stops.ts';

const CONTACTS = Number(process.env.IMPORT_CONTACTS ?? 100_000);
const COMPANIES = CONTACTS / 20;
/** How long nothing else may go on while a file is imported. */
const STOP_MS = 100;
/** How much the memory may grow from a tenth of a file to its end. */
const GROWTH_MB = 64;

/** A file of contacts, each with an address and a company, into an empty database, against the same rows written by the driver alone. */
export async function benchImport(): Promise<Line[]> {
  const folder = temporaryFolder();
  const empty = join(folder.path, 'empty.db');
  const store = openSqlite({ path: empty });
  await store.migrate();
  await store.close();
  const [path, plain, csv] = ['ours.db', 'raw.db', 'contacts.csv'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [path, plain]) copyFileSync(empty, each);
  await writeContacts(csv);
  const { ctx, close } = await openAdmin(path);
  const file = await fileAt(csv);
  let importId = '';
  let early = 0;
  const importing = await watchStops(async () => {
    const report = await importFile(
      ctx,
      { file, kind: 'contacts' },
      {
        progress: ({ lines, of }) => {
          if (early === 0 && lines > of / 10) early = usedMb();
        },
      },
    );
    importId = report.importId ?? '';
  });
  const growth = usedMb() - early;
  const raw = await copyRows(path, plain);
  const undoing = await watchStops(() => undoImport(ctx, { id: importId }));
  await close();
  folder.remove();
  const of = `${CONTACTS} contacts`;
  return [
    {
      what: `import, ${of}, against the same rows by the driver alone`,
      unit: 'ms',
      ours: importing.ms,
      theirs: raw,
      goal: { atMost: 4 },
    },
    { what: `import, ${of}, longest stop`, unit: 'ms', ours: importing.stopMs, below: STOP_MS },
    {
      what: `import, ${of}, growth of memory after a tenth of them`,
      unit: 'MB',
      ours: growth,
      below: GROWTH_MB,
    },
    {
      what: `import taken back, ${of}, longest stop (beside it how long it took)`,
      unit: 'ms',
      ours: undoing.stopMs,
      theirs: undoing.ms,
      below: STOP_MS,
    },
  ];
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is still held, without garbage: how much of that the process keeps from the system is the engine's choice. */
function usedMb(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

async function openAdmin(path: string): Promise<{ ctx: Context; close(): Promise<void> }> {
  const store = openSqlite({ path });
  const team = createTeam(store);
  const admin = await team.as('ada', { role: 'admin' });
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  return { ctx: { ...admin, ...system }, close: () => store.close() };
}

async function writeContacts(path: string): Promise<void> {
  const out = createWriteStream(path);
  out.write(
    'Record ID,First Name,Last Name,Email,Phone Number,Job Title,Associated Company,Associated Company IDs\n',
  );
  for (let at = 0; at < CONTACTS; at += 1) {
    const [first, last] = [inventWord(at % 997), inventWord(1_000 + (at % 7_919))];
    const company = at % COMPANIES;
    const cells = [
      at,
      first,
      last,
      `${first}.${last}.${at}@c${company}.example`,
      `+35191${1_000_000 + at}`,
      'Buyer',
      `${inventWord(20_000 + company)} ${company}`,
      `c${company}`,
    ];
    if (!out.write(`${cells.join(',')}\n`)) await new Promise<void>((go) => out.once('drain', go));
  }
  await new Promise<void>((go) => out.end(() => go()));
}

/** The tables that an import of contacts writes, those first that others point at. */
const TABLES = [
  'members',
  'imports',
  'companies',
  'contacts',
  'relationships',
  'external_ids',
  'name_keys',
  'search_entries',
  'changes',
  'change_rows',
];
const ROWS_AT_ONCE = 1_000;

/** Writes the rows of one database into another one by prepared statements, some in each transaction. Gives how long the writes took. */
async function copyRows(from: string, to: string): Promise<number> {
  const source = new Sqlite(from, { readonly: true });
  const target = new Sqlite(to);
  target.pragma('journal_mode = WAL');
  target.pragma('synchronous = FULL');
  target.pragma('foreign_keys = ON');
  let total = 0;
  for (const table of TABLES) {
    const columns = (source.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
    const insert = target.prepare(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    );
    const write = target.transaction((rows: unknown[][]) => {
      for (const row of rows) insert.run(...row);
    });
    let rows: unknown[][] = [];
    const flush = async () => {
      total += await timed(() => write(rows));
      rows = [];
    };
    for (const row of source.prepare(`select * from ${table}`).raw().iterate()) {
      rows.push(row as unknown[]);
      if (rows.length === ROWS_AT_ONCE) await flush();
    }
    await flush();
  }
  source.close();
  target.close();
  return total;
}

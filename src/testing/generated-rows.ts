import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { newId } from '../ids.ts';
import type { Tables } from '../store/schema.ts';
import { defineSchema } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

type Random = () => number;
type AnyRow = Record<string, unknown>;

/** Of these columns a row has exactly one. */
const ONE_OF: { [Name in keyof Tables]?: readonly string[] } = {
  relationships: ['otherContactId', 'companyId'],
  aliases: ['companyId', 'contactId'],
  mergedIds: ['companyId', 'contactId'],
  fieldValues: ['companyId', 'contactId', 'dealId'],
  observationEvidence: ['messageId', 'interactionId'],
};

/** JSON columns of a shape. */
const SHAPED: Record<string, (random: Random) => unknown> = {
  'changes.mutations': (random) => [
    { table: 'contacts', id: textOf(random), before: null, after: { name: generateJson(random, 2) } },
  ],
  'dreamRuns.rejected': () => ({ quote: 2 }),
  'observations.signal': () => ({ name: 'quiet', numbers: { days: 0.1 }, absent: 1, night: '2026-11-24' }),
  'observationEvents.detail': (random) => ({ why: textOf(random), at: 3 }),
  'settingChanges.before': () => ({ count: 3, from: '2026-11-17', until: '2026-11-23' }),
  'reportRuns.params': (random) => ({ name: textOf(random) }),
  'imports.counts': () => ({ companies: 3 }),
};

/** What breaks files, spreadsheets and databases that are careless. */
const PIECES = [
  'Ana',
  '=1+1',
  '@SUM',
  ',',
  ';',
  '"',
  '""',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '\u2028',
  '\u2029',
  '\u00a0',
  'Zoë',
  'Zo\u0065\u0308',
  '会社',
  '👩🏽‍🚀',
  '\\',
  '\\u0041',
  "'",
  'null',
  '{}',
  '0012',
  '1e400',
];

/** Fills every table with rows of any content that the schema allows: `each` rows of a table, or a few less. */
export async function fillWithGenerated(
  store: Store,
  { random, each }: { random: Random; each: number },
): Promise<void> {
  const tables = defineSchema('sqlite');
  const ids = new Map<string, string[]>();
  for (const name of Object.keys(tables) as (keyof Tables)[]) {
    const table = tables[name] as SQLiteTable;
    const rows = Array.from({ length: each }, (_, at) => generateRow({ name, table, at, random, ids }));
    const into = store.tables[name] as Tables['inbox'];
    const written = await store.transaction(async (tx) => {
      const kept: { id: string }[] = [];
      for (const row of rows)
        kept.push(
          ...(await tx
            .insert(into)
            .values(row as never)
            .onConflictDoNothing()
            .returning({ id: into.id })),
        );
      return kept;
    });
    ids.set(
      getTableConfig(table).name,
      written.map(({ id }) => id),
    );
  }
}

type Generating = {
  name: keyof Tables;
  table: SQLiteTable;
  at: number;
  random: Random;
  ids: ReadonlyMap<string, readonly string[]>;
};

function generateRow({ name, table, at, random, ids }: Generating): AnyRow {
  const { foreignKeys } = getTableConfig(table);
  const pointed = new Map<string, readonly string[]>();
  for (const key of foreignKeys) {
    const { columns, foreignTable } = key.reference();
    for (const { name } of columns) pointed.set(name, ids.get(getTableConfig(foreignTable).name) ?? []);
  }
  const exclusive = ONE_OF[name] ?? [];
  const chosen = exclusive[Math.floor(random() * exclusive.length)];
  const row: AnyRow = {};
  for (const [field, column] of Object.entries(getTableColumns(table) as Record<string, SQLiteColumn>)) {
    const isNumbered = field === 'id' && column.dataType === 'number';
    if (isNumbered) continue;
    const mayLack = !column.notNull && field !== chosen;
    if ((exclusive.includes(field) && field !== chosen) || (mayLack && random() < 0.3)) row[field] = null;
    else if (`${name}.${field}` in SHAPED) row[field] = SHAPED[`${name}.${field}`]?.(random);
    else row[field] = generateValue({ field, column, at, random, pointed: pointed.get(column.name) });
  }
  if ('amount' in row && 'currency' in row && (row.amount === null) !== (row.currency === null))
    row.amount = row.currency = null;
  return row;
}

type Valuing = {
  field: string;
  column: SQLiteColumn;
  at: number;
  random: Random;
  pointed: readonly string[] | undefined;
};

function generateValue({ field, column, at, random, pointed }: Valuing): unknown {
  if (field === 'id') return newId();
  if (pointed) return pointed[Math.floor(random() * pointed.length)] ?? null;
  const upTo = (most: number) => Math.floor(random() * most);
  switch (column.dataType) {
    case 'number':
      return column.columnType === 'SQLiteReal' ? (random() - 0.5) * 10 ** upTo(30) + 0.1 : upTo(2 ** 31 - 1);
    case 'boolean':
      return random() < 0.5;
    case 'date':
      return new Date(upTo(4_000_000_000_000));
    case 'custom':
      return generateJson(random, 2);
    default:
      return column.isUnique ? `${textOf(random)}${at}` : textOf(random);
  }
}

const textOf = (random: Random) =>
  Array.from({ length: Math.floor(random() * 6) }, () => PIECES[Math.floor(random() * PIECES.length)]).join(
    '',
  );

function generateJson(random: Random, depth: number): unknown {
  if (depth === 0)
    return [textOf(random), null, true, Math.floor(random() * 1e9), 0.1][Math.floor(random() * 5)];
  return { [`${textOf(random)}k`]: [generateJson(random, depth - 1)], more: generateJson(random, depth - 1) };
}

import type { Context } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import type { Audited, Writer } from '../record-change.ts';
import { indexCustomers } from '../searched-words.ts';

/** What the lines of one import have in common. */
export type Run = {
  /** Rows with smaller ids were there before the import. */
  importId: string;
  /** Under which the ids of the file are kept. */
  source: string;
  /**
   * Of an import that only tries: what earlier lines would have made, by what it is known by. Otherwise that is in the
   * database.
   */
  pending?: Map<string, Pending> | undefined;
};

/** A company or a contact that is not written yet. */
export type Pending = { id: string; name: string; companyId?: string | undefined };

/** The tables whose rows an import makes, those first that others point at. */
const TABLES = [
  'companies',
  'companyDomains',
  'contacts',
  'contactEmails',
  'contactPhones',
  'relationships',
  'deals',
  'dealContacts',
  'dealChanges',
  'interactions',
  'interactionContacts',
  'followUps',
  'fieldValues',
  'externalIds',
] as const satisfies readonly Audited[];
type Made = (typeof TABLES)[number];

type Update = { table: 'companies' | 'contacts' | 'deals'; before: Row<'companies'>; patch: object };

/** What some lines write, gathered so that it is written by few statements. */
export type Slice = Run & {
  rows: { [Name in Made]: Row<Name>[] };
  updates: Update[];
  /** What search finds a new row by besides its own words, by its id. */
  words: Map<string, string[]>;
  /** Companies and contacts that were known and are found by more from now on. */
  found: { company: Set<string>; contact: Set<string> };
  make<Name extends Made>(table: Name, row: Row<Name>): void;
  /** Remembers by what a new company or contact is known. */
  remember(keys: readonly string[], what: Pending): void;
  /** A new company or contact that is known by this. */
  recall(key: string): Pending | undefined;
  /** Has later lines know what these would have made, where the import only tries. */
  keep(): void;
};

export function createSlice(run: Run): Slice {
  const rows = Object.fromEntries(TABLES.map((table) => [table, []])) as unknown as Slice['rows'];
  const made = new Map<string, Pending>();
  return {
    ...run,
    rows,
    updates: [],
    words: new Map(),
    found: { company: new Set(), contact: new Set() },
    make: (table, row) => {
      (rows[table] as Row<typeof table>[]).push(row);
    },
    remember: (keys, what) => {
      for (const key of keys) made.set(key, what);
    },
    recall: (key) => made.get(key) ?? run.pending?.get(key),
    keep: () => {
      for (const [key, what] of made) run.pending?.set(key, what);
    },
  };
}

/** Adds words by which search finds a company or a contact: with its row where that is new, else read anew. */
export function foundBy(
  slice: Slice,
  { kind, id, isNew }: { kind: 'company' | 'contact'; id: string; isNew: boolean },
  words: readonly (string | null)[],
): void {
  const texts = words.filter((word) => word !== null);
  if (texts.length === 0) return;
  if (isNew) slice.words.set(id, [...(slice.words.get(id) ?? []), ...texts]);
  else slice.found[kind].add(id);
}

/** Writes what a slice has gathered, as a part of one change. */
export async function writeSlice(ctx: Writer, slice: Slice): Promise<void> {
  for (const table of TABLES) {
    if (slice.rows[table].length === 0) continue;
    await writeTable(ctx, slice, table);
    await ctx.clock.turn();
  }
  for (const { table, before, patch } of slice.updates) await ctx.update(table as 'companies', before, patch);
  for (const kind of ['company', 'contact'] as const)
    if (slice.found[kind].size > 0) await indexCustomers(ctx, { kind, ids: [...slice.found[kind]] });
}

function writeTable<Name extends Made>(ctx: Writer, { rows, words }: Slice, table: Name): Promise<void> {
  const own = rows[table] as Row<Name>[];
  return ctx.insertAll(table, own, (id) => words.get(id) ?? []);
}

/** When and by whom a row is made. */
export const madeNow = (ctx: Context): { createdAt: Date; createdBy: string } => ({
  createdAt: ctx.clock.now(),
  createdBy: ctx.actor.memberId,
});

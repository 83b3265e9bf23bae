import { and, asc, gt, gte, inArray, lte, max, not, type SQL } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import { type Context, type System, transact, type Writing } from '../../context.ts';
import { firstIdAt } from '../../ids.ts';
import { isOneOf } from '../../store/lists.ts';
import { lock } from '../../store/locks.ts';
import type { Tables } from '../../store/schema.ts';
import { mayMention } from './mentions.ts';
import { redactRows, textColumns } from './redact-tables.ts';
import { createRedactor, type ErasedWords, type Redact } from './redactor.ts';

/** Tables that are not redacted: members are our own people, events of observations hold no words, and the others follow from rows. */
export const LEFT_ALONE: ReadonlySet<string> = new Set([
  'members',
  'observationEvents',
  'searchEntries',
  'nameKeys',
  'derivedRules',
]);

/** Tables that grow with all that is said and done, of which any row may name anybody. */
const LONG = [
  'interactions',
  'followUps',
  'changeRows',
  'messages',
  'inbox',
  'outbox',
  'agentRuns',
  'agentSteps',
  'reportRuns',
  'changes',
] as const satisfies (keyof Tables)[];
const IS_LONG = new Set<keyof Tables>(LONG);

/** Rows of these are numbered, and written only with their change. */
const NUMBERED = new Set<keyof Tables>(['changeRows']);

/** How many rows the database looks through at a time: other work comes in between. */
const LOOKED_THROUGH = 1_000;

/** The words to take out of all texts; `near`: also parts of the name, where the whole of it stands in what was shown. */
type WordsEverywhere = { words: ErasedWords; near?: ErasedWords };

/**
 * Takes words out of the long tables, in a transaction for each part that has them: everybody else can write meanwhile. What
 * tells who the contact is and was stays for last, so that an erasure that was interrupted can be begun again: `history`, the
 * ids of the changes that touched the contact.
 */
export async function redactAhead(
  ctx: Context,
  { words, near = words, history }: WordsEverywhere & { history: readonly string[] },
): Promise<void> {
  for (const name of LONG) {
    const { id } = ctx.store.tables[name] as AnyTable;
    const where = name === 'changes' ? not(isOneOf(ctx, { value: id, of: history })) : undefined;
    await redactTable(ctx, { name, words, near, where });
  }
}

/** Takes words out of all other tables, and of what was written into the long ones since `begun`, when the others were looked through. */
export async function redactRest(
  ctx: Writing<Context>,
  { words, near = words, begun }: WordsEverywhere & { begun: Date },
): Promise<void> {
  const written = await writtenSince(ctx, begun);
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    if (LEFT_ALONE.has(name) || NUMBERED.has(name)) continue;
    if (!IS_LONG.has(name)) await redactTable(ctx, { name, words, near });
    else await redactTable(ctx, { name, words, near, where: isRecent(ctx, name, begun) });
  }
  for (const [name, ids] of written) {
    const { id } = ctx.store.tables[name] as AnyTable;
    await redactTable(ctx, { name, words, near, where: isOneOf(ctx, { value: id, of: ids }) });
  }
}

/** All tables are alike as far as this file is concerned: they have an id. */
type AnyTable = Tables['inbox'];

/** Rows of the last day: what is under way is written more than once. */
const isRecent = (ctx: System, name: keyof Tables, begun: Date): SQL =>
  gte((ctx.store.tables[name] as AnyTable).id, firstIdAt(new Date(begun.getTime() - DAY_MS)));

/** The ids of the rows in long tables that changes have written since then, however old the rows are. */
async function writtenSince(ctx: System, begun: Date): Promise<Map<keyof Tables, string[]>> {
  const { changes } = ctx.store.tables;
  const recent = await ctx.db
    .select({ mutations: changes.mutations })
    .from(changes)
    .where(and(isRecent(ctx, 'changes', begun), gte(changes.createdAt, begun)));
  const written = new Map<keyof Tables, string[]>();
  for (const { table, id } of recent.flatMap(({ mutations }) => mutations))
    if (IS_LONG.has(table)) written.set(table, [...(written.get(table) ?? []), id]);
  return written;
}

type Redacting = { name: keyof Tables; words: ErasedWords; where?: SQL | undefined };

async function redactTable(
  ctx: Context,
  { name, words, near, where }: Redacting & Required<WordsEverywhere>,
): Promise<void> {
  const table = ctx.store.tables[name] as AnyTable;
  const [redact, redactNear] = [words, near].map(createRedactor) as [Redact, Redact];
  for await (const ids of findMentions(ctx, { name, words, where })) {
    await transact(ctx, async (ctx) => {
      await lock(ctx, 'customers');
      if (name !== 'outbox') await redactRows(ctx, { name, where: inArray(table.id, ids), redact });
      else await redactShown(ctx, { ids, redact, redactNear });
    });
  }
}

/**
 * Takes words out of documents. Where one has the whole name in it, such as a brief, the first name in it and in all that its
 * run has said and read means the same person.
 */
async function redactShown(
  ctx: Writing<Context>,
  { ids, redact, redactNear }: { ids: readonly string[]; redact: Redact; redactNear: Redact },
): Promise<void> {
  const { agentSteps, messages, outbox } = ctx.store.tables;
  const changed = await redactRows(ctx, { name: 'outbox', where: inArray(outbox.id, [...ids]), redact });
  if (changed.length === 0) return;
  await redactRows(ctx, { name: 'outbox', where: inArray(outbox.id, changed), redact: redactNear });
  const runs = await ctx.db.select({ runId: outbox.runId }).from(outbox).where(inArray(outbox.id, changed));
  const runIds = runs.flatMap(({ runId }) => runId ?? []);
  await redactRows(ctx, { name: 'outbox', where: inArray(outbox.runId, runIds), redact: redactNear });
  await redactRows(ctx, { name: 'messages', where: inArray(messages.runId, runIds), redact: redactNear });
  await redactRows(ctx, { name: 'agentSteps', where: inArray(agentSteps.runId, runIds), redact: redactNear });
}

/**
 * Gives the ids of the rows of a table that may have some words in them, part by part: some of them have none, as whoever looks
 * closer will find.
 */
export async function* findMentions(
  ctx: System,
  { name, words, where }: Redacting,
): AsyncGenerator<string[]> {
  if (words.names.length + words.emails.length + words.phones.length === 0) return;
  const table = ctx.store.tables[name] as AnyTable;
  const columns = textColumns(table).map(([, column]) => column);
  if (columns.length === 0) return;
  const mentions = mayMention(ctx, { columns, words });
  for await (const part of partsOf(ctx, { name, where })) {
    const some = await ctx.db
      .select({ id: table.id })
      .from(table)
      .where(and(part, where, mentions));
    if (some.length > 0) yield some.map(({ id }) => id);
  }
}

/** Conditions on the ids of a table, each for its next rows. */
async function* partsOf(
  ctx: System,
  { name, where }: Omit<Redacting, 'words'>,
): AsyncGenerator<SQL | undefined> {
  const table = ctx.store.tables[name] as AnyTable;
  const { id } = table;
  let after: SQL | undefined;
  for (;;) {
    const next = ctx.db.select({ id }).from(table).where(and(after, where));
    const part = next.orderBy(asc(id)).limit(LOOKED_THROUGH).as('part');
    const [last] = await ctx.db.select({ id: max(part.id) }).from(part);
    if (!last?.id) return;
    yield and(after, lte(id, last.id));
    after = gt(id, last.id);
    await ctx.clock.turn();
  }
}

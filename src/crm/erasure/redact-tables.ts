import { type Column, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { eraseObservations, removeEvidence } from '../../store/observation-evidence.ts';
import type { Tables } from '../../store/schema.ts';
import { keysOfNames } from '../derived-rows.ts';
import { type Audited, updateRow } from '../record-change.ts';
import { DERIVED, type Redact, redactDeep } from './redactor.ts';

/** All tables are alike as far as this file is concerned: they have an id, and columns. */
type AnyTable = Tables['inbox'];
type AnyRow = { id: string } & Record<string, unknown>;

/** Audited tables from whose rows it follows what somebody is found by. */
const LOOKED_UP = new Set<keyof Tables>([
  'companies',
  'contacts',
  'interactions',
  'aliases',
  'companyDomains',
  'contactEmails',
  'contactPhones',
  'fieldValues',
] satisfies Audited[]);

/** Takes words out of the texts of some rows; observations and evidence with the words in them are deleted. Gives the ids of the rows that had them. */
export async function redactRows(
  ctx: Writing<Context>,
  { name, where, redact }: { name: keyof Tables; where: SQL | undefined; redact: Redact },
): Promise<string[]> {
  const table = ctx.store.tables[name] as AnyTable;
  const rows: AnyRow[] = await ctx.db.select().from(table).where(where);
  const changed = rows.flatMap((row) => {
    const patch = patchOf(table, row, redact);
    return patch ? [{ row, patch }] : [];
  });
  const ids = changed.map(({ row }) => row.id);
  if (await removeEvidenceOf(ctx, { name, rows: changed.map(({ row }) => row) })) return ids;
  for (const { row, patch } of changed) await updateTexts(ctx, { name, row, patch });
  return ids;
}

async function updateTexts(
  ctx: Writing<Context>,
  { name, row, patch }: { name: keyof Tables; row: AnyRow; patch: Record<string, unknown> },
): Promise<void> {
  if (!LOOKED_UP.has(name)) {
    const table = ctx.store.tables[name] as AnyTable;
    await ctx.db
      .update(table)
      .set(patch as Partial<AnyTable['$inferSelect']>)
      .where(eq(table.id, row.id));
    return;
  }
  const keys = 'name' in patch ? keysOfNames(name, { ...row, ...patch }) : {};
  await updateRow(ctx, { table: name as 'companies', id: row.id, patch: { ...patch, ...keys } });
}

/** Deletes the evidence from rows with the words in them. Gives true when it has deleted the rows themselves. */
async function removeEvidenceOf(
  ctx: Writing<Context>,
  { name, rows }: { name: keyof Tables; rows: AnyRow[] },
): Promise<boolean> {
  const now = ctx.clock.now();
  const ids = rows.map(({ id }) => id);
  const all = (field: string) => rows.map((row) => row[field]).filter((id) => typeof id === 'string');
  switch (name) {
    case 'messages':
      await removeEvidence(ctx, { messageIds: ids, now });
      return false;
    case 'interactions':
      await removeEvidence(ctx, { interactionIds: ids, now });
      return false;
    case 'observationEvidence':
      await removeEvidence(ctx, {
        messageIds: all('messageId'),
        interactionIds: all('interactionId'),
        now,
      });
      return true;
    case 'observations':
      await eraseObservations(ctx, { ids, now });
      return true;
    default:
      return false;
  }
}

/** The fields of a row that have words in them, without the words; undefined when there are none. */
function patchOf(table: AnyTable, row: AnyRow, redact: Redact): Record<string, unknown> | undefined {
  const patch = textColumns(table).flatMap(([field]) => {
    const before = row[field];
    const after = redactDeep(before, redact);
    return JSON.stringify(after) === JSON.stringify(before) ? [] : [[field, after] as const];
  });
  return patch.length === 0 ? undefined : Object.fromEntries(patch);
}

/** Columns of texts that nobody has written, and which are compared as a whole. */
const NO_WORDS = /^id$|Id$|On$|Ts$|^(?:thread|dedupe|request)Key$|^(?:field|currency)$/;

/** The columns in which people's words can stand: text, and JSON, which is the only kind of our own. */
export function textColumns(table: AnyTable): [string, Column][] {
  const columns: Record<string, Column> = getTableColumns(table);
  return Object.entries(columns).filter(
    ([field, { dataType }]) =>
      (dataType === 'string' || dataType === 'custom') && !NO_WORDS.test(field) && !DERIVED.test(field),
  );
}

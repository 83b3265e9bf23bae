import { inArray } from 'drizzle-orm';
import { type Context, hasRole } from '../../context.ts';
import { forbidden } from '../../errors.ts';
import type { Tables } from '../../store/schema.ts';
import { readHistory } from '../erasure/change-history.ts';
import type { EraseContact } from '../erasure/erase.ts';
import { EraseContact as Input } from '../erasure/erase.ts';
import { findMentions, LEFT_ALONE } from '../erasure/everywhere.ts';
import { textColumns } from '../erasure/redact-tables.ts';
import { createRedactor } from '../erasure/redactor.ts';
import { readErasureScope } from '../erasure/scope.ts';
import { joinDetails, listWordsToErase, readDetailsToday } from '../erasure/words-to-erase.ts';
import { parseInput } from '../inputs.ts';
import { gatherPassages, passagesIn } from './passages.ts';
import type { PersonalData } from './personal-data.ts';
import { fieldsPointingAt, listPointing } from './pointing-rows.ts';

type AnyTable = Tables['inbox'];

/**
 * Gathers everything that is kept about a contact, also about one whom a change has removed: the same that `eraseContact` would
 * take away. Of what is about others as well only the sentences in which they stand. For admins. Throws `forbidden`,
 * `not_found` or `ambiguous`.
 */
export async function readContactData(ctx: Context, input: EraseContact): Promise<PersonalData> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only an admin can have all about a contact.');
  const { contact: ref } = parseInput(Input, input);
  const found = await readErasureScope(ctx, ref);
  const history = await readHistory(ctx, found);
  const known = joinDetails(await readDetailsToday(ctx, found.ids), history.earlier);
  const { theirs, everywhere } = await listWordsToErase(ctx, { ids: found.ids, known });
  const ids = [...found.ids];
  const rows: PersonalData['rows'] = { contacts: [found.contact] };
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    const fields = fieldsPointingAt(ctx, { from: name, to: 'contacts' });
    const pointing = fields.length > 0 ? await listPointing(ctx, { from: name, fields, ids }) : [];
    if (pointing.length > 0) rows[name] = pointing;
  }
  const redact = createRedactor(theirs);
  const isShown = new Set(Object.values(rows).flatMap((some) => some.map(({ id }) => String(id))));
  rows.interactions = [
    ...found.alone,
    ...found.kept.map(({ summary, details, ...others }) => ({
      ...others,
      passages: [summary, details ?? ''].flatMap((text) => passagesIn(text, redact)),
    })),
  ];
  for (const { id } of rows.interactions) isShown.add(String(id));
  for (const { id } of history.changes) isShown.add(`${id}.summary`);
  rows.changes = history.changes.map(({ id, verb, summary, createdAt }) => {
    return { id, verb, createdAt, passages: passagesIn(summary, redact) };
  });
  const passages = gatherPassages(createRedactor(everywhere));
  for (const name of Object.keys(ctx.store.tables) as (keyof Tables)[]) {
    if (LEFT_ALONE.has(name)) continue;
    const table = ctx.store.tables[name] as AnyTable;
    const columns = textColumns(table).map(([field]) => field);
    for await (const some of findMentions(ctx, { name, words: everywhere })) {
      const mentioning: Record<string, unknown>[] = await ctx.db
        .select()
        .from(table)
        .where(inArray(table.id, some));
      for (const row of mentioning) {
        const id = String(row.id);
        for (const field of columns.filter((field) => !isShown.has(id) && !isShown.has(`${id}.${field}`)))
          passages.take(row[field], { table: name, id, field });
      }
    }
  }
  return { kind: 'contact', name: found.contact.name, ids, rows, passages: passages.all() };
}

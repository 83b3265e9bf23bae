import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context, System } from '../../context.ts';
import type { Row } from '../../store/schema.ts';
import type { CustomerKind } from '../merged-ids.ts';
import { fieldsOf, readFields, rowsOf } from '../own-fields.ts';
import type { Writer } from '../record-change.ts';
import { WHOSE, type Whose } from './customer-fields.ts';
import type { Merging } from './pair.ts';

/** By the key of an own field, whose value stands after a merge. */
export const OwnChoices = z.record(z.string().max(100), z.enum(WHOSE));
export type OwnChoices = z.output<typeof OwnChoices>;

/** An own field that at least one of two customers has, in words. */
export type PreviewedOwnField = { key: string; label: string; keep?: string; merged?: string };

/** The own fields of which a merge keeps one value each, in the order of `crm.yaml`. */
export async function previewFields(
  ctx: Context,
  { kind, keepId, mergedId }: { kind: CustomerKind; keepId: string; mergedId: string },
): Promise<PreviewedOwnField[]> {
  const values = await readFields(ctx, { of: kind, ids: [keepId, mergedId] });
  const wordsOf = (id: string, key: string) => values.get(id)?.find(({ field }) => field === key)?.value;
  return fieldsOf(ctx, kind).flatMap(({ key, label }) => {
    const [keep, merged] = [wordsOf(keepId, key), wordsOf(mergedId, key)];
    if (keep === undefined && merged === undefined) return [];
    return [
      { key, label, ...(keep === undefined ? {} : { keep }), ...(merged === undefined ? {} : { merged }) },
    ];
  });
}

/**
 * Moves the values of own fields to the one that stays. Where both have one, that of the one that stays holds, unless the
 * other was chosen; the change keeps the other. Values of fields that were taken out of `crm.yaml` move alike.
 */
export async function moveFields(
  ctx: Writer,
  { kind, keep, merged, choices }: Merging & { choices: OwnChoices },
): Promise<void> {
  const theirs = await rowsOfOwner(ctx, { kind, id: merged.id });
  if (theirs.length === 0) return;
  const own = await rowsOfOwner(ctx, { kind, id: keep.id });
  const known = fieldsOf(ctx, kind);
  const fieldOf = ({ field }: Row<'fieldValues'>) =>
    known.find(({ key, was }) => key === field || was === field) ?? { key: field };
  for (const key of new Set(theirs.map((row) => fieldOf(row).key))) {
    const field = known.find((each) => each.key === key) ?? { key };
    const [here, there] = [rowsOf(own, field), rowsOf(theirs, field)];
    const stands: Whose = here.length === 0 ? 'merged' : (choices[key] ?? 'keep');
    const [moved] = stands === 'merged' ? there : [];
    for (const row of [...(moved ? here : []), ...there])
      if (row !== moved) await ctx.remove('fieldValues', row);
    if (moved)
      await ctx.updateAll(
        'fieldValues',
        [moved],
        kind === 'company' ? { companyId: keep.id } : { contactId: keep.id },
      );
  }
}

function rowsOfOwner(
  ctx: System,
  { kind, id }: { kind: CustomerKind; id: string },
): Promise<Row<'fieldValues'>[]> {
  const { fieldValues } = ctx.store.tables;
  const owner = kind === 'company' ? fieldValues.companyId : fieldValues.contactId;
  return ctx.db.select().from(fieldValues).where(eq(owner, id)).orderBy(fieldValues.id);
}

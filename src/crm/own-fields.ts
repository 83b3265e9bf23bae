import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Context, System } from '../context.ts';
import { crmOf, type FieldOwner, type OwnField } from '../crm-settings.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { didYouMean } from '../nearest-word.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import { arrow } from './change-summary.ts';
import { describeProblems } from './input-problems.ts';
import { type StoredValue, showValue, valueSchema } from './own-values.ts';
import { updateIfNew, type Writer } from './record-change.ts';

/** Values of own fields by the key of the field; null takes a value away. */
export const OwnValues = z.record(z.string().max(100), z.unknown());
export type OwnValues = z.output<typeof OwnValues>;

/** Whose values they are. */
export type OwnerOfFields = { of: FieldOwner; id: string };

const OWNER_COLUMN = {
  company: 'companyId',
  contact: 'contactId',
  deal: 'dealId',
} as const satisfies Record<FieldOwner, keyof Row<'fieldValues'>>;

/** The own fields of companies, of contacts or of deals, in the order of `crm.yaml`. */
export const fieldsOf = (ctx: System, of: FieldOwner): OwnField[] =>
  crmOf(ctx).fields.filter((field) => field.of === of);

/**
 * Sets values of own fields within a change, and takes those away that are null. Gives what is new in words, such as
 * `Industry Retail → Logistics`, for the summary of the change. Throws `invalid`, which names each field that cannot be so,
 * its rule and its values.
 */
export async function setFields(
  ctx: Writer,
  { owner, values }: { owner: OwnerOfFields; values: OwnValues },
): Promise<string[]> {
  const { said, problems } = readValues(ctx, { of: owner.of, values });
  if (problems.length > 0)
    throw invalid(
      `That is not valid yet: ${problems.map(({ key, reason }) => `fields.${key} ${reason}`).join('; ')}.`,
    );
  if (said.length === 0) return [];
  const rows = (await readRows(ctx, { of: owner.of, ids: [owner.id] })).get(owner.id) ?? [];
  const told: string[] = [];
  for (const { field, value } of said) {
    const [before, ...others] = rowsOf(rows, field);
    const show = (row: StoredValue | undefined | null) =>
      row ? short(showValue(field, row, ctx.actor.locale)) : undefined;
    if ((before && show(before) !== show(value)) || (!before && value))
      told.push(`${field.label} ${arrow(show(before), show(value))}`);
    // A value under the key that the field had before gives way.
    for (const row of value ? others : rowsOf(rows, field)) await ctx.remove('fieldValues', row);
    if (!value) continue;
    if (before) await updateIfNew(ctx, 'fieldValues', { before, patch: { field: field.key, ...value } });
    else
      await ctx.insert('fieldValues', {
        id: newId(),
        companyId: null,
        contactId: null,
        dealId: null,
        [OWNER_COLUMN[owner.of]]: owner.id,
        field: field.key,
        ...value,
      });
  }
  return told;
}

const MOST_TOLD = 80;
const short = (text: string) => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MOST_TOLD ? `${line.slice(0, MOST_TOLD)}…` : line;
};

/**
 * The values as they were said, with null for the own fields that are among those to be cleared, and the others of these.
 * Throws `invalid` for a name that is no field.
 */
export function withCleared<Name extends string>(
  ctx: Context,
  {
    of,
    values,
    clear,
    names,
  }: { of: FieldOwner; values: OwnValues; clear: readonly string[]; names: readonly Name[] },
): { values: OwnValues; clear: Name[] } {
  const own = fieldsOf(ctx, of).map(({ key }) => key);
  const all = [...names, ...own];
  const unknown = clear.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw invalid(
      `That is not valid yet: clear cannot be “${unknown.slice(0, 40)}”: it is one of ${all.join(', ')}.`,
    );
  const cleared = own.filter((key) => clear.includes(key)).map((key) => [key, null] as const);
  return {
    values: { ...Object.fromEntries(cleared), ...values },
    clear: names.filter((name) => clear.includes(name)),
  };
}

type Said = { field: OwnField; value: StoredValue | null };

/** The values that were said, as rows keep them, and by key why others cannot be so, in words without the name of the field. */
export function readValues(
  ctx: Context,
  { of, values }: { of: FieldOwner; values: OwnValues },
): { said: Said[]; problems: { key: string; reason: string }[] } {
  const known = fieldsOf(ctx, of);
  const problems: { key: string; reason: string }[] = [];
  const said = Object.entries(values).flatMap(([key, value]): Said[] => {
    const field = known.find((each) => each.key === key);
    if (!field) problems.push({ key: key.slice(0, 40), reason: unknownField(key, { of, known }) });
    if (!field || value === undefined) return [];
    if (value === null) return [{ field, value }];
    const parsed = valueSchema(ctx, field).safeParse(value);
    if (parsed.success) return [{ field, value: parsed.data }];
    problems.push({ key, reason: describeProblems(parsed.error, value) });
    return [];
  });
  return { said, problems };
}

const OWNERS_IN_WORDS = { company: 'companies', contact: 'contacts', deal: 'deals' } as const;

function unknownField(key: string, { of, known }: { of: FieldOwner; known: readonly OwnField[] }): string {
  const keys = known.map((field) => field.key);
  const all = keys.length === 0 ? 'they have none' : `there are ${keys.join(', ')}`;
  return `is no field of ${OWNERS_IN_WORDS[of]}${didYouMean(key, keys)}: ${all}`;
}

/** A value of an own field. `value`: in words, as the actor reads them. */
export type OwnFieldView = { field: string; label: string; value: string };

/** The values that some companies, contacts or deals have, by the owner's id, in the order of `crm.yaml`. A field that was taken out of the file is not among them. */
export async function readFields(
  ctx: Context,
  { of, ids }: { of: FieldOwner; ids: readonly string[] },
): Promise<Map<string, OwnFieldView[]>> {
  const found = await readOwnValues(ctx, { of, ids });
  return new Map(
    [...found].map(([id, values]) => [
      id,
      values.map(({ field, row }) => ({
        field: field.key,
        label: field.label,
        value: showValue(field, row, ctx.actor.locale),
      })),
    ]),
  );
}

/** The rows behind the values of some owners, each with its field. */
export async function readOwnValues(
  ctx: System,
  { of, ids }: { of: FieldOwner; ids: readonly string[] },
): Promise<Map<string, { field: OwnField; row: Row<'fieldValues'> }[]>> {
  const fields = fieldsOf(ctx, of);
  if (fields.length === 0) return new Map();
  const rows = await readRows(ctx, { of, ids });
  return new Map(
    [...rows].map(([id, theirs]) => [
      id,
      fields.flatMap((field) => {
        const [row] = rowsOf(theirs, field);
        return row ? [{ field, row }] : [];
      }),
    ]),
  );
}

async function readRows(
  ctx: System,
  { of, ids }: { of: FieldOwner; ids: readonly string[] },
): Promise<Map<string, Row<'fieldValues'>[]>> {
  const { fieldValues } = ctx.store.tables;
  const column = OWNER_COLUMN[of];
  const found = new Map<string, Row<'fieldValues'>[]>();
  for (const some of chunks([...new Set(ids)])) {
    const [only] = some;
    const isTheirs =
      some.length === 1 && only ? eq(fieldValues[column], only) : inArray(fieldValues[column], some);
    for (const row of await ctx.db.select().from(fieldValues).where(isTheirs).orderBy(fieldValues.id)) {
      const id = row[column] ?? '';
      found.set(id, [...(found.get(id) ?? []), row]);
    }
  }
  return found;
}

/** The rows with values of a field: that of its key first, then that of the key which it had before. */
export const rowsOf = (
  rows: readonly Row<'fieldValues'>[],
  { key, was }: Pick<OwnField, 'key' | 'was'>,
): Row<'fieldValues'>[] => [key, was].flatMap((each) => rows.filter(({ field }) => field === each));

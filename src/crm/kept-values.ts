import { count, isNotNull } from 'drizzle-orm';
import type { System } from '../context.ts';
import { crmOf, FIELD_OWNERS, type FieldOwner, type FieldType } from '../crm-settings.ts';

/** Values under a key. `because`: the field was taken out of `crm.yaml`, or has another type there than when they were kept. */
export type KeptValues = { of: FieldOwner; field: string; count: number; because: 'removed' | 'other type' };

/** The column that a value of a type fills. */
const COLUMNS = {
  text: 'text',
  number: 'number',
  money: 'amount',
  date: 'text',
  yes_no: 'text',
  one_of: 'text',
  several_of: 'text',
} as const satisfies Record<FieldType, string>;

/** Counts the values that are kept and that nobody sees, since `crm.yaml` has no such field, or one of another type. */
export async function listKeptValues(ctx: System): Promise<KeptValues[]> {
  const { fieldValues: values } = ctx.store.tables;
  const { fields } = crmOf(ctx);
  const owners = { company: values.companyId, contact: values.contactId, deal: values.dealId };
  const found: KeptValues[] = [];
  for (const of of FIELD_OWNERS) {
    const rows = await ctx.db
      .select({
        key: values.field,
        all: count(),
        text: count(values.text),
        number: count(values.number),
        amount: count(values.amount),
      })
      .from(values)
      .where(isNotNull(owners[of]))
      .groupBy(values.field)
      .orderBy(values.field);
    for (const { key: field, all, ...filled } of rows) {
      const known = fields.find((each) => each.of === of && (each.key === field || each.was === field));
      const fitting = known ? filled[COLUMNS[known.type]] : 0;
      if (fitting < all)
        found.push({ of, field, count: all - fitting, because: known ? 'other type' : 'removed' });
    }
  }
  return found;
}

const MANY = { company: 'companies', contact: 'contacts', deal: 'deals' } as const;

/** Says so to an operator: `3 values of companies.fields.region are kept: the field is not in crm.yaml any more`. */
export function describeKept({ of, field, count, because }: KeptValues): string {
  const values = count === 1 ? '1 value' : `${count} values`;
  const why =
    because === 'removed'
      ? 'the field is not in crm.yaml any more'
      : 'they are of the type that the field had before';
  return `${values} of ${MANY[of]}.fields.${field} ${count === 1 ? 'is' : 'are'} kept, and not shown: ${why}`;
}

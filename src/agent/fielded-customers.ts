import type { Context } from '../context.ts';
import { findOwner } from '../crm/field-changes.ts';
import { fieldsOf, type OwnerOfFields } from '../crm/own-fields.ts';
import type { FieldOwner } from '../crm-settings.ts';
import type { Action } from '../delivery/document.ts';
import type { Row } from '../store/schema.ts';
import type { Mutation } from '../store/schema-crm.ts';

/** Buttons for own fields on one card. */
const MOST = 3;

/** Tables of those who have own fields, and the verbs after which they are offered. */
const FIELDED = {
  companies: { of: 'company', verbs: /^save_(?:company|fields)$/ },
  contacts: { of: 'contact', verbs: /^save_(?:contact|fields)$/ },
  deals: { of: 'deal', verbs: /./ },
} as const satisfies { [Name in Mutation['table']]?: { of: FieldOwner; verbs: RegExp } };

const POINTERS = { companyId: 'companies', contactId: 'contacts', dealId: 'deals' } as const;

/** Whose data some changes have written, as far as `crm.yaml` has own fields for them: a card offers to fill these in. */
export async function listFielded(
  ctx: Context,
  changes: readonly Row<'changes'>[],
): Promise<(OwnerOfFields & { name: string })[]> {
  const written = changes.flatMap(({ verb, mutations }) =>
    mutations.flatMap((mutation) => {
      const owner = ownerIn(mutation);
      if (!owner || !FIELDED[owner.table].verbs.test(verb)) return [];
      const { of } = FIELDED[owner.table];
      return fieldsOf(ctx, of).length > 0 ? [{ of, id: owner.id }] : [];
    }),
  );
  const distinct = [...new Map(written.map((each) => [each.id, each])).values()].slice(0, MOST);
  const found = [];
  for (const each of distinct) {
    const owner = await findOwner(ctx, each);
    if (owner) found.push({ ...each, name: owner.name });
  }
  return found;
}

/** The way to the form of somebody's own fields. */
export const fieldsAction = ({ of, id, name }: OwnerOfFields & { name: string }): Action => ({
  id: 'own_fields',
  label: `Fields of ${name}`,
  value: `${of}:${id}`,
});

function ownerIn({
  table,
  id,
  before,
  after,
}: Mutation): { table: keyof typeof FIELDED; id: string } | undefined {
  if (Object.hasOwn(FIELDED, table)) return { table: table as keyof typeof FIELDED, id };
  if (table !== 'fieldValues') return undefined;
  const row = after ?? before ?? {};
  for (const [field, of] of Object.entries(POINTERS)) {
    const owner = row[field];
    if (typeof owner === 'string') return { table: of, id: owner };
  }
  return undefined;
}

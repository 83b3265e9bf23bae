import { z } from 'zod';
import type { Context } from '../context.ts';
import { type Created, describeUpdate, listCreated } from './change-summary.ts';
import { CompanyRef, companyName, findOrCreateCompany } from './companies.ts';
import {
  ContactRef,
  contactKeys,
  contactView,
  findOrCreateContact,
  type PersonView,
  requireFreeEmail,
} from './contacts.ts';
import { listEmployerNames } from './employers.ts';
import { Email, LIMITS, line, named, Phone, parseInput, withoutEmpty } from './inputs.ts';
import { recordChange, type SavedChange, updateIfNew } from './record-change.ts';

export const SaveContact = z.strictObject({
  contact: ContactRef,
  company: CompanyRef.optional(),
  name: named.optional().describe('The new one.'),
  email: Email.optional(),
  phone: Phone.optional(),
  title: line(LIMITS.title).optional(),
  clear: z.array(z.enum(['email', 'phone', 'title'])).optional(),
});
export type SaveContact = z.input<typeof SaveContact>;

/** `contact`: as they are known now. `company`: the one that was named. */
export type SavedContact = SavedChange &
  Created & { contact: PersonView; company?: { id: string; name: string } };

/**
 * Adds a contact, or changes what is known about one. Fields left out stay as they are. Throws `not_found` or `ambiguous`
 * with candidates when it is not clear who is meant, `invalid` when somebody else has the address.
 */
export async function saveContact(ctx: Context, input: SaveContact): Promise<SavedContact> {
  const {
    contact: ref,
    company: companyRef,
    clear = [],
    ...said
  } = parseInput(SaveContact, withContact(input));
  return recordChange(ctx, 'save_contact', async (ctx) => {
    const employer = companyRef ? await findOrCreateCompany(ctx, companyRef) : undefined;
    const company = employer?.company;
    const found = await findOrCreateContact(ctx, { ref, company });
    const { contact: before, created } = found;
    const { name, email, phone, title } = { ...mentioned(ref), ...said };
    if (email) await requireFreeEmail(ctx, email, before.id);
    const patch = {
      ...Object.fromEntries(clear.map((field) => [field, null])),
      ...(name ? { name, ...contactKeys(name) } : {}),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
      ...(title ? { title } : {}),
    };
    const after = await updateIfNew(ctx, 'contacts', { before, patch });
    return {
      summary: describeUpdate(company ? `${after.name} (${company.name})` : after.name, {
        before: found.was ?? { name: after.name },
        after,
        fields: ['name', 'title', 'email', 'phone'],
      }),
      result: {
        contact: {
          ...contactView(after),
          ...withoutEmpty({ companies: await listEmployerNames(ctx, after.id) }),
        },
        ...(company ? { company: companyName(company) } : {}),
        ...listCreated({ company: employer, contacts: [{ contact: after, created }] }),
      },
    };
  });
}

/** The input with `contact`, made from the name or the address where `contact` is left out. */
function withContact(input: unknown): unknown {
  const { contact, name, email, ...said } = (input ?? {}) as Partial<SaveContact>;
  if (contact || !(name || email)) return input;
  return { ...said, contact: withoutEmpty({ name, email }) };
}

/** What a reference says about a contact: not the name, and the address only beside an id, since these find the contact. */
const mentioned = ({
  id,
  email,
  phone,
  title,
}: ContactRef): Pick<SaveContact, 'name' | 'email' | 'phone' | 'title'> => ({
  ...(id && email ? { email } : {}),
  ...(phone ? { phone } : {}),
  ...(title ? { title } : {}),
});

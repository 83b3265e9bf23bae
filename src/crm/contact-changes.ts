import { z } from 'zod';
import type { Context } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { asWritten } from '../names/person-names.ts';
import type { Row } from '../store/schema.ts';
import { learnAlias } from './aliases.ts';
import { type Created, describeUpdate, listCreated } from './change-summary.ts';
import { CompanyRef, companyName, findOrCreateCompany } from './companies.ts';
import { requireOwnName } from './contact-names.ts';
import { type PointKind, putFirst } from './contact-points.ts';
import { readPeople } from './contact-queries.ts';
import { ContactRef, takeUnread } from './contact-refs.ts';
import { contactKeys, findOrCreateContact, type PersonView, readPersonView } from './contacts.ts';
import { Email, LIMITS, line, named, Phone, parseInput, withoutEmpty } from './inputs.ts';
import { OwnValues, setFields, withCleared } from './own-fields.ts';
import { recordChange, type SavedChange, updateIfNew, type Writer } from './record-change.ts';
import { indexCustomers } from './searched-words.ts';

export const SaveContact = z.strictObject({
  contact: ContactRef,
  company: CompanyRef.optional(),
  name: named.optional().describe('The new one.'),
  email: Email.optional(),
  phone: Phone.optional(),
  title: line(LIMITS.title).optional(),
  fields: OwnValues.optional(),
  /** Names of fields, own ones too. */
  clear: z.array(z.string().max(100)).max(100).optional(),
});
export type SaveContact = z.input<typeof SaveContact>;

/** The fields of a contact that can be emptied, besides the team's own. */
export const CLEARED_OF_CONTACT = ['email', 'phone', 'title'] as const;

/** `contact`: as they are known now. `company`: the one that was named. */
export type SavedContact = SavedChange &
  Created & { contact: PersonView; company?: { id: string; name: string } };

/**
 * Adds a contact, or changes what is known about one. Fields left out stay as they are; `fields` are the team's own; the address and the number that
 * were the first are kept as further ones, the name as another name. Throws `not_found` or `ambiguous` with those who may
 * be meant when it is not clear, `invalid` when somebody else has the address or nothing that was said can be read,
 * `conflict` when a colleague has the name.
 */
export async function saveContact(ctx: Context, input: SaveContact): Promise<SavedContact> {
  const {
    contact: ref,
    company: companyRef,
    clear: toClear = [],
    fields = {},
    ...beside
  } = parseInput(SaveContact, withContact(input));
  const { values, clear } = withCleared(ctx, {
    of: 'contact',
    values: fields,
    clear: toClear,
    names: CLEARED_OF_CONTACT,
  });
  const { said, unread } = takeUnread({ ...mentioned(ref), ...beside });
  const saved = await recordChange(ctx, 'save_contact', async (ctx) => {
    const employer = companyRef ? await findOrCreateCompany(ctx, companyRef) : undefined;
    const company = employer?.company;
    const found = await findOrCreateContact(ctx, {
      ref,
      company,
      whenNew: said,
      keep: ref.id ? [] : ['email'],
    });
    const { contact: before } = found;
    const [person] = await readPeople(ctx, [before.id]);
    if (!person) throw notFound('contact', before.id);
    const { title } = said;
    const name = said.name && asWritten(said.name);
    const { patch: points, further } = await putFirst(ctx, { person, said, clear: pointsIn(clear) });
    if (name) await requireOwnName(ctx, { person, name, isTold: ref.is_new === true });
    const patch = {
      ...(clear.includes('title') ? { title: null } : {}),
      ...points,
      ...(name ? { name, ...contactKeys(name) } : {}),
      ...(title ? { title } : {}),
    };
    const after = await updateIfNew(ctx, 'contacts', { before, patch });
    if (!found.created) await keepOldName(ctx, { before, after });
    const told = {
      ...found,
      contact: after,
      further: [...found.further, ...further],
      unread: [...new Set([...found.unread, ...unread])],
    };
    return {
      summary: describeUpdate(company ? `${after.name} (${company.name})` : after.name, {
        before: found.was ?? { name: after.name },
        after,
        fields: ['name', 'title', 'email', 'phone'],
        more: await setFields(ctx, { owner: { of: 'contact', id: after.id }, values }),
      }),
      result: {
        contact: await readPersonView(ctx, after.id),
        ...(company ? { company: companyName(company) } : {}),
        ...listCreated({ company: employer, contacts: [told] }),
      },
    };
  });
  requireRead(saved);
  return saved;
}

/** Throws `invalid` where nothing was written since all that was said could not be read. */
function requireRead({ change_id: changeId, not_kept: unread = [] }: SavedContact): void {
  if (changeId || unread.length === 0) return;
  throw invalid(
    `Nothing was saved: ${unread.join('; ')}. Ask for the whole of it: an email such as ana@acme.com, a phone such as +351 912 345 678.`,
  );
}

const pointsIn = (clear: readonly string[]): PointKind[] =>
  (['email', 'phone'] as const).filter((kind) => clear.includes(kind));

/** Keeps the name of a contact who is called otherwise now as another name; an address that stood for one is none. */
async function keepOldName(
  ctx: Writer,
  { before, after }: { before: Row<'contacts'>; after: Row<'contacts'> },
): Promise<void> {
  if (before.name === after.name) return;
  if (!before.name.includes('@'))
    await learnAlias(ctx, { contact: after, name: before.name, source: 'rename' });
  await indexCustomers(ctx, { kind: 'contact', ids: [after.id] });
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

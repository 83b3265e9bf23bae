import { and, asc, eq, isNull, like, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ambiguous, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row, Tables } from '../store/schema.ts';
import type { Database } from '../store/store.ts';
import { fold } from '../text.ts';
import { similarExists } from './companies.ts';
import { Email, Id, LIMITS, line, named, parseInput, prose } from './inputs.ts';
import { isShortened, mayBeSamePerson } from './names.ts';
import { recordChange, type Writer } from './write.ts';

/** How a contact is named from outside: by id, by e-mail, or by name (within a company where one is known). */
export const ContactRef = z
  .strictObject({
    id: Id.optional().describe('Id from an earlier result. Wins over name.'),
    name: named.optional().describe('Name as the person said it, e.g. "Ana Lopes".'),
    email: Email.optional(),
    title: line(LIMITS.title).optional().describe('Job title, if it was mentioned.'),
    is_new: z
      .boolean()
      .optional()
      .describe('Only after the person confirmed that this is somebody new despite a similar name.'),
  })
  .refine((ref) => ref.id || ref.name || ref.email, 'needs an id, a name or an e-mail address');
export type ContactRef = z.output<typeof ContactRef>;

type Company = Row<'companies'>;
/** A contact with the companies they work at today. */
export type Person = { contact: Row<'contacts'>; employers: Company[] };
type Where = { db: Database; tables: Tables; company?: Company | undefined };

const SIMILAR_LIMIT = 500;

/** The contact a reference means, or undefined. Within `company` when one is given. Throws `ambiguous`. */
async function findContact(where: Where, ref: ContactRef): Promise<Person | undefined> {
  const { contacts } = where.tables;
  if (ref.id) {
    const [person] = await listPeople(where, eq(contacts.id, ref.id));
    if (!person) throw notFound('contact', ref.id);
    return person;
  }
  if (ref.email) {
    const [person] = await listPeople(where, eq(contacts.email, ref.email));
    if (person) return requireSameName(person, ref);
  }
  if (!ref.name) return undefined;
  const key = fold(ref.name);
  const named = await listPeople(where, or(eq(contacts.nameKey, key), eq(contacts.firstKey, key)));
  const candidates = narrow(named, { key, company: where.company, email: ref.email });
  if (candidates.length > 1) throw ambiguous('contact', ref.name, candidates.map(describePerson));
  return candidates[0];
}

/** An address and a name that do not go together may mean two people: that is asked about, not guessed. */
function requireSameName(person: Person, { name, email = '' }: ContactRef): Person {
  if (!name) return person;
  const key = fold(name);
  const known = person.contact.nameKey;
  const isAddress = known === fold(email);
  if (isAddress || known === key || isShortened(known, key) || mayBeSamePerson(known, key)) return person;
  const candidates = [`${describePerson(person)}, whose address it is`, `${name}, somebody else`];
  throw ambiguous('contact', `${name} (${email})`, candidates);
}

/** Exact names before first names; people of the company, or (there being none) people whose company is unknown. */
function narrow(
  named: Person[],
  { key, company, email }: { key: string; company?: Company | undefined; email?: string | undefined },
): Person[] {
  const possible = named.filter(({ contact }) => !email || !contact.email);
  const exact = (list: Person[]) => list.filter(({ contact }) => contact.nameKey === key);
  const best = (list: Person[]) => (exact(list).length > 0 ? exact(list) : list);
  if (!company) return best(possible);
  const inside = possible.filter(({ employers }) => employers.some(({ id }) => id === company.id));
  if (inside.length > 0) return best(inside);
  return exact(possible.filter(({ employers }) => employers.length === 0));
}

/** Like `findContact`, but throws `not_found` with similar names when there is none. */
export async function getContact(where: Where, ref: ContactRef): Promise<Person> {
  const person = await findContact(where, ref);
  if (person) return person;
  const name = ref.name ?? ref.email ?? '';
  throw notFound('contact', name, (await similarPeople(where, name)).map(describePerson));
}

/** Finds the contact or creates it, and makes sure that it works at the company when one is given. */
export async function findOrCreateContact(
  ctx: Context,
  write: Writer,
  { ref, company }: { ref: ContactRef; company?: Company | undefined },
): Promise<{ contact: Row<'contacts'>; created: boolean }> {
  const where: Where = { db: write.tx, tables: write.tables, company };
  if (ref.is_new && ref.email) await requireFreeEmail(where, ref.email);
  const found = ref.is_new && !ref.id ? undefined : await findContact(where, ref);
  if (found) {
    if (company && found.employers.length === 0)
      await employ(ctx, write, { contact: found.contact, company });
    return { contact: await complete(write, found.contact, ref), created: false };
  }
  const name = ref.name ?? ref.email ?? '';
  const similar = ref.is_new ? [] : await similarPeople(where, name);
  if (similar.length > 0) throw similarExists('contact', name, similar.map(describePerson));
  const contact = await write.insert('contacts', {
    id: newId(),
    name,
    ...contactKeys(name),
    email: ref.email ?? null,
    title: ref.title ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
  if (company) await employ(ctx, write, { contact, company });
  return { contact, created: true };
}

/** Keeps an e-mail address or title that was mentioned in passing, where none is known yet. */
async function complete(write: Writer, contact: Row<'contacts'>, ref: ContactRef) {
  const patch = {
    ...(ref.email && !contact.email ? { email: ref.email } : {}),
    ...(ref.title && !contact.title ? { title: ref.title } : {}),
  };
  if (Object.keys(patch).length === 0) return contact;
  return write.update('contacts', contact, patch);
}

function employ(
  ctx: Context,
  write: Writer,
  { contact, company }: { contact: Row<'contacts'>; company: Company },
) {
  return write.insert('relationships', {
    id: newId(),
    kind: 'works_at',
    contactId: contact.id,
    companyId: company.id,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}

/** People with the companies they work at today; one query. */
export async function listPeople(where: Where, condition: SQL | undefined): Promise<Person[]> {
  const { contacts, relationships, companies } = where.tables;
  const rows = await where.db
    .select({ contact: contacts, employer: companies })
    .from(contacts)
    .leftJoin(
      relationships,
      and(
        eq(relationships.contactId, contacts.id),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    )
    .leftJoin(companies, eq(companies.id, relationships.companyId))
    .where(condition)
    .orderBy(asc(contacts.id), asc(relationships.id))
    .limit(SIMILAR_LIMIT);
  const byId = new Map<string, Person>();
  for (const { contact, employer } of rows) {
    const person = byId.get(contact.id) ?? { contact, employers: [] };
    if (employer) person.employers.push(employer);
    byId.set(contact.id, person);
  }
  return [...byId.values()];
}

/** People of the company (of all, without one) whose name looks like another spelling or a short form of this one. */
async function similarPeople(where: Where, name: string): Promise<Person[]> {
  const { contacts, relationships } = where.tables;
  const key = fold(name);
  const start = key.slice(0, 1);
  if (!start) return [];
  const condition = where.company
    ? eq(relationships.companyId, where.company.id)
    : like(contacts.nameKey, `${start}%`);
  const near = await listPeople(where, condition);
  return near.filter(({ contact }) => mayBeSamePerson(contact.nameKey, key)).slice(0, 5);
}

/** `Ana Lopes, Acme (ana@acme.com) [id 01H…]`. */
function describePerson({ contact, employers }: Person): string {
  const company = employers.map(({ name }) => `, ${name}`).join('');
  return `${contact.name}${company}${contact.email ? ` (${contact.email})` : ''} [id ${contact.id}]`;
}

/** The keys a contact is found by: the whole folded name, and its first word. */
function contactKeys(name: string): { nameKey: string; firstKey: string } {
  const nameKey = fold(name);
  return { nameKey, firstKey: nameKey.split(' ')[0] ?? '' };
}

/** A contact as tools show it. */
export function personView({ contact, employers }: Person) {
  const { id, name, email, title } = contact;
  return { id, name, email, title, companies: employers.map((company) => company.name) };
}

export const UpdateContact = z.strictObject({
  contact: ContactRef,
  name: named.optional().describe('New name.'),
  email: Email.optional().describe('New e-mail address.'),
  phone: line(50).optional().describe('New phone number.'),
  title: line(LIMITS.title).optional().describe('New job title.'),
  about: prose(LIMITS.about).optional().describe('What to know about this person, in a sentence or two.'),
});
export type UpdateContact = z.input<typeof UpdateContact>;

/** Changes what is known about a contact. Fields left out stay as they are. */
export async function updateContact(ctx: Context, input: UpdateContact) {
  const { contact: ref, ...patch } = parseInput(UpdateContact, input);
  if (Object.keys(patch).length === 0)
    throw invalid('Nothing to change: give a name, e-mail, phone, title or note.');
  return recordChange(ctx, 'update_contact', async (write) => {
    const where = { db: write.tx, tables: write.tables };
    const { contact: before } = await getContact(where, ref);
    if (patch.email) await requireFreeEmail(where, patch.email, before.id);
    const after = await write.update('contacts', before, {
      ...patch,
      ...(patch.name ? contactKeys(patch.name) : {}),
    });
    return { summary: `Updated contact ${after.name}`, result: { contact: after } };
  });
}

async function requireFreeEmail(where: Where, email: string, contactId?: string): Promise<void> {
  const [taken] = await listPeople(where, eq(where.tables.contacts.email, email));
  if (taken && taken.contact.id !== contactId)
    throw invalid(`${email} already belongs to ${taken.contact.name}.`);
}

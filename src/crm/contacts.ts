import { eq } from 'drizzle-orm';
import { z } from 'zod';
import type { System } from '../context.ts';
import { ambiguous, invalid, nameFirst, notFound, RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { areAddressedApart, mayBeSamePerson, personKeys } from '../names/person-names.ts';
import { sortKey } from '../names/sort-order.ts';
import { isShortened } from '../names/spelling.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { similarExists } from './companies.ts';
import {
  type InCompany,
  listNamed,
  listNamedAt,
  listNear,
  listPeople,
  MOST_NAMED,
  type Person,
} from './contact-queries.ts';
import { Email, Id, LIMITS, line, named, Phone, withoutEmpty } from './inputs.ts';
import { currentId } from './merged-ids.ts';
import type { Writer } from './record-change.ts';

type Company = Row<'companies'>;

const NEEDED = 'needs an id, a name or an e-mail address, e.g. {"name": "Ana Lopes"}';
const isNamed = (ref: { id?: unknown; name?: unknown; email?: unknown }) =>
  Boolean(ref.id || ref.name || ref.email);

const NAMING = { id: Id.optional(), name: named.optional(), email: Email.optional() };
const NEW = { is_new: z.boolean().optional() };

/** What people and tools name a known contact by: an id, an e-mail address or a name. */
export const KnownContact = z.strictObject(NAMING).refine(isNamed, NEEDED);

/** What people and tools name a contact by who may be new; `is_new` says that it is somebody else than those known by such a name. */
export const NamedContact = z.strictObject({ ...NAMING, ...NEW }).refine(isNamed, NEEDED);

/** A contact by name, who may be new, with what was said about them besides. */
export const ContactRef = z
  .strictObject({
    ...NAMING,
    title: line(LIMITS.title).optional(),
    phone: Phone.optional(),
    ...NEW,
  })
  .refine(isNamed, NEEDED);
export type ContactRef = z.output<typeof ContactRef>;

const MOST_CANDIDATES = 5;

/** The contact a reference means, or undefined; within `company` when one is given. Throws `ambiguous`, or `not_found` for an unknown id. */
export async function findContact(ctx: InCompany, ref: ContactRef): Promise<Person | undefined> {
  const { contacts } = ctx.store.tables;
  if (ref.id) {
    const [person] = await listPeople(ctx, eq(contacts.id, await currentId(ctx, 'contact', ref.id)));
    if (!person) throw notFound('contact', ref.id);
    return person;
  }
  if (ref.email) {
    const [person] = await listPeople(ctx, eq(contacts.email, ref.email));
    if (person) return requireSameName(person, ref);
  }
  if (!ref.name) return undefined;
  const { nameKey: key } = personKeys(ref.name);
  const keys = [...new Set([key, fold(ref.name)])]; // keys of long ago have the form of address in them
  const name = { key, folded: fold(ref.name) };
  const narrowed = (named: Person[]) => {
    const called = named.filter(({ contact }) => !areAddressedApart(contact.name, ref.name ?? ''));
    const candidates = narrow(called, { keys, company: ctx.company, email: ref.email });
    return { named, called, candidates };
  };
  const there = await listNamedAt(ctx, name);
  // Whoever works at the company is meant before anybody else: mostly no others are read.
  const inside = narrowed(there);
  const found = inside.candidates.length > 0 ? inside : narrowed(await listNamed(ctx, name, there));
  const { named, called, candidates } = found;
  if (candidates.length > 1) {
    const isAll = named.length < MOST_NAMED;
    throw ambiguous('contact', ref.name, candidates.map(describePerson), { isAll });
  }
  if (candidates.length === 0 && ref.email) requireOtherPerson(called, { ref, keys, company: ctx.company });
  return candidates[0];
}

/** Throws `ambiguous` when a contact of exactly this name has another address: it may be the same person. */
function requireOtherPerson(
  called: Person[],
  { ref, keys, company }: { ref: ContactRef; keys: string[]; company?: Company | undefined },
): void {
  const same = called
    .filter(({ contact }) => keys.includes(contact.nameKey))
    .filter(
      ({ employers }) => !company || employers.length === 0 || employers.some(({ id }) => id === company.id),
    );
  if (same.length === 0) return;
  const { shown, list, more } = nameFirst(same.map(describePerson));
  throw new RapportError(
    'ambiguous',
    `${ref.name} is known with another address than ${ref.email}: ${list}. Ask whether it is the same person; then give the id, or is_new: true for somebody else of that name.`,
    shown,
    more,
  );
}

/** Throws `ambiguous` for an address and a name that do not go together: they may mean two people. */
function requireSameName(person: Person, { name, email = '' }: ContactRef): Person {
  if (!name) return person;
  const { nameKey: key } = personKeys(name);
  const known = personKeys(person.contact.name).nameKey;
  const isAddress = known === personKeys(email).nameKey;
  if (isAddress || known === key || isShortened(known, key) || mayBeSamePerson(known, key)) return person;
  const candidates = [`${describePerson(person)}, whose address it is`, `${name}, somebody else`];
  throw ambiguous('contact', `${name} (${email})`, candidates);
}

/** The contacts who are meant: exact names before first names; those who work at the company, or else those whose company is unknown. */
function narrow(
  named: Person[],
  { keys, company, email }: { keys: string[]; company?: Company | undefined; email?: string | undefined },
): Person[] {
  const possible = named.filter(({ contact }) => !email || !contact.email);
  const exact = (list: Person[]) => list.filter(({ contact }) => keys.includes(contact.nameKey));
  const best = (list: Person[]) => (exact(list).length > 0 ? exact(list) : list);
  if (!company) return best(possible);
  const inside = possible.filter(({ employers }) => employers.some(({ id }) => id === company.id));
  if (inside.length > 0) return best(inside);
  return exact(possible.filter(({ employers }) => employers.length === 0));
}

/** The contact a reference means, within `company` when one is given. Throws `not_found` with similar names, or `ambiguous`. */
export async function getContact(ctx: InCompany, ref: ContactRef): Promise<Person> {
  const person = await findContact(ctx, ref);
  if (person) return person;
  const name = ref.name ?? ref.email ?? '';
  const similar = (await similarPeople(ctx, name)).slice(0, MOST_CANDIDATES);
  throw notFound('contact', name, similar.map(describePerson));
}

/** `was`: the row before an address, a title or a number was added that was said in passing; undefined for a new contact. */
export type FoundContact = { contact: Row<'contacts'>; was: Row<'contacts'> | undefined; created: boolean };

/**
 * Finds the contact or creates it, and makes sure that it works at the company when one is given. Throws `ambiguous` or
 * `not_found` with candidates when it is not clear who is meant.
 */
export async function findOrCreateContact(
  ctx: Writer,
  { ref, company }: { ref: ContactRef; company?: Company | undefined },
): Promise<FoundContact> {
  const there: InCompany = { ...ctx, company };
  if (ref.is_new && ref.email) await requireFreeEmail(ctx, ref.email);
  const found = ref.is_new && !ref.id ? undefined : await findContact(there, ref);
  if (found) {
    if (company && found.employers.length === 0) await employ(ctx, { contact: found.contact, company });
    return { contact: await complete(ctx, found.contact, ref), was: found.contact, created: false };
  }
  const name = ref.name ?? ref.email ?? '';
  const similar = ref.is_new ? [] : await similarPeople(there, name);
  if (similar.length > 0) throw similarExists('contact', name, similar.map(describePerson));
  const contact = await ctx.insert('contacts', {
    id: newId(),
    name,
    ...contactKeys(name),
    email: ref.email ?? null,
    title: ref.title ?? null,
    phone: ref.phone ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
  if (company) await employ(ctx, { contact, company });
  return { contact, was: undefined, created: true };
}

/** Keeps an address, a title or a number that was mentioned in passing, where none is known yet. */
async function complete(ctx: Writer, contact: Row<'contacts'>, ref: ContactRef): Promise<Row<'contacts'>> {
  if (ref.email && !contact.email) await requireFreeEmail(ctx, ref.email, contact.id);
  const patch = {
    ...(ref.email && !contact.email ? { email: ref.email } : {}),
    ...(ref.title && !contact.title ? { title: ref.title } : {}),
    ...(ref.phone && !contact.phone ? { phone: ref.phone } : {}),
  };
  if (Object.keys(patch).length === 0) return contact;
  return ctx.update('contacts', contact, patch);
}

function employ(
  ctx: Writer,
  { contact, company }: { contact: Row<'contacts'>; company: Company },
): Promise<Row<'relationships'>> {
  return ctx.insert('relationships', {
    id: newId(),
    kind: 'works_at',
    contactId: contact.id,
    companyId: company.id,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}

/** Contacts who work at the company (without one: all contacts) whose name looks like another spelling or a short form of a name. */
async function similarPeople(ctx: InCompany, name: string): Promise<Person[]> {
  const { nameKey: key } = personKeys(name);
  const start = key.slice(0, 1);
  if (!start) return [];
  const near = await listNear(ctx, { key, start });
  const fits = ({ contact }: Person) =>
    mayBeSamePerson(contact.nameKey, key) && !areAddressedApart(contact.name, name);
  return near.filter(fits);
}

/** `Ana Lopes, Acme (ana@acme.com) [id 01H…]`. */
function describePerson({ contact, employers }: Person): string {
  const company = employers.map(({ name }) => `, ${name}`).join('');
  return `${contact.name}${company}${contact.email ? ` (${contact.email})` : ''} [id ${contact.id}]`;
}

/** What follows from a contact's name: it folded, its first word, and the key by which it is sorted. */
export function contactKeys(name: string): { nameKey: string; firstKey: string; sortKey: string } {
  const { nameKey, firstKey } = personKeys(name);
  return { nameKey, firstKey, sortKey: sortKey(name) };
}

/** A contact as tools show it. What is not known is left out. */
export type ContactView = {
  id: string;
  name: string;
  title?: string;
  email?: string;
  phone?: string;
  about?: string;
};

export function contactView({ id, name, title, email, phone, about }: Row<'contacts'>): ContactView {
  return withoutEmpty({ id, name, title, email, phone, about });
}

/** A contact as tools show it, with names of the companies they work at today. */
export type PersonView = ContactView & { companies?: string[] };

export function personView({ contact, employers }: Person): PersonView {
  return {
    ...contactView(contact),
    ...withoutEmpty({ companies: employers.map((company) => company.name) }),
  };
}

/** Throws `invalid` when somebody else has the address. */
export async function requireFreeEmail(ctx: System, email: string, contactId?: string): Promise<void> {
  const { contacts } = ctx.store.tables;
  const [taken] = await listPeople(ctx, eq(contacts.email, email));
  if (taken && taken.contact.id !== contactId)
    throw invalid(`${email} already belongs to ${describePerson(taken)}.`);
}

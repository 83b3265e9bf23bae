import type { Context } from '../context.ts';
import { notFound, type RapportError } from '../errors.ts';
import { newId } from '../ids.ts';
import { comparePersonNames } from '../names/compare-people.ts';
import { asWritten, completeName, personKeys } from '../names/person-names.ts';
import { personSortKey } from '../names/sort-order.ts';
import type { Because } from '../names/verdict.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { learnAlias } from './aliases.ts';
import { describePeople } from './candidates.ts';
import { type ContactChoice, candidatesOf, chooseContact, readCandidates } from './contact-choice.ts';
import { allEmails, allPhones, keepPoints, requireFreeEmail } from './contact-points.ts';
import { type InCompany, type Person, readPeople } from './contact-queries.ts';
import { type ContactRef, readRef } from './contact-refs.ts';
import { withoutEmpty } from './inputs.ts';
import type { Writer } from './record-change.ts';
import { indexCustomers } from './searched-words.ts';
import { rememberDifferent } from './told-apart.ts';
import { MOST_DESCRIBED, whichOne } from './which-one.ts';

type Company = Row<'companies'>;

/** The contact a question means, within `company` when one is given. Throws `not_found`, or `ambiguous` with those who may be meant. */
export async function getContact(ctx: InCompany, ref: ContactRef): Promise<Person> {
  const { said } = readRef(ref);
  const choice = await chooseContact(ctx, said);
  if (choice.answer === 'same') return choice.person;
  if (choice.answer === 'new') throw notFound('contact', said.name ?? said.email ?? said.phone ?? '');
  throw await whoIsMeant(ctx, { said, choice, mayBeNew: false });
}

/** Why somebody may be meant by a name that is only like theirs. */
const NEARLY: ReadonlySet<Because> = new Set([
  'initials',
  'more_names',
  'nickname',
  'spelling',
  'spaces',
  'word_order',
  'particle',
  'like_the_address',
]);

type Asked = Extract<ContactChoice, { answer: 'ask' }>;

/** The error that asks who is meant. */
async function whoIsMeant(
  ctx: Context,
  { said, choice: { candidates, isAll }, mayBeNew }: { said: ContactRef; choice: Asked; mayBeNew: boolean },
): Promise<RapportError> {
  return whichOne({
    kind: 'contact',
    asked: said.name ?? said.email ?? said.phone ?? '',
    candidates: await describePeople(ctx, await readCandidates(ctx, candidates.slice(0, MOST_DESCRIBED))),
    count: candidates.length,
    isAll,
    isKnown: candidates.some(({ because }) => !NEARLY.has(because)),
    mayBeNew,
  });
}

/** What somebody was called by who is called otherwise, and why they are meant. */
type Meant = { said: string; because: Because };

/**
 * A contact that was found or created. `was`: the row before an address, a title or a number was added that was said in
 * passing; undefined for a new one. `further`: what was kept besides the first address or number; `unread`: what could
 * not be read; `otherTitle`: one that is not the known one, and was not kept; all in words.
 */
export type FoundContact = {
  contact: Row<'contacts'>;
  was: Row<'contacts'> | undefined;
  created: boolean;
  meant?: Meant;
  further: string[];
  unread: string[];
  otherTitle?: string | undefined;
};

/** What is kept of somebody known when it is mentioned. */
const KEPT = ['email', 'phone', 'title'] as const;

/**
 * Finds the contact or creates it, and makes sure that it works at the company when one is given. What was said of somebody
 * known is kept, and the name by which a person chose them. `keep`: what of that is kept of
 * somebody known, all when left out; `whenNew`: what is written of a new one besides. Throws `ambiguous` or `not_found` with those who may be meant
 * when it is not clear, `invalid` when somebody else has the address.
 */
export async function findOrCreateContact(
  ctx: Writer,
  {
    ref,
    company,
    whenNew = {},
    keep = KEPT,
  }: {
    ref: ContactRef;
    company?: Company | undefined;
    whenNew?: Partial<ContactRef>;
    keep?: readonly (typeof KEPT)[number][];
  },
): Promise<FoundContact> {
  const { said, unread } = readRef(ref);
  const named = await chooseContact({ ...ctx, company }, said);
  const choice = named.answer === 'new' ? await chooseByNewAddress(ctx, whenNew) : named;
  if (choice.answer === 'same' && (said.id || !said.is_new)) {
    const { person, because } = choice;
    if (company && person.employers.length === 0) await employ(ctx, { contact: person.contact, company });
    const mentioned: Mentioned = Object.fromEntries(keep.map((field) => [field, said[field]]));
    const { contact, further } = await complete(ctx, person, { id: said.id, name: said.name, ...mentioned });
    const meant = describeMeant(said, { person, because });
    const otherTitle = tellOtherTitle(person, mentioned);
    return {
      contact,
      was: person.contact,
      created: false,
      ...(meant ? { meant } : {}),
      further,
      unread,
      otherTitle,
    };
  }
  if (choice.answer === 'ask' && !said.is_new) throw await whoIsMeant(ctx, { said, choice, mayBeNew: true });
  const contact = await createContact(ctx, { ...said, ...whenNew });
  if (company) await employ(ctx, { contact, company });
  const from = candidatesOf(choice).slice(0, MOST_DESCRIBED);
  await rememberDifferent(ctx, {
    kind: 'contact',
    id: contact.id,
    name: said.name ?? contact.name,
    others: from.map(({ id, because }) => ({ id, because })),
  });
  return { contact, was: undefined, created: true, further: [], unread };
}

/** Who is meant by the address that somebody new is to have: somebody of whom nothing else is known. */
async function chooseByNewAddress(ctx: Writer, { email }: Partial<ContactRef>): Promise<ContactChoice> {
  const owner = email ? await chooseContact(ctx, { email }) : undefined;
  const isBare = owner?.answer === 'same' && owner.person.contact.name.includes('@');
  return isBare ? owner : { answer: 'new' };
}

async function createContact(ctx: Writer, said: ContactRef): Promise<Row<'contacts'>> {
  if (said.email) await requireFreeEmail(ctx, said.email);
  const name = said.name ? asWritten(said.name) : said.email;
  if (name === undefined) throw notFound('contact', said.phone ?? '');
  return ctx.insert('contacts', {
    id: newId(),
    name,
    ...contactKeys(name),
    email: said.email ?? null,
    title: said.title ?? null,
    phone: said.phone ?? null,
    createdAt: ctx.clock.now(),
    createdBy: ctx.actor.memberId,
  });
}

/** Of what names somebody was found by, that which is not as they are called. */
function describeMeant(
  { name: said }: ContactRef,
  { person: { contact }, because }: { person: Person; because?: Because | undefined },
): Meant | undefined {
  if (!said || !because || said === contact.name) return undefined;
  if (comparePersonNames(said, contact.name).answer === 'same') return undefined;
  const isAddress = contact.name.includes('@') && because !== 'like_the_address';
  return isAddress ? undefined : { said, because };
}

type Mentioned = Partial<Pick<ContactRef, (typeof KEPT)[number]>>;

/** A title that was mentioned where another one is known, in words: whether it has changed is for the person to say. */
function tellOtherTitle({ contact }: Person, { title }: Mentioned): string | undefined {
  if (!title || !contact.title || fold(title) === fold(contact.title)) return undefined;
  return `“${title}” was not kept, as ${contact.name} is known as “${contact.title}”: save_contact changes it`;
}

/** Keeps what was mentioned of a known contact in passing: a name where none was known, an address, a title, a number. */
async function complete(
  ctx: Writer,
  person: Person,
  said: ContactRef,
): Promise<{ contact: Row<'contacts'>; further: string[] }> {
  const { contact } = person;
  const { patch: points, further } = await keepPoints(ctx, { person, said });
  const name = await nameFrom(ctx, { contact, said });
  const patch = {
    ...points,
    ...(name ? { name, ...contactKeys(name) } : {}),
    ...(said.title && !contact.title ? { title: said.title } : {}),
  };
  if (Object.keys(patch).length === 0) return { contact, further };
  const now = await ctx.update('contacts', contact, patch);
  if (now.name !== contact.name) await indexCustomers(ctx, { kind: 'contact', ids: [now.id] });
  return { contact: now, further };
}

/**
 * What a contact is called from now on, where that is another name than before: of whom the address alone was known, or, when
 * it answers what was asked, one name alone. Any other name that answers it is kept beside their own.
 */
async function nameFrom(
  ctx: Writer,
  { contact, said: { id, name } }: { contact: Row<'contacts'>; said: ContactRef },
): Promise<string | undefined> {
  if (!name) return undefined;
  if (contact.name.includes('@')) return asWritten(name);
  if (!id || comparePersonNames(name, contact.name).answer !== 'ask') return undefined;
  if (!(await ctx.answers?.isAnswer(ctx, { kind: 'contact', id: contact.id, name }))) return undefined;
  const whole = completeName(contact.name, name);
  if (!whole) await learnAlias(ctx, { contact, name, source: 'answer' });
  return whole;
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

/** What follows from a contact's name: it folded, its first word, and the key by which it is sorted. */
export function contactKeys(name: string): { nameKey: string; firstKey: string; sortKey: string } {
  const { nameKey, firstKey } = personKeys(name);
  return { nameKey, firstKey, sortKey: personSortKey(name) };
}

/** A contact as tools show it. `emails`, `phones`: all of them, where there is more than the first. What is not known is left out. */
export type ContactView = {
  id: string;
  name: string;
  title?: string;
  email?: string;
  phone?: string;
  emails?: string[];
  phones?: string[];
  about?: string;
};

export function contactView(person: Person): ContactView {
  const { id, name, title, email, phone, about } = person.contact;
  const [emails, phones] = [allEmails(person), allPhones(person)];
  return withoutEmpty({
    ...{ id, name, title, email, phone },
    emails: emails.length > 1 ? emails : [],
    phones: phones.length > 1 ? phones : [],
    about,
  });
}

/** A contact as tools show it, with names of the companies they work at today. */
export type PersonView = ContactView & { companies?: string[] };

export function personView(person: Person): PersonView {
  return {
    ...contactView(person),
    ...withoutEmpty({ companies: person.employers.map((company) => company.name) }),
  };
}

/** The same, read anew after a change. */
export async function readPersonView(ctx: Context, id: string): Promise<PersonView> {
  const [person] = await readPeople(ctx, [id]);
  if (!person) throw notFound('contact', id);
  return personView(person);
}

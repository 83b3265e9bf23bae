import type { System } from '../context.ts';
import { notFound } from '../errors.ts';
import { readEmail } from '../names/addresses.ts';
import { type Candidate, choosePerson, isPartOf } from '../names/choose.ts';
import { goesWithDomain } from '../names/compare-companies.ts';
import { personSoughtKeys, personTellingKeys } from '../names/lookup-keys.ts';
import { comparePeople, type PersonFacts } from '../names/person-facts.ts';
import type { Because } from '../names/verdict.ts';
import {
  type InCompany,
  listEmployeeIds,
  listMetAbout,
  type Person,
  readPeople,
  withEmployers,
} from './contact-queries.ts';
import {
  type ContactKnownBy,
  factsOfContact,
  readContactsKnownBy,
  readContactsNamed,
  type WholeContact,
} from './known-by.ts';
import { currentId } from './merged-ids.ts';
import { findByKeys, findEmployedByKeys } from './name-keys.ts';

/** What was said of a contact, the address and the number as they are kept. */
export type SaidContact = {
  id?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};

/** Somebody who may be meant, and why. `companyIds`: where they work today, or have been met about. */
type Meant = { id: string; because: Because; companyIds: readonly string[] };
/** Those who may be meant, the likeliest first. `isAll`: false where there may be more. */
type Asked = { answer: 'ask'; candidates: Meant[]; isAll: boolean };
/** Who is meant of those who are known. `because`: left out where an id was given. */
export type ContactChoice = { answer: 'same'; person: Person; because?: Because } | Asked | { answer: 'new' };
/** The same before anything is read of them but what they are known by. */
type Known = ({ answer: 'same' } & Meant) | Asked | { answer: 'new' };

/** How many people a name is compared with, the likeliest ones. */
const MOST_COMPARED = 20;
/** How many of one name are read whole at once, as one of them is meant mostly. */
const MOST_NAMED = 8;
/** So many people at one company are more than are gone through one by one. */
const LARGE_STAFF = 500;

const isAddress = (key: string) => key.startsWith('e:');

/**
 * Who is meant by an id (also one of long ago), by the e-mail address, else by the name: those who work at the company are
 * before all others. Throws `not_found` for an unknown id.
 */
export async function chooseContact(ctx: InCompany, said: SaidContact): Promise<ContactChoice> {
  if (said.id) {
    const [person] = await readPeople(ctx, [await currentId(ctx, 'contact', said.id)]);
    if (!person) throw notFound('contact', said.id);
    return { answer: 'same', person };
  }
  const search = searchFor(ctx, said);
  const owner = await chooseByAddress(ctx, search);
  if (owner.answer === 'same') return readChoice(ctx, search, owner);
  const inside = await chooseInside(ctx, search);
  const named = inside.answer === 'new' ? await chooseAnywhere(ctx, search) : inside;
  return readChoice(ctx, search, owner.answer === 'ask' ? joinChoices(owner, named) : named);
}

/** Who is meant among those who work at the company. */
export async function chooseColleague(ctx: InCompany, said: SaidContact): Promise<ContactChoice> {
  const search = searchFor(ctx, said);
  return readChoice(ctx, search, await chooseInside(ctx, search));
}

/** Those of a choice who may be meant, the likeliest first. */
export function candidatesOf(choice: ContactChoice): Meant[] {
  if (choice.answer === 'ask') return choice.candidates;
  if (choice.answer === 'new') return [];
  const { person, because = 'same_name' } = choice;
  return [{ id: person.contact.id, because, companyIds: person.employers.map(({ id }) => id) }];
}

/** Candidates with all that is known of them. */
export async function readCandidates(
  ctx: System,
  candidates: readonly Meant[],
): Promise<(Person & { because: Because })[]> {
  const reasons = new Map(candidates.map(({ id, because }) => [id, because]));
  const people = await readPeople(ctx, [...reasons.keys()]);
  return people.flatMap((person) => {
    const because = reasons.get(person.contact.id);
    return because ? [{ ...person, because }] : [];
  });
}

async function readChoice(ctx: InCompany, { read }: Search, choice: Known): Promise<ContactChoice> {
  if (choice.answer !== 'same') return choice;
  const known = read.get(choice.id);
  const [person] = known ? await withEmployers(ctx, [known]) : await readPeople(ctx, [choice.id]);
  return person ? { answer: 'same', person, because: choice.because } : { answer: 'new' };
}

/**
 * Who is looked for, by which keys: `telling` are those that all share who are certainly meant. `read`: those who were read whole.
 * `compared`: those who were compared already, and what is known of who may be meant.
 */
type Search = {
  facts: PersonFacts;
  telling: readonly string[];
  keys(): readonly string[];
  read: Map<string, WholeContact>;
  compared: Map<string, Placed | undefined>;
};

type Company = NonNullable<InCompany['company']>;

/** By what somebody is compared. Companies are told apart by their ids: two may have one name. */
type Placed = PersonFacts & { id: string; companyIds: readonly string[] };

function searchFor({ company }: InCompany, { name, email, phone }: SaidContact): Search {
  const facts = {
    // Who is said by the address alone is called by it.
    name: name ?? email,
    emails: given(email),
    phones: given(phone),
    companyIds: given(company?.id),
  };
  let sought: readonly string[] | undefined;
  const keys = () => {
    sought ??= personSoughtKeys(facts);
    return sought;
  };
  return { facts, telling: personTellingKeys(facts), keys, read: new Map(), compared: new Map() };
}

const given = (value: string | undefined): string[] => (value ? [value] : []);

async function chooseByAddress(ctx: InCompany, search: Search): Promise<Known> {
  const addresses = search.telling.filter(isAddress);
  if (addresses.length === 0) return { answer: 'new' };
  return chooseAmong(ctx, search, await findContacts(ctx, addresses));
}

async function chooseInside(ctx: InCompany, search: Search): Promise<Known> {
  if (!ctx.company) return { answer: 'new' };
  const companyId = ctx.company.id;
  const called = await chooseCalled(ctx, search, companyId);
  if (called) return called;
  const all = await listEmployeeIds(ctx, { companyId, limit: LARGE_STAFF });
  // With few people it costs less to compare all of them.
  if (all.length <= MOST_COMPARED) return chooseAmong(ctx, search, all);
  const isLarge = all.length === LARGE_STAFF;
  return chooseByKeys(ctx, search, (keys) => findEmployedByKeys(ctx, { companyId, keys, isLarge }));
}

async function chooseAnywhere(ctx: InCompany, search: Search): Promise<Known> {
  const choice =
    (await chooseCalled(ctx, search)) ?? (await chooseByKeys(ctx, search, (keys) => findContacts(ctx, keys)));
  return ctx.company ? choice : takeOnly(choice, search.facts);
}

/** Who alone is certainly meant, at the company or anywhere, where somebody is: found by one query. */
async function chooseCalled(ctx: InCompany, search: Search, companyId?: string): Promise<Known | undefined> {
  const limit = MOST_NAMED + 1;
  const named = await readContactsNamed(ctx, { keys: search.telling, companyId, limit });
  if (named.length === 0 || named.length === limit) return undefined;
  for (const each of named) search.read.set(each.contact.id, each);
  const choice = await chooseKnown(ctx, search, named.map(knownBy));
  return choice.answer === 'same' && isCertain(choice) ? choice : undefined;
}

const knownBy = ({
  contact: { id, name, email, phone },
  emails,
  phones,
  aliases,
  companyIds,
}: WholeContact): ContactKnownBy => ({ id, name, email, phone, emails, phones, aliases, companyIds });

/** Looks with all keys only where the telling ones find nobody who is certainly meant. */
async function chooseByKeys(
  ctx: InCompany,
  search: Search,
  find: (keys: readonly string[]) => Promise<string[]>,
): Promise<Known> {
  const certain = await chooseAmong(ctx, search, await find(search.telling));
  return isCertain(certain) ? certain : chooseAmong(ctx, search, await find(search.keys()));
}

/** Where no company was said, part of a name is enough for the only one of all who has it. */
function takeOnly(choice: Known, facts: PersonFacts): Known {
  if (choice.answer !== 'ask' || !choice.isAll) return choice;
  const [only, ...others] = choice.candidates;
  if (!only || others.length > 0 || !isPartOf(facts, only.because)) return choice;
  return { answer: 'same', ...only };
}

const knownIn = (choice: Known): Meant[] => {
  if (choice.answer === 'ask') return choice.candidates;
  return choice.answer === 'same' ? [choice] : [];
};

/** Whether all who may be meant are certainly called so: nobody whose name is only like it is then meant, but beside a further name. */
const isCertain = (choice: Known) =>
  choice.answer !== 'new' &&
  knownIn(choice).every(({ because }) => because.startsWith('same_') && because !== 'same_alias');

const findContacts = (ctx: InCompany, keys: readonly string[]) => findByKeys(ctx, { kind: 'contact', keys });

async function chooseAmong(ctx: InCompany, search: Search, ids: readonly string[]): Promise<Known> {
  const some = ids.slice(0, MOST_COMPARED);
  const unread = some.filter((id) => !search.compared.has(id));
  await compare(ctx, search, { ids: unread, known: await readContactsKnownBy(ctx, unread) });
  return choose(search, { ids: some, isAll: ids.length <= MOST_COMPARED });
}

/** The same among those who were read. */
async function chooseKnown(ctx: InCompany, search: Search, known: readonly ContactKnownBy[]): Promise<Known> {
  const ids = known.map(({ id }) => id);
  await compare(ctx, search, { ids, known: known.filter(({ id }) => !search.compared.has(id)) });
  return choose(search, { ids, isAll: true });
}

function choose(
  { facts, compared }: Search,
  { ids, isAll }: { ids: readonly string[]; isAll: boolean },
): Known {
  const choice = choosePerson(
    facts,
    ids.flatMap((id) => compared.get(id) ?? []),
  );
  if (choice.answer === 'new') return choice;
  const meant = ({ one: { id, companyIds }, because }: Candidate<Placed>): Meant => ({
    id,
    companyIds,
    because,
  });
  if (choice.answer === 'same') return { answer: 'same', ...meant(choice) };
  return { answer: 'ask', candidates: choice.candidates.map(meant), isAll };
}

/** Compares some contacts that are known, and remembers who of them may be meant: of most the name says already that they are not. */
async function compare(
  ctx: InCompany,
  { facts, compared }: Search,
  { ids, known }: { ids: readonly string[]; known: readonly ContactKnownBy[] },
): Promise<void> {
  for (const id of ids) if (!compared.has(id)) compared.set(id, undefined);
  const alike = known
    .map((each) => ({ ...factsOfContact(each), id: each.id, companyIds: each.companyIds }))
    .filter(({ companyIds, ...each }) => comparePeople(facts, each).answer !== 'new');
  for (const placed of await placePeople(ctx, alike)) compared.set(placed.id, placed);
}

/** Whoever works elsewhere, and has taken part in what was logged with the company, belongs there as well. */
async function placePeople(ctx: InCompany, people: readonly Placed[]): Promise<Placed[]> {
  const { company } = ctx;
  if (!company) return [...people];
  const elsewhere = people.filter(
    (each) => each.companyIds.length > 0 && !each.companyIds.includes(company.id),
  );
  const ids = elsewhere.map(({ id }) => id);
  const met = await listMetAbout(ctx, { companyId: company.id, ids });
  return people.map((each) =>
    met.has(each.id) || isReachedAt(company, each)
      ? { ...each, companyIds: [...each.companyIds, company.id] }
      : each,
  );
}

/** Whether somebody of whom the address alone is known has it at a company. */
function isReachedAt({ name, domain }: Company, known: Placed): boolean {
  const host = known.companyIds.length === 0 ? readEmail(known.name ?? '')?.domain : undefined;
  if (!host) return false;
  return domain ? host === domain : goesWithDomain(name, host);
}

/** All who may be meant by either, those of the first one first. */
function joinChoices(first: Known, second: Known): Asked {
  const candidates = new Map([first, second].flatMap(knownIn).map((each) => [each.id, each]));
  const isAll = [first, second].every((each) => each.answer !== 'ask' || each.isAll);
  return { answer: 'ask', candidates: [...candidates.values()], isAll };
}

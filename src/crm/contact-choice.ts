import type { System } from '../context.ts';
import { notFound } from '../errors.ts';
import { readEmail } from '../names/addresses.ts';
import { type Candidate, choosePerson, isPartOf } from '../names/choose.ts';
import { goesWithDomain } from '../names/compare-companies.ts';
import { personSoughtKeys } from '../names/lookup-keys.ts';
import { comparePeople, type PersonFacts } from '../names/person-facts.ts';
import type { Because } from '../names/verdict.ts';
import { type InCompany, listEmployeeIds, listMetAbout, type Person, readPeople } from './contact-queries.ts';
import { factsOfContact, readContactsKnownBy } from './known-by.ts';
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
const MOST_COMPARED = 64;
/** So many people at one company are more than are gone through one by one. */
const LARGE_STAFF = 500;

/** The kinds of lookup keys that all who are certainly meant share with what was said; the others find who may be meant. */
const TELLING = /^[etjog]:/;
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
  const owner = await chooseAmong(ctx, search, await findContacts(ctx, search.keys.filter(isAddress)));
  if (owner.answer === 'same') return readChoice(ctx, owner);
  const inside = await chooseInside(ctx, search);
  const named = inside.answer === 'new' ? await chooseAnywhere(ctx, search) : inside;
  return readChoice(ctx, owner.answer === 'ask' ? joinChoices(owner, named) : named);
}

/** Who is meant among those who work at the company. */
export async function chooseColleague(ctx: InCompany, said: SaidContact): Promise<ContactChoice> {
  return readChoice(ctx, await chooseInside(ctx, searchFor(ctx, said)));
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

async function readChoice(ctx: System, choice: Known): Promise<ContactChoice> {
  if (choice.answer !== 'same') return choice;
  const [person] = await readPeople(ctx, [choice.id]);
  return person ? { answer: 'same', person, because: choice.because } : { answer: 'new' };
}

/** Who is looked for, by which keys. `compared`: those who were compared already, and what is known of who may be meant. */
type Search = {
  facts: PersonFacts;
  keys: readonly string[];
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
  return { facts, keys: personSoughtKeys(facts), compared: new Map() };
}

const given = (value: string | undefined): string[] => (value ? [value] : []);

async function chooseInside(ctx: InCompany, search: Search): Promise<Known> {
  if (!ctx.company) return { answer: 'new' };
  const companyId = ctx.company.id;
  const all = await listEmployeeIds(ctx, { companyId, limit: LARGE_STAFF });
  // With few people it costs less to compare all of them.
  if (all.length <= MOST_COMPARED) return chooseAmong(ctx, search, all);
  const isLarge = all.length === LARGE_STAFF;
  return chooseByKeys(ctx, search, (keys) => findEmployedByKeys(ctx, { companyId, keys, isLarge }));
}

async function chooseAnywhere(ctx: InCompany, search: Search): Promise<Known> {
  const choice = await chooseByKeys(ctx, search, (keys) => findContacts(ctx, keys));
  return ctx.company ? choice : takeOnly(choice, search.facts);
}

/** Looks with all keys only where the telling ones find nobody who is certainly meant. */
async function chooseByKeys(
  ctx: InCompany,
  search: Search,
  find: (keys: readonly string[]) => Promise<string[]>,
): Promise<Known> {
  const telling = search.keys.filter((key) => TELLING.test(key));
  const certain = await chooseAmong(ctx, search, await find(telling));
  return isCertain(certain) ? certain : chooseAmong(ctx, search, await find(search.keys));
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
  const { facts, compared } = search;
  const some = ids.slice(0, MOST_COMPARED);
  const others = some.filter((id) => !compared.has(id));
  for (const id of others) compared.set(id, undefined);
  for (const placed of await listPlaced(ctx, { facts, ids: others })) compared.set(placed.id, placed);
  const choice = choosePerson(
    facts,
    some.flatMap((id) => compared.get(id) ?? []),
  );
  if (choice.answer === 'new') return choice;
  const meant = ({ one: { id, companyIds }, because }: Candidate<Placed>): Meant => ({
    id,
    companyIds,
    because,
  });
  if (choice.answer === 'same') return { answer: 'same', ...meant(choice) };
  return { answer: 'ask', candidates: choice.candidates.map(meant), isAll: ids.length <= MOST_COMPARED };
}

/** Those of some contacts who may be meant by their names. Of most the name says already that they are not. */
async function listPlaced(
  ctx: InCompany,
  { facts, ids }: { facts: PersonFacts; ids: readonly string[] },
): Promise<Placed[]> {
  const known = await readContactsKnownBy(ctx, ids);
  const alike = known
    .map((each) => ({ ...factsOfContact(each), id: each.id }))
    .filter((each) => comparePeople(facts, each).answer !== 'new');
  const companyIds = new Map(known.map((each) => [each.id, each.companyIds]));
  return placePeople(
    ctx,
    alike.map((each) => ({ ...each, companyIds: companyIds.get(each.id) ?? [] })),
  );
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

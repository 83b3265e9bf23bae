import { notFound } from '../errors.ts';
import { choosePerson, isPartOf } from '../names/choose.ts';
import { personLookupKeys } from '../names/lookup-keys.ts';
import { comparePeople, type PersonFacts } from '../names/person-facts.ts';
import type { Because } from '../names/verdict.ts';
import {
  type InCompany,
  listEmployeeIds,
  listMetAbout,
  type Person,
  readPeople,
  readPeopleKnown,
} from './contact-queries.ts';
import { type ContactKnownBy, factsOfContact, readContactsKnownBy } from './known-by.ts';
import { currentId } from './merged-ids.ts';
import { findByKeys, findEmployedByKeys } from './name-keys.ts';

/** What was said of a contact, the address and the number as they are kept. */
export type SaidContact = {
  id?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};

/** Somebody who may be meant, and why. */
type Meant = Person & { because: Because };
/** Who is meant of those who are known. `because`: left out where an id was given. `isAll`: false where there may be more. */
export type ContactChoice =
  | { answer: 'same'; person: Person; because?: Because }
  | { answer: 'ask'; candidates: Meant[]; isAll: boolean }
  | { answer: 'new' };

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
  if (owner.answer === 'same') return owner;
  const inside = await chooseInside(ctx, search);
  const named = inside.answer === 'new' ? await chooseAnywhere(ctx, search) : inside;
  return owner.answer === 'ask' ? joinChoices(owner, named) : named;
}

/** Who is meant among those who work at the company. */
export async function chooseColleague(ctx: InCompany, said: SaidContact): Promise<ContactChoice> {
  return chooseInside(ctx, searchFor(ctx, said));
}

/** Who is looked for, by which keys. `compared`: those who were compared already, and who of them may be meant by the name. */
type Search = {
  facts: PersonFacts;
  keys: readonly string[];
  compared: Map<string, Placed | undefined>;
};

function searchFor(ctx: InCompany, said: SaidContact): Search {
  const facts = factsOfSaid(said, ctx);
  return { facts, keys: personLookupKeys(facts), compared: new Map() };
}

async function chooseInside(ctx: InCompany, search: Search): Promise<ContactChoice> {
  if (!ctx.company) return { answer: 'new' };
  const companyId = ctx.company.id;
  const all = await listEmployeeIds(ctx, { companyId, limit: LARGE_STAFF });
  // With few people it costs less to compare all of them.
  if (all.length <= MOST_COMPARED) return chooseAmong(ctx, search, all);
  const isLarge = all.length === LARGE_STAFF;
  return chooseByKeys(ctx, search, (keys) => findEmployedByKeys(ctx, { companyId, keys, isLarge }));
}

async function chooseAnywhere(ctx: InCompany, search: Search): Promise<ContactChoice> {
  const choice = await chooseByKeys(ctx, search, (keys) => findContacts(ctx, keys));
  return ctx.company ? choice : takeOnly(choice, search.facts);
}

/** Looks with all keys only where the telling ones find nobody who is certainly meant. */
async function chooseByKeys(
  ctx: InCompany,
  search: Search,
  find: (keys: readonly string[]) => Promise<string[]>,
): Promise<ContactChoice> {
  const telling = search.keys.filter((key) => TELLING.test(key));
  const certain = await chooseAmong(ctx, search, await find(telling));
  return isCertain(certain) ? certain : chooseAmong(ctx, search, await find(search.keys));
}

/** Where no company was said, part of a name is enough for the only one of all who has it. */
function takeOnly(choice: ContactChoice, facts: PersonFacts): ContactChoice {
  if (choice.answer !== 'ask' || !choice.isAll) return choice;
  const [only, ...others] = choice.candidates;
  if (!only || others.length > 0 || !isPartOf(facts, only.because)) return choice;
  const { because, ...person } = only;
  return { answer: 'same', person, because };
}

/** Whether all who may be meant are certainly called so: nobody whose name is only like it is then meant, but beside a further name. */
const isCertain = (choice: ContactChoice) =>
  choice.answer !== 'new' &&
  candidatesOf(choice).every(({ because }) => because.startsWith('same_') && because !== 'same_alias');

const findContacts = (ctx: InCompany, keys: readonly string[]) => findByKeys(ctx, { kind: 'contact', keys });

async function chooseAmong(ctx: InCompany, search: Search, ids: readonly string[]): Promise<ContactChoice> {
  const some = ids.slice(0, MOST_COMPARED);
  await compare(
    ctx,
    search,
    some.filter((id) => !search.compared.has(id)),
  );
  const choice = chooseOf(
    search.facts,
    some.flatMap((id) => search.compared.get(id) ?? []),
  );
  return choice.answer === 'ask' ? { ...choice, isAll: ids.length <= MOST_COMPARED } : choice;
}

/** Of most people the name says already that they are not meant: only of the others all is read. */
async function compare(ctx: InCompany, { facts, compared }: Search, ids: readonly string[]): Promise<void> {
  const known = await readContactsKnownBy(ctx, ids);
  const alike = known.filter((each) => comparePeople(facts, factsOfContact(each)).answer !== 'new');
  const belonging = await listBelonging(ctx, alike);
  const mayBe = alike.filter((each) => {
    const companyIds = belonging.get(each.id);
    return comparePeople(facts, { ...factsOfContact(each), companyIds }).answer !== 'new';
  });
  for (const id of ids) compared.set(id, undefined);
  for (const person of await readPeopleKnown(ctx, mayBe)) {
    const { id } = person.contact;
    compared.set(id, { person, companyIds: belonging.get(id) ?? [] });
  }
}

/** A person, and the ids of the companies where they are known to belong, in the eyes of whoever compares. */
type Placed = { person: Person; companyIds: readonly string[] };

/** By contact where they belong. Whoever works elsewhere, and has taken part in what was logged with the company, belongs there as well. */
async function listBelonging(
  ctx: InCompany,
  people: readonly ContactKnownBy[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const at = ctx.company?.id;
  const elsewhere = people.filter(
    ({ companyIds }) => companyIds.length > 0 && at && !companyIds.includes(at),
  );
  const ids = elsewhere.map(({ id }) => id);
  const met = at ? await listMetAbout(ctx, { companyId: at, ids }) : new Set();
  return new Map(
    people.map(({ id, companyIds }) => [id, at && met.has(id) ? [...companyIds, at] : companyIds]),
  );
}

function chooseOf(facts: PersonFacts, people: readonly Placed[]): ContactChoice {
  const known = people.map(({ person, companyIds }) => ({ ...factsOf(person), companyIds, person }));
  const choice = choosePerson(facts, known);
  if (choice.answer === 'new') return choice;
  if (choice.answer === 'ask') {
    const candidates = choice.candidates.map(({ one, because }) => ({ ...one.person, because }));
    return { answer: 'ask', candidates, isAll: true };
  }
  return { answer: 'same', person: choice.one.person, because: choice.because };
}

/** All who may be meant by either, those of the first one first. */
function joinChoices(first: ContactChoice, second: ContactChoice): ContactChoice {
  const candidates = new Map([first, second].flatMap(candidatesOf).map((each) => [each.contact.id, each]));
  const isAll = [first, second].every((each) => each.answer !== 'ask' || each.isAll);
  return { answer: 'ask', candidates: [...candidates.values()], isAll };
}

/** Those of a choice who may be meant, the likeliest first. */
export function candidatesOf(choice: ContactChoice): Meant[] {
  if (choice.answer === 'ask') return choice.candidates;
  return choice.answer === 'same' ? [{ ...choice.person, because: choice.because ?? 'same_name' }] : [];
}

const factsOf = ({ contact, ...known }: Person): PersonFacts => factsOfContact({ ...contact, ...known });

/** Companies are told apart by their ids: two may have one name. */
const factsOfSaid = ({ name, email, phone }: SaidContact, { company }: InCompany): PersonFacts => ({
  name,
  emails: given(email),
  phones: given(phone),
  companyIds: given(company?.id),
});

const given = (value: string | null | undefined): string[] => (value ? [value] : []);

import { notFound } from '../errors.ts';
import { readEmail } from '../names/addresses.ts';
import { choosePerson, isPartOf } from '../names/choose.ts';
import { goesWithDomain } from '../names/compare-companies.ts';
import { personLookupKeys } from '../names/lookup-keys.ts';
import type { PersonFacts } from '../names/person-facts.ts';
import type { Because } from '../names/verdict.ts';
import { type InCompany, listEmployeeIds, listMetAbout, type Person, readPeople } from './contact-queries.ts';
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

/** The kinds of lookup keys that all who are certainly meant share with what was said; the others find who may be meant. */
const TELLING = /^[etjog]:/;
const ADDRESS = /^e:/;

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
  const facts = factsOfSaid(said, ctx);
  const keys = personLookupKeys(facts);
  const addresses = keys.filter((key) => ADDRESS.test(key));
  const owner = await chooseAmong(ctx, { facts, ids: await findContacts(ctx, addresses) });
  if (owner.answer === 'same') return owner;
  const inside = await chooseInside(ctx, { facts, keys });
  const named = inside.answer === 'new' ? await chooseAnywhere(ctx, { facts, keys }) : inside;
  return owner.answer === 'ask' ? joinChoices(owner, named) : named;
}

/** Who is meant among those who work at the company. */
export async function chooseColleague(ctx: InCompany, said: SaidContact): Promise<ContactChoice> {
  const facts = factsOfSaid(said, ctx);
  return chooseInside(ctx, { facts, keys: personLookupKeys(facts) });
}

type Company = NonNullable<InCompany['company']>;
type Search = { facts: PersonFacts; keys: readonly string[] };

async function chooseInside(ctx: InCompany, { facts, keys }: Search): Promise<ContactChoice> {
  if (!ctx.company) return { answer: 'new' };
  const companyId = ctx.company.id;
  const all = await listEmployeeIds(ctx, { companyId, limit: MOST_COMPARED + 1 });
  // With few people it costs less to compare all of them.
  const ids = all.length > MOST_COMPARED ? await findEmployedByKeys(ctx, { companyId, keys }) : all;
  return chooseAmong(ctx, { facts, ids });
}

async function chooseAnywhere(ctx: InCompany, { facts, keys }: Search): Promise<ContactChoice> {
  const telling = keys.filter((key) => TELLING.test(key));
  const certain = await chooseAmong(ctx, { facts, ids: await findContacts(ctx, telling) });
  if (isCertain(certain)) return certain;
  const choice = await chooseAmong(ctx, { facts, ids: await findContacts(ctx, keys) });
  return ctx.company ? choice : takeOnly(choice, facts);
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

async function chooseAmong(
  ctx: InCompany,
  { facts, ids }: { facts: PersonFacts; ids: readonly string[] },
): Promise<ContactChoice> {
  const people = await readPeople(ctx, ids.slice(0, MOST_COMPARED));
  const choice = chooseOf(facts, await placePeople(ctx, people));
  return choice.answer === 'ask' ? { ...choice, isAll: ids.length <= MOST_COMPARED } : choice;
}

/** A person, and where they are known to belong, in the eyes of whoever compares. */
type Placed = { person: Person; employers: Person['employers'] };

/** Whoever works elsewhere, and has taken part in what was logged with the company, belongs there as well. */
async function placePeople(ctx: InCompany, people: readonly Person[]): Promise<Placed[]> {
  const { company } = ctx;
  const isElsewhere = ({ employers }: Person) =>
    employers.length > 0 && employers.every(({ id }) => id !== company?.id);
  const ids = people.filter(isElsewhere).map(({ contact }) => contact.id);
  const met = company ? await listMetAbout(ctx, { companyId: company.id, ids }) : undefined;
  return people.map((person) => {
    const { contact, employers } = person;
    const isThere = company && (met?.has(contact.id) || isReachedAt(company, person));
    return { person, employers: isThere ? [...employers, company] : employers };
  });
}

/** Whether somebody of whom the address alone is known has it at a company. */
function isReachedAt({ name, domain }: Company, { contact, employers }: Person): boolean {
  const host = employers.length === 0 ? readEmail(contact.name)?.domain : undefined;
  if (!host) return false;
  return domain ? host === domain : goesWithDomain(name, host);
}

function chooseOf(facts: PersonFacts, people: readonly Placed[]): ContactChoice {
  const known = people.map(({ person, employers }) => ({ ...factsOf({ ...person, employers }), person }));
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

/** Companies are told apart by their ids: two may have one name. */
function factsOf({ contact, employers, emails, phones, aliases }: Person): PersonFacts {
  return {
    name: contact.name,
    emails: [...given(contact.email), ...emails],
    phones: [...given(contact.phone), ...phones],
    companyIds: employers.map(({ id }) => id),
    aliases,
  };
}

const factsOfSaid = ({ name, email, phone }: SaidContact, { company }: InCompany): PersonFacts => ({
  // Who is said by the address alone is called by it.
  name: name ?? email,
  emails: given(email),
  phones: given(phone),
  companyIds: given(company?.id),
});

const given = (value: string | null | undefined): string[] => (value ? [value] : []);

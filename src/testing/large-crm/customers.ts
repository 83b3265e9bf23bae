import { contactKeys } from '../../crm/contacts.ts';
import { nameKeysOf } from '../../crm/name-keys.ts';
import { companyKeys } from '../../names/company-names.ts';
import type { Row } from '../../store/schema.ts';
import type { Dice } from '../dice.ts';
import { LANDMARKS } from './size.ts';
import { inventCompany, inventPerson, inventTitle } from './words.ts';
import { entryOf, type LargeRow, type World } from './world.ts';

const CHANGED_JOBS = 0.03;
const KNOWN_TIES = 0.05;

export type Company = Pick<Row<'companies'>, 'id' | 'name'> & { people: Person[] };
export type Person = Pick<Row<'contacts'>, 'id' | 'name'>;

/** Companies with the people who work there: three are known by name, the others have one to eight. */
export function* customerRows(world: World): Generator<LargeRow, Company[]> {
  const companies: Company[] = [];
  for (let at = 0; at < world.size.companies; at += 1) {
    const company = companyRow(world, at);
    companies.push({ id: company.id, name: company.name, people: [] });
    yield ['companies', company];
    for (const key of nameKeysOf({ table: 'companies', row: company })) yield ['nameKeys', key];
    yield entryOf('company', company, [company.name, company.domain]);
  }
  yield* peopleRows(world, companies);
  return companies;
}

function companyRow({ dice, newId, start, memberIds }: World, at: number): Row<'companies'> {
  const name = Object.values(LANDMARKS)[at]?.name ?? inventCompany(dice, at);
  const createdAt = start;
  return {
    id: newId(createdAt),
    name,
    ...companyKeys(name),
    domain: at % 3 === 0 ? `customer-${at}.example` : null,
    about: null,
    createdAt,
    createdBy: dice.pick(memberIds),
  };
}

function* peopleRows(world: World, companies: Company[]): Generator<LargeRow> {
  const { dice, newId, start, memberIds, size } = world;
  const employers = listEmployers(dice, { companies, contacts: size.contacts });
  let before: Person | undefined;
  for (const [at, company] of employers.entries()) {
    const name = inventPerson(dice);
    const createdBy = dice.pick(memberIds);
    const person: Row<'contacts'> = {
      id: newId(start),
      name,
      ...contactKeys(name),
      email: at % 2 === 0 ? `contact-${at}@customer.example` : null,
      phone: null,
      title: inventTitle(dice),
      about: null,
      createdAt: start,
      createdBy,
    };
    yield ['contacts', person];
    for (const key of nameKeysOf({ table: 'contacts', row: person })) yield ['nameKeys', key];
    yield entryOf('contact', person, [name, person.email, person.title]);
    const tie = (other: Partial<Row<'relationships'>>): LargeRow => [
      'relationships',
      {
        id: newId(start),
        kind: 'works_at',
        contactId: person.id,
        otherContactId: null,
        companyId: null,
        startedOn: null,
        endedOn: null,
        createdAt: start,
        createdBy,
        ...other,
      },
    ];
    yield tie({ companyId: company.id });
    if (dice.next() < CHANGED_JOBS) {
      yield tie({ companyId: dice.pick(companies).id, startedOn: '2019-01-01', endedOn: '2022-06-30' });
    }
    if (before && dice.next() < KNOWN_TIES) {
      yield tie({ kind: dice.pick(['knows', 'reports_to', 'introduced_by']), otherContactId: before.id });
    }
    company.people.push({ id: person.id, name });
    before = person;
  }
}

/** One employer for each contact. */
function listEmployers(
  { between }: Dice,
  { companies, contacts }: { companies: Company[]; contacts: number },
): Company[] {
  const employers: Company[] = [];
  const many = Object.values(LANDMARKS).length;
  for (const [at, { share, least }] of Object.values(LANDMARKS).entries()) {
    const company = companies[at];
    const count = Math.min(Math.max(least, Math.round(share * contacts)), contacts);
    if (company) employers.push(...Array<Company>(count).fill(company));
  }
  for (let at = many; employers.length < contacts; at = at + 1 < companies.length ? at + 1 : many) {
    const company = companies[at] as Company;
    employers.push(...Array<Company>(between(1, 8)).fill(company));
  }
  return employers.slice(0, contacts);
}

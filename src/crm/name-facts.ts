import { and, eq, isNull, sql } from 'drizzle-orm';
import type { System } from '../context.ts';
import { type CompanyFacts, compareCompanies } from '../names/compare-companies.ts';
import { comparePeople, type PersonFacts } from '../names/person-facts.ts';
import type { Verdict } from '../names/verdict.ts';
import { chunks } from '../store/chunks.ts';
import { isOneOf } from '../store/lists.ts';
import { prepared } from '../store/prepared-statements.ts';
import { factsOfCompany, factsOfContact, readCompaniesKnownBy, readContactsKnownBy } from './known-by.ts';
import type { CustomerKind } from './merged-ids.ts';

/** All that tells whether two are one. */
export type NameFacts = (CompanyFacts & { kind: 'company' }) | (PersonFacts & { kind: 'contact' });

const OTHER: Verdict = { answer: 'new', because: 'another_name' };

/** Whether two are one company or one person, as all that is known of them says. */
export function compareCustomers(one: NameFacts | undefined, other: NameFacts | undefined): Verdict {
  if (one?.kind === 'contact' && other?.kind === 'contact') return comparePeople(one, other);
  if (one?.kind === 'company' && other?.kind === 'company') return compareCompanies(one, other);
  return OTHER;
}

/** How many are read before other work has its turn. */
const READ_AT_ONCE = 250;

/** What is known of some companies or contacts by which two are told to be one, by id; nothing of what is not there. */
export async function readFacts(
  ctx: System,
  { kind, ids }: { kind: CustomerKind; ids: readonly string[] },
): Promise<Map<string, NameFacts>> {
  const facts = new Map<string, NameFacts>();
  for (const some of chunks(ids, READ_AT_ONCE)) {
    const read =
      kind === 'company' ? await readFactsOfCompanies(ctx, some) : await readFactsOfContacts(ctx, some);
    for (const [id, each] of read) facts.set(id, each);
  }
  return facts;
}

async function readFactsOfCompanies(ctx: System, ids: readonly string[]): Promise<[string, NameFacts][]> {
  const companies = await readCompaniesKnownBy(ctx, ids);
  return companies.map((company) => [company.id, { kind: 'company', ...factsOfCompany(company) }]);
}

async function readFactsOfContacts(ctx: System, ids: readonly string[]): Promise<[string, NameFacts][]> {
  const contacts = await readContactsKnownBy(ctx, ids);
  const employers = new Map<string, string[]>();
  for (const { contactId, name } of await selectEmployers(ctx, { ids: JSON.stringify(ids) }))
    employers.set(contactId, [...(employers.get(contactId) ?? []), name]);
  return contacts.map((contact) => {
    const companies = employers.get(contact.id) ?? [];
    return [contact.id, { kind: 'contact', ...factsOfContact(contact), companies }];
  });
}

/** A company that some contacts work at today, each once. */
const selectEmployers = prepared<{ ids: string }, { contactId: string; companyId: string; name: string }>(
  (db, { relationships, companies }, ctx) =>
    db
      .selectDistinct({ contactId: relationships.contactId, companyId: companies.id, name: companies.name })
      .from(relationships)
      .innerJoin(companies, eq(companies.id, relationships.companyId))
      .where(
        and(
          isOneOf(ctx, { value: relationships.contactId, of: sql.placeholder('ids') }),
          eq(relationships.kind, 'works_at'),
          isNull(relationships.endedOn),
        ),
      )
      .orderBy(companies.id),
);

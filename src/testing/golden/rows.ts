import { PREFERENCE } from '../../observer/observations/kinds/user-preference.ts';
import { PLACES, subjectIn } from '../../observer/observations/preferences.ts';
import type { GoldenWorkspace } from './golden-app.ts';
import type { Matcher, Noun, Rows } from './thread-file.ts';

type Row = Record<string, unknown>;

/** The rows golden threads speak of, with names in place of ids. */
export type View = { [Name in Noun]: Row[] };

/** Reads the tables as people would tell what is in them. */
export async function readView(workspace: GoldenWorkspace): Promise<View> {
  const read = async (table: string) => (await workspace.rows(table)).map((row) => row as Row);
  const companies = await read('companies');
  const contacts = await read('contacts');
  const members = await read('members');
  const taking = await read('interactionContacts');
  const relationships = await read('relationships');
  const furtherEmails = await read('contactEmails');
  const nameIn = (rows: Row[], id: unknown) => rows.find((row) => row.id === id)?.name ?? null;
  const employer = (id: unknown) =>
    relationships
      .filter((edge) => edge.kind === 'works_at' && edge.contactId === id && edge.endedOn === null)
      .map(({ companyId }) => nameIn(companies, companyId));
  return {
    companies: companies.map(({ name, domain, about }) => ({ name, domain, about })),
    contacts: contacts.map(({ id, name, email, phone, title, about }) => ({
      name,
      email,
      further_emails: furtherEmails.filter(({ contactId }) => contactId === id).map((row) => row.email),
      phone,
      title,
      about,
      company: employer(id),
    })),
    interactions: (await read('interactions')).map((row) => ({
      company: nameIn(companies, row.companyId),
      contacts: taking
        .filter(({ interactionId }) => interactionId === row.id)
        .map(({ contactId }) => nameIn(contacts, contactId)),
      occurred_on: row.occurredOn,
      member: nameIn(members, row.memberId),
      kind: row.kind,
      summary: row.summary,
      details: row.details,
      is_private: row.isPrivate,
    })),
    follow_ups: (await read('followUps')).map((row) => ({
      title: row.title,
      due_on: row.dueOn,
      due_time: row.dueTime,
      status: row.status,
      member: nameIn(members, row.memberId),
      assigned_by: nameIn(members, row.assignedBy),
      company: nameIn(companies, row.companyId),
      contact: nameIn(contacts, row.contactId),
    })),
    relationships: relationships.map((row) => ({
      kind: row.kind,
      contact: nameIn(contacts, row.contactId),
      other_contact: nameIn(contacts, row.otherContactId),
      company: nameIn(companies, row.companyId),
      ended: row.endedOn !== null,
    })),
    deals: (await read('deals')).map(
      ({ title, companyId, status, stage, amount, currency, reason, ownerId }) => ({
        title,
        company: nameIn(companies, companyId),
        ...{ status, stage, amount, currency, reason },
        member: nameIn(members, ownerId),
      }),
    ),
    report_runs: (await read('reportRuns')).map((row) => ({
      report: row.report,
      member: nameIn(members, row.memberId),
      params: row.params,
      outcome: row.outcome,
      rows: row.rows,
      audience: row.audience,
    })),
    schedules: (await read('schedules')).map((row) => ({
      report: row.report,
      member: nameIn(members, row.memberId),
      params: row.params,
      cadence: row.cadence,
      condition: row.condition,
      status: row.status,
    })),
    preferences: (await read('observations'))
      .filter(({ kind }) => kind === PREFERENCE)
      .map((row) => ({
        member: nameIn(members, row.memberId),
        value: row.valueKey,
        about: nameIn(companies, row.companyId) ?? PLACES.find((place) => subjectIn(place) === row.subject),
        status: row.status,
      })),
  };
}

/** Whether a row of the table fits the wanted one in every field that is named. */
export function hasRow(view: View, noun: Noun, wanted: Rows[Noun][number]): boolean {
  return view[noun].some((row) => Object.entries(wanted).every(([field, value]) => fits(value, row[field])));
}

function fits(wanted: unknown, actual: unknown): boolean {
  if (Array.isArray(actual)) {
    const all = Array.isArray(wanted) ? wanted : [wanted];
    return all.every((each) => actual.some((one) => fits(each, one)));
  }
  if (typeof actual === 'object' && typeof wanted === 'object' && actual && wanted) {
    return Object.entries(wanted).every(([key, each]) => fits(each, (actual as Row)[key]));
  }
  if (typeof actual !== 'string') return wanted === actual;
  return matches(wanted as Matcher, actual);
}

function matches(matcher: Matcher, text: string): boolean {
  const alternatives = Array.isArray(matcher) ? matcher : [matcher];
  return alternatives.some((each) => {
    const pattern = /^\/(.+)\/$/s.exec(each)?.[1];
    return pattern ? new RegExp(pattern, 'i').test(text) : each.toLowerCase() === text.toLowerCase();
  });
}

import type { Context } from '../context.ts';
import { saveCompany } from '../crm/company-changes.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { getCustomer as findCustomer, type GetCustomer } from '../crm/customers.ts';
import { RapportError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { CRM_TABLES, emptyTables, listRows } from './store-rows.ts';
import { createTeam, type Team } from './team.ts';

export type CrmDesk = {
  store: Store;
  team: Team;
  marta: Context;
  tom: Context;
  lead: Context;
  /** The content of all tables of the CRM, in no order, to be compared. */
  everything(): Promise<string>;
  rows(name: (typeof CRM_TABLES)[number] | 'changes'): Promise<object[]>;
  /** Forgets all customers. */
  clear(): Promise<void>;
};

/** Two members and a lead with an empty CRM. */
export async function openCrmDesk(store: Store): Promise<CrmDesk> {
  const team = createTeam(store);
  const rows: CrmDesk['rows'] = (name) => listRows(store, name);
  return {
    store,
    team,
    marta: await team.as('marta'),
    tom: await team.as('tom'),
    lead: await team.as('lea', { role: 'lead' }),
    rows,
    everything: async () => {
      const all = [];
      for (const name of CRM_TABLES) all.push((await rows(name)).map(withoutEntryId(name)).toSorted());
      return JSON.stringify(all);
    },
    clear: () => emptyTables(team.system, [...CRM_TABLES, 'changes']),
  };
}

/** Search entries and name keys get another number each time they are written. */
const withoutEntryId = (name: string) => (row: object) => {
  if (name !== 'searchEntries' && name !== 'nameKeys') return JSON.stringify(row);
  const { id: _, ...rest } = row as { id: unknown };
  return JSON.stringify(rest);
};

export const meeting = (company: string, ...contacts: string[]) => ({
  kind: 'meeting' as const,
  summary: 'Talked about the renewal.',
  company: { name: company },
  contacts: contacts.map((name) => ({ name })),
  // Tests log the same text more than once.
  again: true,
});

export async function getCustomer(ctx: Context, input: GetCustomer) {
  const found = await findCustomer(ctx, input);
  if (!found) throw new Error('There is no such customer.');
  return found;
}

/** The refusal of what is expected to be refused. */
export async function failure(work: Promise<unknown>): Promise<RapportError> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof RapportError) return error;
  throw error;
}

/** Adds companies and contacts as new ones, as somebody, and gives their ids. */
export const newCustomersOf = (ctx: Context) => ({
  company: async (name: string, more: { domain?: string; about?: string } = {}) =>
    (await saveCompany(ctx, { company: { name, is_new: true }, ...more })).company.id,
  contact: async (name: string, more: { email?: string; phone?: string; title?: string } = {}) =>
    (await saveContact(ctx, { contact: { name, is_new: true }, ...more })).contact.id,
});
export type NewCustomers = ReturnType<typeof newCustomersOf>;

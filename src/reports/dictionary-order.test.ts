import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { getCustomer } from '../crm/customers.ts';
import { logInteraction } from '../crm/interactions.ts';
import { suggestNames } from '../crm/look-up.ts';
import { listColleagues, listMembers } from '../crm/members.ts';
import { compareInOrder } from '../names/sort-order.ts';
import type { Store } from '../store/store.ts';
import { readNameCases } from '../testing/name-cases.ts';
import { openTestReports } from '../testing/open-reports.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { runReport } from './run-report.ts';

/** Names in an order that is neither that of a dictionary nor that of their bytes. */
const NAMES = [...readNameCases().order, 'Store 12', 'Store 9', 'Ørsted', 'ostrich', 'Ångström'].toSorted(
  (one, other) => one.length - other.length || (one < other ? 1 : -1),
);
const IN_ORDER = NAMES.toSorted(compareInOrder);
/** Whose names are of Latin letters: members have no key of their own. */
const COLLEAGUES = ['Zoe', 'anna', 'Émile', 'Łukasz', 'Eva'];

describe.each(Object.entries(DIALECTS))('names are listed in the order of a dictionary on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let marta: Context;
  let reports: Awaited<ReturnType<typeof openTestReports>>;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    marta = await team.as('marta', { role: 'admin' });
    for (const name of NAMES)
      await logInteraction(marta, {
        kind: 'call',
        summary: 'Hello.',
        occurred_on: '2026-11-20',
        company: { name, is_new: true },
        contacts: [{ name, is_new: true }],
      });
    for (const name of NAMES)
      await logInteraction(marta, {
        kind: 'call',
        summary: 'Hello.',
        occurred_on: '2026-11-20',
        company: { name: 'Quarry', is_new: name === NAMES[0] },
        contacts: [{ name: `${name} Klein`, is_new: true }],
      });
    for (const name of COLLEAGUES)
      await logInteraction(await team.as(name), {
        kind: 'note',
        summary: 'Hello.',
        occurred_on: '2026-11-20',
        company: { name: 'Quarry' },
      });
    reports = await openTestReports(team.system);
  });
  afterAll(async () => {
    await reports.close();
    await store.close();
  });

  const column = async (name: string, of: string, given: Record<string, unknown> = {}) => {
    const { columns, rows } = await runReport({ ...marta, reports }, { name, given, source: 'operator' });
    const at = columns.findIndex((each) => each.name === of);
    return rows.map((row) => String(row[at]));
  };
  const among = (names: readonly string[], wanted: readonly string[]) =>
    names.filter((name) => wanted.includes(name));
  const KLEINS = IN_ORDER.map((name) => `${name} Klein`);

  test.each([
    ['interactions-by-company', 'company', IN_ORDER, {}],
    ['company-momentum', 'company', IN_ORDER, {}],
    ['my-customers', 'company', IN_ORDER, {}],
    ['customers-by-member', 'company', IN_ORDER, {}],
    ['quiet-customers', 'company', IN_ORDER, { days: 1, never: true }],
    ['contact-list', 'company', IN_ORDER, {}],
    ['contact-list', 'contact', KLEINS, { company: 'Quarry' }],
    ['who-knows-whom', 'contact', KLEINS, { company: 'Quarry' }],
    ['top-contacts', 'contact', KLEINS, { company: 'Quarry', top: 100 }],
    ['new-contacts', 'contact', KLEINS, { period: 'this-month' }],
    ['weekly-interactions', 'member', COLLEAGUES.toSorted(compareInOrder), {}],
    ['team-activity', 'member', COLLEAGUES.toSorted(compareInOrder), {}],
  ] as const)('by %s, column %s', async (name, of, wanted, given) => {
    expect(among(await column(name, of, given), wanted)).toEqual(wanted);
  });

  test('where somebody chooses one, or asks who works there', async () => {
    const all = await suggestNames(marta, { noun: 'company', typed: '', limit: 100 });
    expect(all.map(({ name }) => name)).toEqual([...IN_ORDER, 'Quarry'].toSorted(compareInOrder));
    const some = await suggestNames(marta, { noun: 'company', typed: 'st', limit: 100 });
    expect(some.map(({ name }) => name)).toEqual(['Store 9', 'Store 12']);
    const [first] = await suggestNames(marta, { noun: 'contact', typed: 'klein', limit: 100 });
    expect(first?.name).toBe(KLEINS[0]);
    const quarry = await getCustomer(marta, { company: { name: 'Quarry' } });
    expect(quarry?.people?.map(({ name }) => name)).toEqual(KLEINS);
  });

  test('colleagues, too', async () => {
    const wanted = COLLEAGUES.toSorted(compareInOrder);
    expect(await listColleagues(marta, { limit: 4 })).toEqual(wanted.slice(0, 4));
    expect(
      among(
        (await listMembers(marta)).map(({ name }) => name),
        COLLEAGUES,
      ),
    ).toEqual(wanted);
  });
});

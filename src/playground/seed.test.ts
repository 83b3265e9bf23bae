import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';
import { seedCustomers } from './seed.ts';

let store: Store;
beforeEach(async () => {
  store = await temporarySqlite();
});
afterEach(() => store.close());

const seed = (now = NOW) => seedCustomers(createTeam(store, { clock: fixedClock(now) }).system);

test('an empty database gets customers with people, history, promises and connections', async () => {
  expect(await seed()).toBe(true);
  const count = (name: 'companies' | 'contacts' | 'interactions' | 'changes' | 'members') =>
    store.read.$count(store.tables[name]);
  expect(await count('members')).toBe(5);
  expect(await count('companies')).toBe(8);
  expect(await count('contacts')).toBe(15);
  expect(await count('interactions')).toBeGreaterThanOrEqual(35);
  expect(await count('changes')).toBeGreaterThan(40);
  const contacts = await store.read.select().from(store.tables.contacts);
  expect(contacts.filter(({ name }) => name.startsWith('Sofia '))).toHaveLength(2);
  expect(contacts.filter(({ email, title }) => !email || !title)).toEqual([]);
  const companies = await store.read.select().from(store.tables.companies);
  expect(companies.filter(({ about, domain }) => !about || !domain)).toEqual([]);
  const { relationships } = store.tables;
  const kinds = await store.read.select().from(relationships);
  expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(5);
});

test.each(['2026-11-23', '2026-11-27', '2026-11-28', '2026-11-29'])(
  'history lies in the ten weeks before %s, and promises are late, due and to come',
  async (today) => {
    await seed(new Date(`${today}T23:30:00Z`));
    const { interactions, followUps } = store.tables;
    const days = (await store.read.select().from(interactions)).map(({ occurredOn }) => occurredOn);
    expect(days.every((day) => day > addDays(today, -75) && day < today)).toBe(true);
    expect(days.every((day) => ![0, 6].includes(new Date(day).getUTCDay()))).toBe(true);
    const all = await store.read.select().from(followUps);
    const open = all.filter(({ status }) => status === 'open').map(({ dueOn }) => dueOn ?? '');
    expect(open.filter((day) => day < today).length).toBeGreaterThanOrEqual(2);
    expect(open.filter((day) => day > today).length).toBeGreaterThanOrEqual(4);
    const done = all.filter(({ status }) => status === 'done');
    expect(done.length).toBeGreaterThanOrEqual(8);
    expect(done.every(({ createdAt, completedAt }) => completedAt && createdAt < completedAt)).toBe(true);
  },
);

test('a database that knows a company is left alone', async () => {
  await seed();
  const before = await store.read.select().from(store.tables.changes);
  expect(await seed()).toBe(false);
  expect(await store.read.select().from(store.tables.changes)).toEqual(before);
});

test('the same day gives the same customers', async () => {
  const told = async (from: Store) =>
    (await from.read.select().from(from.tables.interactions)).map(({ occurredOn, summary, createdAt }) => ({
      occurredOn,
      summary,
      createdAt,
    }));
  const other = await temporarySqlite();
  await seed();
  await seedCustomers(createTeam(other).system);
  expect(await told(other)).toEqual(await told(store));
  await other.close();
});

test('one interaction is private, and the lead has the role of a lead', async () => {
  await seed();
  const { interactions, members } = store.tables;
  const hidden = await store.read.select().from(interactions).where(eq(interactions.isPrivate, true));
  const leads = await store.read.select().from(members).where(eq(members.role, 'lead'));
  expect(leads.map(({ name }) => name)).toEqual(['Daniel Okafor']);
  expect(hidden.map(({ memberId }) => memberId)).toEqual(leads.map(({ id }) => id));
});

test('nothing resembles the company and the person of the first example', async () => {
  await seed();
  const names = [
    ...(await store.read.select().from(store.tables.companies)),
    ...(await store.read.select().from(store.tables.contacts)),
  ].map(({ name }) => name);
  expect(names.filter((name) => /^(?:ac|an)|lopes/i.test(name))).toEqual([]);
});

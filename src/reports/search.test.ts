import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Role } from '../context.ts';
import { lookUpFor } from '../crm/look-up.ts';
import type { Store } from '../store/store.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { openReports } from './reports.ts';
import { buildSearchIndex } from './search.ts';

let store: Store;
let reports: Awaited<ReturnType<typeof openReports>>;

beforeAll(async () => {
  store = await temporarySqlite();
  const folder = join(import.meta.dirname, '../../reports');
  reports = await openReports(createTeam(store).system, { folder, lookUp: lookUpFor });
});

afterAll(async () => {
  await reports.close();
  await store.close();
});

const found = (query: string, role: Role = 'admin') =>
  reports.catalog.search(query, role).map(({ definition }) => definition.name);

test.each([
  ['follow-ups-due', 'follow-ups-due'],
  ['weekly interactions', 'weekly-interactions'],
  ['who knows whom', 'who-knows-whom'],
  ['what happened with Acme so far?', 'company-timeline'],
  ['introductions', 'introductions'],
  ['INTRODUCTION', 'introductions'],
  ['Jöb chänges!', 'job-changes'],
  ['which customers have gone quiet', 'quiet-customers'],
])('%j is answered by %s, or by one other before it', (query, name) => {
  expect(found(query).slice(0, 2)).toContain(name);
});

test('an odd query finds next to nothing, and does no harm', () => {
  const signs = ['', ' ', 'the a of', '?!', "'", '%', '_', '*', '(', '[[', '\u0000', '\ud83d'];
  for (const query of [...signs, '__proto__', 'constructor', 'zzzzzz', 'x'.repeat(100_000)]) {
    expect(found(query).length, query.slice(0, 20)).toBeLessThanOrEqual(1);
  }
});

test('each finds the reports of their role and no others', () => {
  const words = 'interactions team follow ups customers overdue members contacts week month';
  for (const role of ['member', 'lead', 'admin'] as const) {
    const names = found(words, role);
    expect(names.length).toBeGreaterThan(0);
    for (const { definition } of reports.catalog.search(words, role))
      expect(definition.roles).toContain(role);
    expect(
      names.every((name) => reports.catalog.list(role).some(({ definition }) => definition.name === name)),
    ).toBe(true);
  }
  expect(found('weekly-interactions', 'lead')).toContain('weekly-interactions');
  expect(found('weekly-interactions', 'member')).not.toContain('weekly-interactions');
});

test('an unknown name is answered with names like it, of one’s role', () => {
  expect(() => reports.catalog.get('weekly-interaction', 'lead')).toThrow(
    /^I know no report “weekly-interaction”. Did you mean weekly-interactions/,
  );
  expect(() => reports.catalog.get('weekly-interaction', 'member')).toThrow(
    expect.objectContaining({ candidates: expect.not.arrayContaining(['weekly-interactions']) }),
  );
});

const searchable = (name: string, title: string, description = 'x', examples: string[] = []) => ({
  name,
  title,
  description,
  examples,
});

test('a word counts more in the name than in the title, the examples and the description', () => {
  const index = buildSearchIndex([
    searchable('a', 'x', 'all about revenue'),
    searchable('b', 'x', 'x', ['what is our revenue?']),
    searchable('c', 'Revenue'),
    searchable('revenue', 'x'),
  ]);
  expect(index.search('revenue')).toEqual(['revenue', 'c', 'b', 'a']);
});

test('a rare word counts more than a common one, a whole word more than its beginning', () => {
  const index = buildSearchIndex([
    searchable('a', 'Customers by month'),
    searchable('b', 'Customers by week'),
    searchable('c', 'Customers in Lisbon'),
    searchable('d', 'Lisbonne'),
  ]);
  expect(index.search('customers lisbon')[0]).toBe('c');
  expect(index.search('lisbon')).toEqual(['c', 'd']);
  expect(index.search('customer')).toEqual(['a', 'b', 'c']);
});

test('singular and plural are one', () => {
  const index = buildSearchIndex([
    searchable('a', 'Companies'),
    searchable('b', 'Company'),
    searchable('c', 'Class'),
  ]);
  expect(index.search('companies')).toEqual(['a', 'b']);
  expect(index.search('company')).toEqual(['a', 'b']);
  expect(index.search('class')).toEqual(['c']);
});

test('ten thousand reports are searched in a moment', () => {
  const many = Array.from({ length: 10_000 }, (_, at) =>
    searchable(`report-${at}`, `Title ${at} of things`, 'About customers.', ['how many?']),
  );
  const index = buildSearchIndex(many);
  const began = Date.now();
  expect(index.search('report-777 title')[0]).toBe('report-777');
  expect(index.search(`${'customers '.repeat(2_000)} things`)).toHaveLength(10_000);
  expect(Date.now() - began).toBeLessThan(3_000);
});

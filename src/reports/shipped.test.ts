import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookUpFor } from '../crm/look-up.ts';
import type { Store } from '../store/store.ts';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { runReportTest } from '../testing/report-tests.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { openReports } from './reports.ts';

const FOLDER = join(import.meta.dirname, '../../reports');

describe.each(Object.entries(DIALECTS))('the shipped reports on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let reports: Awaited<ReturnType<typeof openReports>>;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    await seedReportFixture(team);
    reports = await openReports(team.system, { folder: FOLDER, lookUp: lookUpFor });
  });

  afterAll(async () => {
    await reports.close();
    await store.close();
  });

  test('none is broken, and there are at least twelve', () => {
    expect(reports.catalog.broken()).toEqual([]);
    expect(reports.catalog.all().length).toBeGreaterThanOrEqual(12);
  });

  test('each has tests of its own, and they hold', async () => {
    const differences: string[] = [];
    for (const { definition } of reports.catalog.all()) {
      if (definition.tests.length === 0) differences.push(`${definition.name} has no tests`);
      for (const [at, each] of definition.tests.entries()) {
        const found = await runReportTest({ ...team, reports }, { name: definition.name, test: each });
        differences.push(...found.map((words) => `${definition.name}, test ${at + 1}: ${words}`));
      }
    }
    expect(differences).toEqual([]);
  });
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { judgeMetricsHere } from '../../testing/judge-here.ts';
import { runMetricTest } from '../../testing/metric-tests.ts';
import { openTestReports } from '../../testing/open-reports.ts';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import type { Reports } from '../reports.ts';

const FOLDER = join(import.meta.dirname, '../../../reports');

describe.each(Object.entries(DIALECTS))('the shipped metrics on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let reports: Reports & { close(): Promise<void> };

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    await seedReportFixture(team);
    reports = await openTestReports(team.system, {
      folder: FOLDER,
      judgeMetrics: judgeMetricsHere,
      cachePath: undefined,
    });
  });

  afterAll(async () => {
    await reports.close();
    await store.close();
  });

  test('none is broken, and there are five', () => {
    expect(reports.metrics.broken()).toEqual([]);
    expect(reports.metrics.all().map(({ definition }) => definition.name)).toEqual([
      'contacts',
      'deal-changes',
      'deals',
      'follow-ups',
      'interactions',
    ]);
  });

  test('each has tests of its own, and they hold', async () => {
    const differences: string[] = [];
    for (const { definition } of reports.metrics.all()) {
      if (definition.tests.length === 0) differences.push(`${definition.name} has no tests`);
      for (const [at, each] of definition.tests.entries()) {
        const found = await runMetricTest({ ...team, reports }, { metric: definition.name, test: each });
        differences.push(...found.map((words) => `${definition.name}, test ${at + 1}: ${words}`));
      }
    }
    expect(differences).toEqual([]);
  });
});

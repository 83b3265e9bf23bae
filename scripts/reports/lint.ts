import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CrmSettings } from '../../src/crm-settings.ts';
import { openCrmFile } from '../../src/reports/crm-file.ts';
import { adviseOn } from '../../src/reports/lint-text.ts';
import { adviseOnMetric } from '../../src/reports/metrics/metric-differences.ts';
import type { Reports } from '../../src/reports/reports.ts';
import type { BrokenFile } from '../../src/reports/watched-folder.ts';
import { openStore } from '../../src/store/open.ts';
import { runMetricTest } from '../../src/testing/metric-tests.ts';
import { seedReportFixture } from '../../src/testing/report-fixture.ts';
import { runReportTest } from '../../src/testing/report-tests.ts';
import { createTeam, type Team } from '../../src/testing/team.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { withReports } from '../command/system.ts';

/** Holds the files to all rules on an empty database, and runs the tests in them on sample data. */
export async function lint(folder: string, crmFile: string): Promise<number> {
  const scratch = temporaryFolder();
  const store = await openStore(
    { kind: 'sqlite', path: join(scratch.path, 'lint.db') },
    { schema: 'migrate' },
  );
  try {
    const team = createTeam(store);
    await seedReportFixture(team);
    const { settings: crm } = await openCrmFile({ path: crmFile, ...team.system });
    return await withReports({ ...team.system, crm }, folder, async (reports) => {
      const { tests, failures } = await runTests(team, reports);
      const broken = [...reports.catalog.broken(), ...reports.metrics.broken()];
      printBroken(broken);
      for (const failure of failures) console.log(failure);
      printAdvice(folder, reports);
      printMetricAdvice(folder, { reports, crm: crm() });
      const good = { reports: reports.catalog.all().length, metrics: reports.metrics.all().length };
      const of = { reports: countFiles(folder), metrics: countFiles(join(folder, 'metrics')) };
      console.log(
        `${good.reports} of ${of.reports} reports and ${good.metrics} of ${of.metrics} metrics are good; ${tests - failures.length} of ${tests} tests hold.`,
      );
      return broken.length + failures.length === 0 ? 0 : 1;
    });
  } finally {
    await store.close();
    scratch.remove();
  }
}

/** Tells what good files do otherwise on the other engine. */
function printAdvice(folder: string, { catalog }: Reports): void {
  for (const { definition } of catalog.all()) {
    const fileName = `${definition.name}.yaml`;
    const text = readFileSync(join(folder, fileName), 'utf8');
    for (const { line, reason } of adviseOn({ text, fileName }))
      console.log(`${fileName}:${line}: the engines differ: ${reason}`);
  }
}

function printMetricAdvice(
  folder: string,
  { reports: { metrics }, crm }: { reports: Reports; crm: CrmSettings },
): void {
  for (const { definition } of metrics.all()) {
    const fileName = `${definition.name}.yaml`;
    const text = readFileSync(join(folder, 'metrics', fileName), 'utf8');
    for (const { line, reason } of adviseOnMetric({ text, fileName, crm }))
      console.log(`metrics/${fileName}:${line}: the engines differ: ${reason}`);
  }
}

async function runTests(team: Team, reports: Reports): Promise<{ tests: number; failures: string[] }> {
  const failures: string[] = [];
  let tests = 0;
  for (const { definition } of reports.catalog.all()) {
    for (const [at, test] of definition.tests.entries()) {
      tests += 1;
      const found = await runReportTest({ ...team, reports }, { name: definition.name, test });
      failures.push(...found.map((words) => `${definition.name}.yaml: test ${at + 1}: ${words}`));
    }
  }
  for (const { definition } of reports.metrics.all()) {
    for (const [at, test] of definition.tests.entries()) {
      tests += 1;
      const found = await runMetricTest({ ...team, reports }, { metric: definition.name, test });
      failures.push(...found.map((words) => `metrics/${definition.name}.yaml: test ${at + 1}: ${words}`));
    }
  }
  return { tests, failures };
}

const countFiles = (folder: string): number =>
  existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).length : 0;

export function printBroken(broken: readonly BrokenFile[]): void {
  for (const { file, problems } of broken) {
    for (const { line, reason } of problems) console.log(`${file}:${line}: ${reason}`);
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedReportFixture } from '../testing/report-fixture.ts';
import { openReportFolder, type ReportFolder } from '../testing/report-folder.ts';
import { runReportTest } from '../testing/report-tests.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { knownKeys, reportFileSchema } from './file-schema.ts';
import { adviseOn, judgeText } from './lint-text.ts';
import { newReportText } from './new-report.ts';

const FOLDER = join(import.meta.dirname, '../../reports');

let team: Team;
let folder: ReportFolder;
beforeAll(async () => {
  team = createTeam(await temporarySqlite());
  await seedReportFixture(team);
  folder = await openReportFolder(team, []);
});
afterAll(async () => {
  await folder.close();
  await team.system.store.close();
});

test('the file of a new report keeps all rules, and its tests hold', async () => {
  folder.write('visits-by-company.yaml', newReportText('visits-by-company'));
  await folder.reports.catalog.refresh();
  expect(folder.reports.catalog.broken()).toEqual([]);
  const { definition } = folder.reports.catalog.get('visits-by-company', 'member');
  expect(definition.title).toBe('Visits by company');
  expect(definition.tests).toHaveLength(2);
  for (const each of definition.tests)
    expect(
      await runReportTest({ ...team, reports: folder.reports }, { name: definition.name, test: each }),
    ).toEqual([]);
  const text = newReportText('visits-by-company');
  expect(adviseOn({ text, fileName: 'visits-by-company.yaml' })).toEqual([]);
});

test.each(['', 'Visits', '../visits', 'list', 'a'.repeat(60), 'a b'])('no file is made for “%s”', (name) => {
  expect(() => newReportText(name)).toThrow(/kebab-case/);
});

test('reports/schema.json is what the code makes: “npm run reports -- schema” writes it anew', () => {
  expect(JSON.parse(readFileSync(join(FOLDER, 'schema.json'), 'utf8'))).toEqual(reportFileSchema());
});

test('each shipped file names the schema, so that editors check it', () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
  for (const name of files)
    expect(readFileSync(join(FOLDER, name), 'utf8'), name).toMatch(
      /^# yaml-language-server: \$schema=schema\.json\n/,
    );
});

test('the keys of a file are known by their place', () => {
  expect(knownKeys([])).toEqual(expect.arrayContaining(['title', 'columns', 'span', 'sql']));
  expect(knownKeys(['columns', 'week'])).toEqual(
    expect.arrayContaining(['label', 'adds_up', 'moves', 'key']),
  );
  expect(knownKeys(['params', 'kind'])).toEqual(expect.arrayContaining(['type', 'values', 'max_length']));
  expect(knownKeys(['params', 'kinds', 'of'])).toEqual(expect.arrayContaining(['type', 'values']));
  expect(knownKeys(['tests', 0, 'expect'])).toEqual(['rows', 'columns', 'first', 'refused']);
  expect(knownKeys(['__proto__', 'constructor'])).toEqual([]);
});

const GOOD = newReportText('good');
test.each<[string, string, RegExp]>([
  ['examples:', 'exampels:', /unknown key “exampels” \(did you mean “examples”\?\)/],
  [
    'format: integer',
    'fromat: integer',
    /columns\.interactions: unknown key “fromat” \(did you mean “format”\?\)/,
  ],
  ['format: integer', 'format: interger', /\(did you mean “integer”\?\)/],
  ['expect: { rows: 0 }', 'expect: { row: 0 }', /unknown key “row” \(did you mean “rows”\?\)/],
  ['y: interactions', 'y: interaction', /no column “interaction” \(did you mean “interactions”\?\)/],
  ['span: period', 'span: perod', /no param “perod” of type period \(did you mean “period”\?\)/],
  ['span: period\n', '', /compare: needs span/],
  ['key: company_id', 'key: interactions', /“interactions” is shown already/],
  ['format: integer', 'format: integer, key: company_id', /only a name \(format text\) has a key/],
  ['from interactions\n', 'from interaction\n', /no view “interaction” \(did you mean “interactions”\?\)/],
  [
    'max(occurred_on)',
    'maxx(occurred_on)',
    /the function maxx\(\) is not on the list \(did you mean “max”\?\)/,
  ],
  ['kind = :kind ]]', 'kind = :kinds ]]', /:kinds is not declared \(did you mean “kind”\?\)/],
])('of %s written as %s the lint says what was meant', (right, wrong, reason) => {
  const judged = judgeText({ text: GOOD.replace(right, wrong), fileName: 'good.yaml' });
  expect('problems' in judged ? judged.problems.map((each) => each.reason).join('\n') : '').toMatch(reason);
});

test('of a misspelled column of a view the lint says what was meant', async () => {
  folder.write('good.yaml', GOOD.replace('max(occurred_on)', 'max(ocurred_on)'));
  await folder.reports.catalog.refresh();
  const [broken] = folder.reports.catalog.broken();
  expect(broken?.problems[0]?.reason).toMatch(/ocurred_on.*\(did you mean “occurred_on”\?\)/);
});

import { expect, test } from 'vitest';
import { AMBIENT } from './house.ts';
import {
  findCircles,
  findIdleOwners,
  findIntruders,
  findLongFiles,
  findStrayPackages,
  findUnknownRooms,
  findUnreadable,
  findWords,
  findWrongRooms,
} from './rules.ts';
import { parseSource } from './sources.ts';

/** Files that import these, in the way that is said. */
function filesThat(
  imports: Record<string, readonly string[]>,
  importing = (it: string) => `import '${it}';`,
) {
  return Object.entries(imports).map(([path, targets]) =>
    parseSource(path, targets.map(importing).join('\n')),
  );
}

test.each([
  ['a value', (it: string) => `import { run } from '${it}';`],
  ['a type', (it: string) => `import type { Run } from '${it}';`],
  ['over several lines', (it: string) => `import {\n  run,\n} from '${it}';`],
  ['what it hands on', (it: string) => `export { run } from '${it}';`],
  ['for its effects', (it: string) => `import '${it}';`],
  ['when it is needed', (it: string) => `const { run } = await import('${it}');`],
  ['as the type of a module', (it: string) => `type Runs = typeof import('${it}');`],
])('an import is seen: %s', (_, importing) => {
  const targets = ['../store/open.ts', '@slack/web-api', 'drizzle-orm/pglite', 'node:fs'];
  const [source] = filesThat({ 'src/crm/deals.ts': targets }, importing);
  expect(source?.files).toEqual(['src/store/open.ts']);
  expect(source?.packages).toEqual(['@slack/web-api', 'drizzle-orm']);
});

test('a room that imports what is not open to it is found', () => {
  const sources = filesThat({
    'src/crm/deals.ts': ['../store/open.ts', './contacts.ts', '../clock.ts', '../slack/app.ts'],
    'src/clock.ts': ['./store/open.ts'],
    'src/start.ts': ['./slack/app.ts', './testing/team.ts'],
    'scripts/doctor.ts': ['../src/slack/app.ts'],
    'src/cellar/wine.ts': ['../store/open.ts'],
  });
  expect(findWrongRooms(sources, { crm: ['store'], 'src/start.ts': ['slack'], scripts: ['slack'] })).toEqual([
    'src/crm/deals.ts imports src/slack/app.ts',
    'src/clock.ts imports src/store/open.ts',
    'src/start.ts imports src/testing/team.ts',
    'src/cellar/wine.ts imports src/store/open.ts',
  ]);
});

test('a room that the table does not know is found, and a name that nothing has', () => {
  const sources = filesThat({ 'src/crm/deals.ts': [], 'src/cellar/wine.ts': [], 'src/start.ts': [] });
  const mayImport = { '': [], 'src/start.ts': ['crm'], crm: ['attic'], 'src/stop.ts': [] };
  expect(findUnknownRooms(sources, mayImport)).toEqual([
    'cellar is not in the table',
    'there is no src/stop.ts',
    'there is no attic',
  ]);
});

test('somebody who imports what is kept for others is found', () => {
  const sources = filesThat({
    'src/testing/team.ts': ['./files.ts'],
    'scripts/eval.ts': ['../src/testing/team.ts'],
    'scripts/erase.ts': ['../src/testing/team.ts', './eval.ts'],
    'src/crm/deals.ts': ['../testing/team.ts', '../main.ts', '../../scripts/erase.ts'],
  });
  const keptFor = { 'src/main.ts': [], 'src/testing': ['scripts/eval.ts'], scripts: [] };
  expect(findIntruders(sources, keptFor)).toEqual([
    'src/crm/deals.ts imports src/main.ts',
    'scripts/erase.ts imports src/testing/team.ts',
    'src/crm/deals.ts imports src/testing/team.ts',
    'src/crm/deals.ts imports scripts/erase.ts',
  ]);
});

test('an import that a tool would have to complete is found', () => {
  const imports = {
    'src/crm/deals.ts': ['./a.js', './b', './c.tsx', './d.ts', './e.json'],
    'src/web/page.tsx': ['./c.tsx'],
  };
  expect(findUnreadable(filesThat(imports), ['src/web'])).toEqual([
    'src/crm/deals.ts imports src/crm/a.js',
    'src/crm/deals.ts imports src/crm/b',
    'src/crm/deals.ts imports src/crm/c.tsx',
  ]);
});

test('a package in the hands of others than its owners is found, and an owner that does not use it', () => {
  const sources = filesThat({
    'src/reports/load.ts': ['yaml'],
    'src/delivery/cadence.ts': ['croner'],
    'src/delivery/schedules.ts': ['croner', 'node:fs'],
    'src/testing/team.ts': ['leftpad'],
  });
  const owners = { yaml: ['src/reports', 'scripts'], croner: ['src/delivery/cadence.ts'] };
  expect(findStrayPackages(sources, owners)).toEqual([
    'src/delivery/schedules.ts imports croner',
    'src/testing/team.ts imports leftpad',
  ]);
  expect(findIdleOwners(sources, owners)).toEqual(['scripts does not import yaml']);
});

test('circles are found, each of them once', () => {
  const sources = filesThat({
    'src/a.ts': ['./b.ts'],
    'src/b.ts': ['./c.ts', './d.ts', './style.css'],
    'src/c.ts': ['./a.ts'],
    'src/d.ts': ['./e.ts'],
    'src/e.ts': ['./d.ts'],
    'src/f.ts': ['./a.ts'],
  });
  expect(findCircles(sources)).toEqual([
    ['src/a.ts', 'src/b.ts', 'src/c.ts'],
    ['src/d.ts', 'src/e.ts'],
  ]);
});

test('a file with one line too many is found', () => {
  const lines = (count: number) => 'line\n'.repeat(count);
  const sources = [parseSource('src/a.ts', lines(3)), parseSource('src/b.test.ts', lines(4))];
  expect(findLongFiles(sources, 3)).toEqual(['src/b.test.ts']);
});

test.each([
  ['reads the environment', 'const { PORT } = process.env;', 'process.env'],
  ['ends the process', 'process.exit(1);', 'process.exit'],
  ['tells the time or waits but by the clock', 'const at = new Date();', 'new Date()'],
  ['tells the time or waits but by the clock', 'const at = Date.now();', 'Date.now'],
  ['tells the time or waits but by the clock', 'setTimeout(run, 10);', 'setTimeout('],
  ['tells the time or waits but by the clock', 'performance.now();', 'performance.now'],
  ['tells the time or waits but by the clock', 'process.hrtime();', 'process.hrtime'],
  ['tells the time or waits but by the clock', 'AbortSignal.timeout(1);', 'AbortSignal.timeout'],
  ['tells the time or waits but by the clock', "import 'node:timers/promises';", "'node:timers"],
])('a file that %s is found: %s', (name, text, found) => {
  const { words = [], allowed = [] } = AMBIENT[name] ?? {};
  const sources = [...allowed, 'src/crm/deals.ts'].map((path) => parseSource(path, text));
  expect(findWords(sources, { words, allowed })).toEqual([`src/crm/deals.ts: ${found}`]);
});

test('words of a clock that was handed in, or of an instant that is known, are no offence', () => {
  const rules = Object.values(AMBIENT);
  const fine = parseSource('src/crm/deals.ts', 'clock.setTimeout(run, 10); new Date(at); clock.now();');
  expect(rules.flatMap((rule) => findWords([fine], rule))).toEqual([]);
});

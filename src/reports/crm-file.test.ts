import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { DEFAULT_CRM } from '../crm-settings.ts';
import { createLog } from '../log.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type CrmFile, describeBroken, openCrmFile } from './crm-file.ts';
import { judgeCrm } from './crm-text.ts';

let home: ReturnType<typeof temporaryFolder>;
let path: string;
let goodPath: string;
const opened: CrmFile[] = [];
beforeEach(() => {
  home = temporaryFolder();
  path = join(home.path, 'crm.yaml');
  goodPath = join(home.path, 'data', 'crm.yaml.good');
});
afterEach(() => {
  for (const file of opened.splice(0)) file.stop();
  home.remove();
});

async function open(options: Partial<Parameters<typeof openCrmFile>[0]> = {}): Promise<CrmFile> {
  const file = await openCrmFile({
    path,
    clock: systemClock,
    log: silentLog,
    judge: async (text) => judgeCrm(text),
    ...options,
  });
  opened.push(file);
  return file;
}

const withField = (key: string) =>
  `companies:\n  fields:\n    ${key}:\n      type: text\n      description: What ${key} means.\n`;
const keysIn = (file: CrmFile) => file.settings().fields.map(({ key }) => key);

test('without a file the usual settings hold, and one that comes is read', async () => {
  const file = await open();
  expect([file.isThere(), file.settings(), file.problems()]).toEqual([false, DEFAULT_CRM, []]);
  writeFileSync(path, withField('region'));
  await file.refresh();
  expect([file.isThere(), keysIn(file), file.problems()]).toEqual([true, ['region'], []]);
});

test('a change is picked up by itself, and the settings are the same object until they are others', async () => {
  const clock = fixedClock();
  writeFileSync(path, withField('region'));
  const file = await open({ clock, watchMs: 2_000 });
  const before = file.settings();
  writeFileSync(path, `# A comment more.\n${withField('region')}`);
  clock.advance(2_000);
  await file.refresh();
  expect(file.settings()).toBe(before);
  writeFileSync(path, withField('segment'));
  clock.advance(2_000);
  await file.refresh();
  expect(keysIn(file)).toEqual(['segment']);
});

test('a broken file changes nothing, is logged, and says its line until it is mended', async () => {
  const lines: string[] = [];
  const log = createLog('warn', { write: (line) => void lines.push(line) });
  writeFileSync(path, withField('region'));
  const file = await open({ log });
  writeFileSync(path, `${withField('region')}  feilds: {}\n`);
  await file.refresh();
  await file.refresh();
  expect(keysIn(file)).toEqual(['region']);
  expect(describeBroken(file)).toBe(`${path}:6: companies: unknown key “feilds” (did you mean “fields”?)`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('the settings stay as they were');
  writeFileSync(path, withField('segment'));
  await file.refresh();
  expect([keysIn(file), describeBroken(file)]).toEqual([['segment'], undefined]);
});

test('a file that is broken, or gone, when Rapport starts again leaves the settings as they were good last', async () => {
  writeFileSync(path, withField('region'));
  (await open({ goodPath })).stop();
  expect(statSync(dirname(goodPath)).mode & 0o777).toBe(0o700);
  writeFileSync(path, 'companies: [');
  const broken = await open({ goodPath });
  expect(keysIn(broken)).toEqual(['region']);
  expect(broken.problems()).toHaveLength(1);
  rmSync(path);
  const gone = await open({ goodPath });
  expect(keysIn(gone)).toEqual(['region']);
  expect(gone.problems()[0]?.reason).toContain('is not there any more');
  writeFileSync(path, '');
  await gone.refresh();
  expect([gone.settings(), gone.problems()]).toEqual([DEFAULT_CRM, []]);
});

test('a folder, or a file of megabytes, is a problem and stops nothing', async () => {
  mkdirSync(path);
  const file = await open();
  expect(file.problems()[0]?.reason).toBe('is not a file');
  rmSync(path, { recursive: true });
  writeFileSync(path, `# ${'x'.repeat(600_000)}`);
  await file.refresh();
  expect(file.problems()[0]?.reason).toContain('is larger than');
  expect(file.settings()).toEqual(DEFAULT_CRM);
});

test('a text is checked in a process of its own, and again later where that was stopped', async () => {
  const clock = fixedClock();
  writeFileSync(path, withField('region'));
  const apart = await openCrmFile({ path, clock: systemClock, log: silentLog });
  expect(keysIn(apart)).toEqual(['region']);
  let asked = 0;
  const file = await open({
    clock,
    judge: async (text) => {
      asked += 1;
      return asked === 1
        ? { problems: [{ line: 1, reason: 'took too long' }], unsure: true }
        : judgeCrm(text);
    },
  });
  await file.refresh();
  expect([asked, keysIn(file)]).toEqual([1, []]);
  clock.advance(60_000);
  await file.refresh();
  expect([asked, keysIn(file)]).toEqual([2, ['region']]);
});

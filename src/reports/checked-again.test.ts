import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reporting } from '../store/reporting/reporting.ts';
import type { Store } from '../store/store.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { reportText } from '../testing/report-folder.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openCatalog } from './catalog.ts';
import type { JudgeTexts } from './lint.ts';

const folder = temporaryFolder();
let store: Store;
let reporting: Reporting;
beforeAll(async () => {
  store = await temporarySqlite();
  reporting = await store.reporting();
});
afterAll(async () => {
  await reporting.close();
  await store.close();
  folder.remove();
});

test('a file that a busy computer did not check to its end is checked again by itself, a minute later', async () => {
  const report = { name: 'calm', columns: ['id'], sql: 'select id from members' };
  writeFileSync(join(folder.path, 'calm.yaml'), reportText(report));
  const clock = fixedClock();
  let asked = 0;
  const judge: JudgeTexts = (files) => {
    asked += 1;
    if (asked > 1) return judgeHere(files);
    return Promise.resolve(files.map(() => ({ problems: [{ line: 1, reason: 'too slow' }], unsure: true })));
  };
  const catalog = await openCatalog({ folder: folder.path, reporting, clock, log: silentLog, judge });
  expect(catalog.broken()).toHaveLength(1);
  clock.advance(59_999);
  expect(await catalog.refresh()).toBe(false);
  clock.advance(1);
  expect(await catalog.refresh()).toBe(true);
  expect(catalog.broken()).toEqual([]);
  expect(catalog.find('calm')).toBeDefined();
  clock.advance(3_600_000);
  expect(await catalog.refresh()).toBe(false);
  expect(asked).toBe(2);
});

test('files that were not read because of others are checked before these', async () => {
  const names = ['slow', 'unread'];
  for (const name of names)
    writeFileSync(
      join(folder.path, `${name}.yaml`),
      reportText({ name, columns: ['id'], sql: 'select id from members' }),
    );
  const clock = fixedClock();
  const asked: string[][] = [];
  const judge: JudgeTexts = async (files) => {
    asked.push(files.map(({ fileName }) => fileName).filter((file) => !file.startsWith('calm')));
    const problems = [{ line: 1, reason: 'not checked' }];
    return files.map(({ fileName }) =>
      fileName === 'unread.yaml' ? { problems, unsure: true, isUnread: true } : { problems, unsure: true },
    );
  };
  const catalog = await openCatalog({ folder: folder.path, reporting, clock, log: silentLog, judge });
  clock.advance(60_000);
  await catalog.refresh();
  expect(asked[1]).toEqual(['unread.yaml', 'slow.yaml']);
});

import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { WithReports } from '../../reports/reports.ts';
import { openSqlite } from '../../store/sqlite.ts';
import { openAppDesk } from '../app-desk.ts';
import { actAs } from '../large-crm/act-as.ts';
import { MIDDLE, type Size } from '../large-crm/size.ts';
import { createLargeSqlite } from '../large-crm/sqlite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { CALLS, call } from './calls.ts';
import { TENTH } from './tenth.ts';

/** What is shown of a list may be full only with more rows; a text that has a line for each row is longer than this. */
const MOST_GROWTH = { times: 2, characters: 600 };

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('what a tool says does not grow with the rows', async () => {
  const few = await readTexts('few.db', TENTH);
  const many = await readTexts('many.db', MIDDLE);
  const grown = CALLS.map(([name, input], at) => ({
    call: `${name} ${JSON.stringify(input)}`,
    few: few[at]?.length ?? 0,
    many: many[at]?.length ?? 0,
  })).filter(({ few, many }) => many > MOST_GROWTH.times * few + MOST_GROWTH.characters);
  expect(grown).toEqual([]);
});

/** What each call says on a CRM of a size. */
async function readTexts(name: string, size: Size): Promise<string[]> {
  const path = join(folder.path, name);
  await createLargeSqlite(path, size);
  const store = openSqlite({ path });
  await store.migrate();
  const desk = await openAppDesk({ store, now: systemClock.now() });
  const busy: WithReports = { ...desk.app, ...(await actAs(desk.app, 'busy')), reports: desk.app.reports };
  const texts: string[] = [];
  for (const [tool, input] of CALLS) texts.push(await call(busy, tool, input));
  await desk.close();
  return texts;
}

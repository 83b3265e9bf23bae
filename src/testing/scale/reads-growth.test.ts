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
import { countPagesRead } from './pages-read.ts';
import { recordStatements } from './query-plans.ts';
import { TENTH } from './tenth.ts';

/** Ten times the rows may cost another level of a tree, and whole pages of what is shown instead of half-empty ones. */
const MOST_GROWTH = { times: 2, pages: 60 };

/** What may grow up to a number of pages, by a pattern of the statement's text, and why it ends there. */
const ENDS: { text: RegExp; pages: number; why: string }[] = [
  {
    text: /^select "id", "name", "email", "phone", .* from "contacts" where "contacts"."id" in \(select value from json_each/,
    pages: 600,
    why: 'the 64 likeliest of a name',
  },
  { text: / from "deals" .* limit 2000$/, pages: 3_200, why: 'the latest 2,000 deals, with whose they are' },
  { text: / from "deals" .*"closes_on" asc/, pages: 300, why: 'open deals, sorted' },
  { text: / from \(select rowid as id from search_index /, pages: 2_500, why: 'the newest 500 entries' },
  {
    text: /where \(\("follow_ups"."member_id" = \?/,
    pages: 6_000,
    why: 'words are looked for in 1,000 follow-ups of a member',
  },
  {
    text: /where \(\("follow_ups"."contact_id" = \? or "follow_ups"."company_id" in/,
    pages: 250,
    why: 'what is open with one customer, sorted',
  },
  {
    text: /"follow_ups"."id" in \(select id from \(/,
    pages: 800,
    why: 'everybody who works at one customer is looked up',
  },
  {
    text: /order by "interactions"."occurred_on" desc limit 5000\) "earlier"/,
    pages: 6_000,
    why: 'whom nobody has met lately is looked for in 5,000 interactions',
  },
  {
    text: /^select "id", "name", .*desc limit 1\)\) from "companies" where/,
    pages: 2_500,
    why: 'the last contact of 200 companies',
  },
  {
    text: /^select distinct company_id, occurred_on from/,
    pages: 6_000,
    why: 'the last 60 interactions with 40 companies',
  },
  {
    text: /where \(\(\("interactions"."company_id" = \? and "interactions"."member_id" \|\|/,
    pages: 250,
    why: 'interactions with one customer, until enough are of the member',
  },
];

const folder = temporaryFolder();
afterAll(() => folder.remove());

test.runIf(process.platform === 'linux')('what a tool reads does not grow with the rows', async () => {
  const few = await readPages('few.db', TENTH);
  const many = await readPages('many.db', MIDDLE);
  const grown = [...many]
    .map(([statement, pages]) => ({ statement, few: few.get(statement) ?? 0, many: pages }))
    .filter(({ few, many }) => many > MOST_GROWTH.times * few + MOST_GROWTH.pages)
    .filter(({ statement, many }) => !ENDS.some(({ text, pages }) => text.test(statement) && many <= pages));
  expect(grown).toEqual([]);
});

/** How many pages each query of the tools reads on a CRM of a size. */
async function readPages(name: string, size: Size): Promise<Map<string, number>> {
  const path = join(folder.path, name);
  await createLargeSqlite(path, size);
  const store = openSqlite({ path });
  await store.migrate();
  const desk = await openAppDesk({ store, now: systemClock.now() });
  const busy: WithReports = { ...desk.app, ...(await actAs(desk.app, 'busy')), reports: desk.app.reports };
  const recording = recordStatements();
  for (const [tool, input] of CALLS) await call(busy, tool, input);
  recording.stop();
  const pages = countPagesRead(path, recording.executed);
  await desk.close();
  return pages;
}

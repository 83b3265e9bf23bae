import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { openReportFolder, type ReportFolder } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { deliverReport } from './deliver-report.ts';

let team: Team;
let folder: ReportFolder;
let marta: Context;

beforeAll(async () => {
  const store = await DIALECTS.sqlite();
  team = createTeam(store);
  marta = await team.as('Marta');
  folder = await openReportFolder(team, [
    {
      name: 'people',
      title: 'People',
      columns: ['name', 'odd'],
      sql: `select :viewer_role as name, '=1+1' as odd`,
    },
  ]);
});
afterAll(async () => {
  await folder.close();
  await team.system.store.close();
});

const deliver = (as: 'message' | 'csv' | 'shared' | 'text', ctx = marta) =>
  deliverReport({ ...ctx, reports: folder.reports }, { name: 'people', given: {}, source: 'button', as });

describe('a report', () => {
  test('is a table with buttons in a message, and without them where there are none', async () => {
    const { document, result } = await deliver('message');
    expect(document).toMatchObject({
      title: 'People',
      text: '',
      table: { rows: [['member', '=1+1']] },
    });
    expect(document.actions?.map(({ id, value }) => [id, value])).toEqual([
      ['report_run_again', result.runId],
      ['report_csv', result.runId],
    ]);
    expect((await deliver('text')).document).toMatchObject({ title: 'People', text: '' });
    expect((await deliver('text')).document.actions).toBeUndefined();
  });

  test('is a file whose name tells the run, with nothing a spreadsheet would run', async () => {
    const { document, result } = await deliver('csv');
    const { file, text } = document;
    expect(text).toBe('People, as of Tue 24 Nov 2026, 10:00. 1 row.');
    expect(file?.name).toBe(`people-2026-11-24-${result.runId.slice(-6).toLowerCase()}.csv`);
    expect(file?.content).toContain(`member,'=1+1`);
  });

  test('that is shared says by whom, and runs for all who read it', async () => {
    const { document, result } = await deliver('shared');
    expect(document.note).toMatch(/^Shared by Marta · run Tue 24 Nov 2026, 10:00$/);
    const { reportRuns } = team.system.store.tables;
    const audienceOf = async (id: string) =>
      (await team.system.db.select().from(reportRuns)).find((run) => run.id === id)?.audience;
    expect(await audienceOf(result.runId)).toBe('shared');
    const heard = await team.as('Marta', { audience: 'shared' });
    expect(await audienceOf((await deliver('message', heard)).result.runId)).toBe('direct');
  });
});

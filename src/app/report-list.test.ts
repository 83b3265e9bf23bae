import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../testing/app-requests.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

const namesIn = (answer: Answer) => {
  const screen = answer && 'show' in answer ? answer.show : undefined;
  return screen?.kind === 'report_list' ? screen.reports.map(({ name }) => name) : [];
};
const onList = { channel: 'D0MARTA', ts: '1.1', threadTs: null, document: { text: '' } };

describe('the list of reports', () => {
  test('shows each role what it may run, page by page, and finds by words', async () => {
    const own = namesIn(await desk.report('U0MARTA', ''));
    expect(own).toContain('my-week');
    expect(own).not.toContain('weekly-interactions');
    expect(namesIn(await desk.report('U0LEA', 'list'))).toContain('weekly-interactions');
    const value = JSON.stringify({ page: 1 });
    expect(await desk.press('report_page_on', { as: 'U0MARTA', on: onList, value })).toMatchObject({
      replace: { kind: 'report_list', page: 1 },
    });
    expect(namesIn(await desk.report('U0MARTA', 'search gone quiet'))).toContain('quiet-customers');
    expect(await desk.report('U0LEA', 'help weekly-interactions')).toMatchObject({
      show: {
        explanation: {
          for: 'leads and admins',
          params: expect.arrayContaining([expect.objectContaining({ name: 'since' })]),
        },
      },
    });
  });

  test('has a field that finds reports, and opens the form of the one that is chosen', async () => {
    const all = await desk.suggest('report_pick', { as: 'U0MARTA', typed: '' });
    expect(all.map(({ value }) => value)).not.toContain('weekly-interactions');
    const [first] = await desk.suggest('report_pick', { as: 'U0MARTA', typed: 'gone quiet' });
    expect(first).toEqual({ value: 'quiet-customers', label: 'Quiet customers' });
    const value = 'quiet-customers';
    expect(await desk.press('report_pick', { as: 'U0MARTA', on: onList, value })).toMatchObject({
      form: { kind: 'report_params', origin: { report: value, source: 'button' } },
    });
  });

  test('runs one, whose way is told in its place', async () => {
    desk.chat.members.set('C0SALES', ['U0TOM', 'U0LEA']);
    const on = { ...onList, channel: 'C0SALES' };
    const press = () => desk.press('report_open', { as: 'U0TOM', on, value: 'kind-mix' });
    let answer: Answer;
    await desk.next('U0TOM', async () => {
      answer = await press();
    });
    expect(answer).toMatchObject({ replace: { kind: 'sharing_offer', report: { name: 'kind-mix' } } });
  });

  test('has files that cannot be used, for admins alone', async () => {
    for (const as of ['U0ADA', 'U0LEA']) {
      expect(await desk.report(as, '')).toMatchObject({ show: { kind: 'report_list', broken: [] } });
    }
  });
});

test('admins, and nobody else, see who ran what', async () => {
  await desk.report('U0LEA', 'weekly-interactions since=-8w');
  expect(await desk.report('U0ADA', 'runs')).toMatchObject({
    show: {
      kind: 'run_list',
      runs: [{ memberName: 'Lea', report: 'weekly-interactions', params: { since: '-8w' } }, {}],
    },
  });
  expect(await desk.report('U0LEA', 'runs')).toEqual({ say: expect.stringContaining('Only admins') });
});

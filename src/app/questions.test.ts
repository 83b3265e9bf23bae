import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolsFor } from '../agent/tools/all.ts';
import type { Document } from '../delivery/document.ts';
import { changeSchedule } from '../delivery/schedules.ts';
import { calls } from '../testing/agent-scripts.ts';
import { fireAt } from '../testing/fire-schedules.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import type { App } from './context.ts';
import { startQuestion } from './start-report.ts';

const SHIPPED = join(import.meta.dirname, '../../reports');
const BY_COMPANY = {
  metric: 'interactions',
  measures: ['meetings'],
  by: ['company'],
  period: 'last-quarter',
};

let desk: ReportDesk;
let folder: ReturnType<typeof temporaryFolder>;

beforeAll(async () => {
  folder = temporaryFolder();
  cpSync(join(SHIPPED, 'metrics'), join(folder.path, 'metrics'), { recursive: true });
  desk = await openReportDesk({ folder: folder.path, deadlineMs: 300_000 });
});
afterAll(async () => {
  await desk.close();
  folder.remove();
});

/** Asks by the model's tool, as somebody who writes. Gives what they got, and what the model was told. */
async function ask(as: string, input: unknown): Promise<{ shown: Posted | undefined; told: string }> {
  desk.script(calls({ name: 'ask_metric', input }));
  const before = desk.said(as).length;
  const { text } = await desk.say({ as, text: 'How many?' });
  const shown = desk
    .said(as)
    .slice(before)
    .find(({ document }) => document.table);
  return { shown, told: text };
}

const runOf = ({ document }: Posted) =>
  document.actions?.find(({ id }) => id === 'report_run_again')?.value ?? '';

async function shownTo(as: string, input: object = BY_COMPANY): Promise<Posted> {
  const { shown, told } = await ask(as, input);
  if (!shown) throw new Error(`Nothing was shown: ${told}`);
  return shown;
}

const rowsOf = ({ document }: { document: Document }) => document.table?.rows;

describe('a question by the tool', () => {
  test('shows the whole table to the person, and how it was counted to both', async () => {
    const { shown, told } = await ask('U0LEA', {
      ...BY_COMPANY,
      period: '2026-Q4',
      having: [{ measure: 'meetings', at_least: 2 }],
    });
    expect(shown?.document.title).toBe('Meetings by company, 2026-Q4');
    expect(shown && rowsOf(shown)?.[0]).toEqual(['Acme', 3]);
    expect(shown && rowsOf(shown)?.every(([, meetings]) => Number(meetings) >= 2)).toBe(true);
    expect(shown?.document.note).toContain('Meetings: at least 2');
    expect(told).toContain('Meetings: number of interactions with kind meeting');
    const [run] = (await desk.rows('reportRuns')).slice(-1);
    expect(run).toMatchObject({ report: 'ask:interactions', source: 'agent', outcome: 'done' });
  });

  test('of a member is about their own where they say me', async () => {
    const own = { metric: 'interactions', measures: ['meetings'], period: '2026-11' };
    const shown = await shownTo('U0MARTA', { ...own, where: [{ dimension: 'member', values: ['me'] }] });
    expect(rowsOf(shown)).toEqual([[2]]);
  });

  test('that nothing can answer is told with what there is, and kept as the name of a field alone', async () => {
    const { shown, told } = await ask('U0TOM', {
      metric: 'deals',
      measures: ['amount'],
      by: ['Ana Lopes said on Monday that she leaves', '+351 912 345 678'],
      period: 'this-year',
    });
    expect(shown).toBeUndefined();
    expect(told).toContain('do not count yourself');
    const { told: city } = await ask('U0TOM', {
      metric: 'deals',
      measures: ['amount'],
      by: ['City'],
      period: 'this-year',
    });
    expect(city).toContain('deals has no dimension “City”: there are company, owner, stage, status');
    expect(city).toContain('do not count yourself');
    await ask('U0TOM', { metric: 'deals', measures: ['amount'], by: ['city'], period: 'this-year' });
    const rows = await desk.rows('unansweredQuestions');
    expect(rows.map(({ kind, metric, name }) => ({ kind, metric, name }))).toEqual([
      { kind: 'dimension', metric: 'deals', name: 'city' },
    ]);
  });

  test('fills the table of wishes with no more than a bounded number of rows a day', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
    for (const letter of letters)
      await ask('U0TOM', { metric: 'deals', measures: [`wish ${letter}`], period: 'all' });
    const rows = await desk.rows('unansweredQuestions');
    expect(rows.length).toBe(20);
    expect(rows.every(({ name }) => name.length <= 60)).toBe(true);
  });

  test.each([
    ['a prototype', { metric: '__proto__', measures: ['constructor'], period: 'all' }],
    ['no object', 'interactions by company'],
    ['SQL', { ...BY_COMPANY, by: ['company, summary'] }],
    ['days that no member may ask for', { ...BY_COMPANY, by: ['kind'], period: '2026-11-02..2026-11-03' }],
    ['one colleague', { ...BY_COMPANY, by: ['kind'], where: [{ dimension: 'member', values: ['Tom'] }] }],
  ])('with %s is refused or harmless', async (_, input) => {
    const { shown } = await ask('U0MARTA', input);
    expect(shown).toBeUndefined();
  });

  test('has closed lists for who asks, and the same object for the same role', () => {
    const tool = (role: 'member' | 'lead') =>
      toolsFor({ role } as App['actor'], undefined, desk.app.reports.metrics.list(role)).ask_metric;
    expect(tool('member')).toBe(tool('member'));
    expect(tool('member')?.input).toBe(tool('member')?.input);
    expect(toolsFor({ role: 'lead' } as App['actor']).ask_metric).toBeUndefined();
  });

  test('asked in a channel comes by direct message, and the channel hears no number', async () => {
    desk.script(calls({ name: 'ask_metric', input: BY_COMPANY }));
    const message = await desk.next('U0LEA', () =>
      desk.say({ as: 'U0LEA', channel: 'C0SALES', text: 'meetings by company?' }),
    );
    expect(message.document.title).toContain('Meetings by company');
    const inChannel = desk.chat.posted.filter(({ channel }) => channel === 'C0SALES');
    expect(JSON.stringify(inChannel)).not.toContain('Acme');
  });
});

describe('below a question', () => {
  test('it is run again, sent as a file, and shared where everybody may ask it', async () => {
    const shown = await shownTo('U0LEA');
    const again = await desk.next('U0LEA', () => desk.press('report_run_again', { as: 'U0LEA', on: shown }));
    expect(rowsOf(again)).toEqual(rowsOf(shown));
    const file = await desk.next('U0LEA', () => desk.press('report_csv', { as: 'U0LEA', on: shown }));
    expect(file.document.file?.name).toMatch(/^ask-interactions-2026-11-24-\w{6}\.csv$/);
    desk.chat.members.set('C0TEAM', ['U0LEA', 'U0TOM']);
    const lea = await desk.join('Lea', { role: 'lead' });
    const place = { channel: 'C0TEAM', audience: 'shared' as const };
    const request = { ...BY_COMPANY, where: [], having: [] };
    const reply = await startQuestion(lea, { request, source: 'command', key: 'k1', place });
    await desk.settle();
    if (!reply || !('show' in reply) || reply.show.kind !== 'sharing_offer')
      throw new Error(`It is not offered to be shared: ${JSON.stringify(reply)}`);
    const { report, given } = reply.show;
    const on = { channel: 'C0TEAM', ts: '9.1', threadTs: null, document: { text: '' } };
    await desk.press('report_share', {
      as: 'U0LEA',
      on,
      value: JSON.stringify({ report: report.name, given }),
    });
    const shared = desk.chat.posted.filter(({ channel }) => channel === 'C0TEAM');
    expect(shared.at(-1)?.document.note).toMatch(/^Shared by Lea · /);
    expect(shared.at(-1)?.document.actions?.map(({ id }) => id)).not.toContain('question_withdraw');
  });

  test('numbers of each colleague are shared with no channel', async () => {
    const lea = await desk.join('Lea', { role: 'lead' });
    desk.chat.members.set('C0TEAM', ['U0LEA', 'U0TOM']);
    const given = { ...BY_COMPANY, by: ['member'] };
    const on = { channel: 'C0TEAM', ts: '9.2', threadTs: null, document: { text: '' } };
    const value = JSON.stringify({ report: 'ask:interactions', given });
    expect(await desk.press('report_share', { as: lea.actor.slackUserId, on, value })).toEqual({
      say: 'Numbers of each colleague are not shown where others read them. Ask in direct messages.',
    });
  });

  test('it is scheduled by a form, and says once that it is counted otherwise', async () => {
    const shown = await shownTo('U0LEA');
    const answer = await desk.press('report_schedule', { as: 'U0LEA', on: shown });
    if (!answer || !('form' in answer) || answer.form.kind !== 'schedule_report') throw new Error('No form.');
    const { origin, fields, cadence } = answer.form;
    expect({ origin, fields }).toEqual({
      origin: { report: 'ask:interactions', run: runOf(shown) },
      fields: [],
    });
    expect(cadence.every).toBe('week');
    const times = {
      origin,
      given: {},
      cadence: { every: 'day', at: '18:00' },
      condition: null,
      endsOn: null,
    };
    expect(await desk.submit('schedule_report', { as: 'U0LEA', ...times })).toEqual({
      say: expect.stringContaining('“Meetings by company, last quarter” is scheduled'),
    });
    // Who did not run it has nothing to schedule.
    expect(JSON.stringify(await desk.submit('schedule_report', { as: 'U0TOM', ...times }))).toContain(
      'I do not find that report run',
    );
    await fireAt(desk, '2026-11-24T18:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.text).not.toContain('has changed');
    const [before] = await desk.rows('schedules');
    edit('interactions', (text) => text.replace('label: Calls', 'label: Phone calls'));
    await desk.app.reports.metrics.refresh();
    await fireAt(desk, '2026-11-25T18:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.text).toContain('How this is counted has changed');
    await fireAt(desk, '2026-11-26T18:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.text).not.toContain('has changed');
    const [after] = await desk.rows('schedules');
    expect(after?.definitionHash).not.toBe(before?.definitionHash);
  });

  test('its schedule says so too where its times were changed meanwhile', async () => {
    const [row] = await desk.rows('schedules');
    edit('interactions', (text) => text.replace('label: Phone calls', 'label: Calls'));
    await desk.app.reports.metrics.refresh();
    const lea = await desk.join('Lea', { role: 'lead' });
    await changeSchedule(lea, { id: row?.id ?? '', cadence: { every: 'day', at: '17:00' } });
    await fireAt(desk, '2026-11-27T17:00:00Z');
    expect(desk.said('U0LEA').at(-1)?.document.text).toContain('How this is counted has changed');
  });

  test('its schedule waits for a metric whose file is away for a moment', async () => {
    const path = join(folder.path, 'metrics/interactions.yaml');
    const original = readFileSync(path, 'utf8');
    rmSync(path);
    await desk.app.reports.metrics.refresh();
    const before = desk.said('U0LEA').length;
    await fireAt(desk, '2026-11-28T17:00:00Z');
    writeFileSync(path, original);
    await desk.app.reports.metrics.refresh();
    await fireAt(desk, '2026-11-28T17:00:30Z');
    expect(
      desk
        .said('U0LEA')
        .slice(before)
        .map(({ document }) => document.title),
    ).toEqual(['Meetings by company, last quarter']);
  });

  test('its schedule pauses when a measure is gone, with the reason, told once', async () => {
    const original = readFileSync(join(folder.path, 'metrics/interactions.yaml'), 'utf8');
    edit('interactions', (text) => text.replaceAll('meetings', 'gatherings'));
    await desk.app.reports.metrics.refresh();
    const before = desk.said('U0LEA').length;
    await fireAt(desk, '2026-11-29T18:00:00Z');
    await fireAt(desk, '2026-11-30T18:00:00Z');
    const said = desk.said('U0LEA').slice(before);
    expect(said.map(({ document }) => document.text)).toEqual([
      expect.stringContaining('Interactions has no measure “meetings”'),
    ]);
    const [row] = await desk.rows('schedules');
    expect(row?.status).toBe('paused');
    writeFileSync(join(folder.path, 'metrics/interactions.yaml'), original);
    await desk.app.reports.metrics.refresh();
  });
});

function edit(name: string, change: (text: string) => string): void {
  const path = join(folder.path, `metrics/${name}.yaml`);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

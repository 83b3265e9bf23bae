import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INBOX_POLICY } from '../conversation/inbox.ts';
import { setDirectChannel, setRole } from '../crm/members.ts';
import { type Patience, RapportError } from '../errors.ts';
import { openReportDesk, type ReportDesk } from '../testing/report-desk.ts';

let desk: ReportDesk;

beforeAll(async () => {
  desk = await openReportDesk();
});

afterAll(() => desk.close());

describe('the buttons under a report', () => {
  test('run it again, and for nobody else where others cannot read it', async () => {
    const message = await desk.next('U0LEA', () => desk.report('U0LEA', 'kind-mix'));
    const press = (as: string) => desk.press('report_run_again', { as, on: message });
    expect((await desk.next('U0LEA', () => press('U0LEA'))).document.title).toBe(message.document.title);
    const leads = await desk.next('U0LEA', () => desk.report('U0LEA', 'weekly-interactions'));
    const answer = await desk.press('report_run_again', { as: 'U0TOM', on: leads });
    expect(answer).toEqual({ say: expect.stringContaining('I do not find that report run') });
  });

  test('say where it comes to, when they are pressed in a channel', async () => {
    const message = await desk.next('U0LEA', () => desk.report('U0LEA', 'kind-mix'));
    const on = { ...message, channel: 'C0SALES' };
    expect(await desk.press('report_run_again', { as: 'U0LEA', on })).toEqual({
      say: 'It comes to your direct messages.',
    });
    expect(await desk.press('report_run_again', { as: 'U0LEA', on: message })).toBeUndefined();
  });

  test('send the rows as a file, once for each press, into the thread of the message', async () => {
    const message = await desk.next('U0LEA', () => desk.report('U0LEA', 'interactions-by-company'));
    const press = () => desk.press('report_csv', { as: 'U0LEA', on: message, key: 'click:1' });
    const before = desk.said('U0LEA').length;
    await press();
    await press();
    const [sent, ...others] = desk.said('U0LEA').slice(before);
    expect(others).toEqual([]);
    expect(sent?.threadTs).toBe(message.ts);
    expect(sent?.document.file?.name).toMatch(/^interactions-by-company-2026-11-24-\w{6}\.csv$/);
    expect(sent?.document.file?.content).toContain('Acme');
  });

  test('open its form with what was used before, and relative days stay relative', async () => {
    const message = await desk.next('U0LEA', () =>
      desk.report('U0LEA', 'weekly-interactions since=-6w kind=call'),
    );
    const answer = await desk.press('report_change', { as: 'U0LEA', on: message });
    if (!answer || !('form' in answer) || answer.form.kind !== 'report_params')
      throw new Error('There is no form.');
    const { origin, fields } = answer.form;
    const initial = Object.fromEntries(fields.map(({ name, initial: [first] }) => [name, first]));
    expect(initial).toMatchObject({ since: { said: '-6w', day: '2026-10-12' }, kind: { said: 'call' } });
    const given = { since: '-6w', kind: 'call' };
    await desk.next('U0LEA', () => desk.submit('report_params', { as: 'U0LEA', origin, given }));
    expect((await desk.rows('reportRuns')).at(-1)).toMatchObject({ params: given, source: 'button' });
  });
});

test('a role that was taken away between asking and running counts', async () => {
  const message = await desk.next('U0LEA', () => desk.report('U0LEA', 'weekly-interactions'));
  await setRole(desk.app, { slackUserId: 'U0LEA', role: 'member' });
  const answer = await desk.next('U0LEA', () => desk.press('report_run_again', { as: 'U0LEA', on: message }));
  expect(answer.document.text).toContain('is for leads and admins');
});

/** Slack does not say who somebody is. */
class Silent extends RapportError {
  override readonly patience: Patience = { waitsMs: INBOX_POLICY.waitsMs };
}

test('that a report comes later is told once, in direct messages', async () => {
  await setDirectChannel(desk.app, { slackUserId: 'U0LEA', channel: 'D0LEA' });
  const on = await desk.next('U0LEA', () => desk.report('U0LEA', 'kind-mix'));
  desk.chat.refuse('U0LEA', new Silent('unavailable', 'Slack does not answer'));
  const before = desk.said('U0LEA').length;
  await desk.press('report_run_again', { as: 'U0LEA', on });
  const wait = async (ms: number) => {
    desk.clock.advance(ms);
    await desk.settle();
  };
  for (const ms of [...INBOX_POLICY.waitsMs, ...INBOX_POLICY.outage.waitsMs]) await wait(ms);
  desk.chat.admit('U0LEA');
  await wait(INBOX_POLICY.outage.waitsMs.at(-1) ?? 0);
  const said = desk.said('U0LEA').slice(before);
  expect(said.map(({ document }) => document.title ?? document.text)).toEqual([
    'I will come back to “kind-mix”: Slack does not answer. I keep trying, there is no need to ask again.',
    on.document.title,
  ]);
});

import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';
import { FOUND, refusal, runOf, WEEKLY } from '../../testing/golden/report-prompts.ts';
import {
  ALL,
  CALLS_IN_BERLIN,
  OFFERED,
  QUIET_MONDAYS,
  scheduled,
} from '../../testing/golden/schedule-prompts.ts';

const call = (verb: string, id: string, more: object = {}) => ({
  tool: `${verb}_schedule`,
  input: { id, ...more },
});
const MONDAYS = { every: 'week', on: ['monday'], at: '09:00' };
const above = (...texts: string[]) => ({
  recent_messages: texts.map((text) => ({ on: '2026-11-24', text })),
});

describe('what is scheduled is listed', () => {
  test.each([
    'What is scheduled?',
    'Which reports do I get?',
    'list my schedules',
    'show me my scheduled reports',
    'my subscriptions',
    'what reports are scheduled?',
    'do I have any schedules?',
    'what do I get every Friday?',
    'when does my quiet customers report come?',
  ])('“%s”', async (text) => {
    expect(await runOf(text)).toEqual([{ tool: 'list_schedules', input: {} }]);
  });

  test('with when, the next time, and what is paused', async () => {
    const { text } = await respond('what is scheduled?', { answers: [ALL] });
    expect(text.split('\n')).toEqual([
      'Scheduled for you:',
      '• Quiet customers: every Monday at 09:00 Europe/Lisbon; next: Fri 27 Nov 2026, 17:00',
      '• Interactions per week (since 4 weeks ago, kind call): every Friday at 17:00 Europe/Berlin, only when interactions > 5; next: Fri 27 Nov 2026, 17:00',
      '• My week: every weekday at 08:00 Europe/Lisbon; paused: It took too long.',
      'Waiting for your yes:',
      '• New contacts: every day at 09:00 Europe/Lisbon, only when there are rows',
    ]);
    expect((await respond('what is scheduled?', { answers: [{ schedules: [] }] })).text).toMatch(
      /^Nothing is scheduled/,
    );
  });
});

describe('the schedule that is named is changed', () => {
  test.each([
    ['pause the weekly interactions', [call('pause', '2')]],
    ['put the quiet customers report on hold', [call('pause', '1')]],
    ['resume my-week', [call('resume', '4')]],
    ['turn the my-week report back on', [call('resume', '4')]],
    ['stop sending me the weekly interactions report', [call('cancel', '2')]],
    ['cancel the quiet customers schedule', [call('cancel', '1')]],
    ['unsubscribe me from quiet-customers', [call('cancel', '1')]],
    ["I don't want the quiet customers report any more", [call('cancel', '1')]],
    ['cancel the Monday report', [call('cancel', '1')]],
    ['pause all my reports', [call('pause', '1'), call('pause', '2')]],
    ['delete all my schedules', ['1', '2', '4'].map((id) => call('cancel', id))],
    [
      'move my quiet-customers report to 10:00',
      [call('change', '1', { cadence: { ...MONDAYS, at: '10:00' } })],
    ],
    [
      'change weekly-interactions to Mondays at 9',
      [call('change', '2', { cadence: { ...MONDAYS, time_zone: 'Europe/Berlin' } })],
    ],
    [
      'reschedule quiet-customers for 8:30 on weekdays',
      [call('change', '1', { cadence: { every: 'weekday', at: '08:30' } })],
    ],
    [
      'change my weekly-interactions schedule to only when something has changed',
      [call('change', '2', { condition: { only: 'changed' } })],
    ],
    ['change weekly-interactions to always', [call('change', '2', { condition: { only: 'always' } })]],
  ])('“%s”', async (text, calls) => {
    expect(await runOf(text)).toEqual([{ tool: 'list_schedules', input: {} }]);
    expect(await runOf(text, [ALL])).toEqual(calls);
  });

  test('params that are said now take the place of those it had', async () => {
    const calls = await runOf('change the weekly-interactions schedule to the last 8 weeks', [ALL, WEEKLY]);
    const params = [
      { name: 'kind', value: 'call' },
      { name: 'since', value: '-8w' },
    ];
    expect(calls).toEqual([call('change', '2', { params })]);
  });

  test('an open offer is made anew, and the old one withdrawn', async () => {
    const text = 'change new-contacts to Mondays';
    const anew = { name: 'new-contacts', params: [], cadence: MONDAYS, condition: { only: 'with_rows' } };
    expect(await runOf(text, [ALL])).toEqual([{ tool: 'schedule_report', input: anew }]);
    expect(await runOf(text, [ALL, OFFERED])).toEqual([call('cancel', '3')]);
    expect(await runOf(text, [ALL, refusal('invalid', 'No.')])).toEqual([]);
  });

  test('what came of it is said in the words of the tool', async () => {
    const said = async (text: string, view: object) => (await respond(text, { answers: [ALL, view] })).text;
    const paused = { ...QUIET_MONDAYS, status: 'paused', next: undefined };
    expect(await said('pause quiet-customers', paused)).toBe(
      '“Quiet customers” every Monday at 09:00 Europe/Lisbon is paused.',
    );
    expect(
      await said('move quiet-customers to 10:00', {
        ...QUIET_MONDAYS,
        when: 'every Monday at 10:00 Europe/Lisbon',
      }),
    ).toBe('“Quiet customers” now comes every Monday at 10:00 Europe/Lisbon; next: Fri 27 Nov 2026, 17:00.');
    expect(await said('resume my-week', refusal('forbidden', 'It is for leads.'))).toBe(
      '“My week”: It is for leads.',
    );
    expect(await said('resume quiet-customers', {})).toMatch(/is not paused\.$/);
    expect(await said('cancel top-contacts', {})).toMatch(
      /^Nothing that is scheduled for you fits “top-contacts”\./,
    );
    expect(await said("pause Tom's weekly report", {})).toMatch(/Nothing|own/);
  });

  test('of several it is asked which one, and the answer is taken', async () => {
    const asked = await respond('pause my report', { answers: [ALL] });
    expect(asked.text).toMatch(
      /^Which one do you mean\?\n1\. Quiet customers: every Monday .+\n2\. Interactions per week \(since 4 weeks ago, kind call\): every Friday/,
    );
    const thread = [
      { from: 'Marta', text: 'pause my report' },
      { from: 'Rapport', text: asked.text },
    ];
    for (const context of [{ thread }, above('pause my report')]) {
      expect(await runOf('the second', [ALL], context)).toEqual([call('pause', '2')]);
      expect(await runOf('quiet customers', [ALL], context)).toEqual([call('pause', '1')]);
      expect(await runOf('the Monday one', [ALL], context)).toEqual([call('pause', '1')]);
      expect(await runOf('both', [ALL], context)).toEqual([call('pause', '1'), call('pause', '2')]);
    }
    expect(await runOf('the second', [ALL], { thread: thread.with(0, { from: 'Tom', text: 'x' }) })).toEqual(
      [],
    );
  });
});

describe('a schedule is spoken of across messages', () => {
  const own = { schedules: [scheduled('1', 'quiet-customers'), CALLS_IN_BERLIN] };
  const wish = above('Send me quiet-customers every Friday at 17:00');

  test.each([
    ['make it Mondays at 9', call('change', '1', { cadence: MONDAYS })],
    ['no, Mondays', call('change', '1', { cadence: { ...MONDAYS, at: '17:00' } })],
    ['only when there are rows', call('change', '1', { condition: { only: 'with_rows' } })],
    ['pause it', call('pause', '1')],
    ['cancel that', call('cancel', '1')],
  ])('“%s”', async (text, expected) => {
    expect(await runOf(text, [own], wish)).toEqual([expected]);
  });

  test.each(['thanks', 'Met Ana Lopes on Monday', 'What do we know about Acme?'])(
    'but not in “%s”',
    async (text) => {
      const calls = await runOf(text, [], wish);
      expect(calls.filter(({ tool }) => /schedule/.test(tool))).toEqual([]);
    },
  );

  test.each(['send me this every Friday', 'schedule it for every Friday', 'every Friday, please'])(
    'after a report, “%s” schedules it with its params',
    async (text) => {
      const [made] = await runOf(text, [WEEKLY], above('run weekly-interactions since -4w'));
      expect(made?.input).toMatchObject({
        name: 'weekly-interactions',
        params: [{ name: 'since', value: '-4w' }],
        cadence: { every: 'week', on: ['friday'] },
      });
    },
  );

  test.each([
    [
      'send me quiet-customers on the 31st of each month at 8',
      'the last day',
      { every: 'month', on: 'last_day', at: '08:00' },
    ],
    ['send me quiet-customers on the 31st of each month at 8', '28', { every: 'month', on: 28, at: '08:00' }],
    ['schedule quiet-customers', 'Mondays', MONDAYS],
    ['schedule quiet-customers', 'every Monday at 9', MONDAYS],
  ])('“%s” is completed by “%s”', async (asked, answer, cadence) => {
    const [made] = await runOf(answer, [], above(asked));
    expect(made).toEqual({
      tool: 'schedule_report',
      input: { name: 'quiet-customers', params: [], cadence },
    });
  });

  test('the report that was missing is named', async () => {
    const found = { ...FOUND, reports: FOUND.reports.map((each) => ({ ...each, params: [] })) };
    const [made] = await runOf('the quiet customers one', [found], above('send me a report every Friday'));
    expect(made).toBeUndefined();
    const [named] = await runOf(
      'the quiet customers report',
      [found],
      above('send me a report every Friday'),
    );
    expect(named?.input).toMatchObject({ name: 'quiet-customers' });
  });
});

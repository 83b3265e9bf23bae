import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';
import { QUIET, runOf } from '../../testing/golden/report-prompts.ts';
import { ALL, OFFERED, QUIET_MONDAYS, scheduled } from '../../testing/golden/schedule-prompts.ts';

const quiet = (id: string, days: string, more: object = {}) => ({
  ...QUIET_MONDAYS,
  id,
  when: `every ${days} at 09:00 Europe/Lisbon`,
  ...more,
});
const FRIDAY = { schedules: [quiet('1', 'Friday')] };
const SEVERAL = {
  schedules: [
    quiet('1', 'Monday', { params: 'days = 60' }),
    quiet('2', 'Monday', { params: 'days = 90, min interactions = 2' }),
    quiet('3', 'Friday', { status: 'waits for your yes' }),
  ],
};
const LINES = [
  '1. Quiet customers (60 days): every Monday at 09:00 Europe/Lisbon',
  '2. Quiet customers (90 days, min interactions 2): every Monday at 09:00 Europe/Lisbon',
  '3. Quiet customers: every Friday at 09:00 Europe/Lisbon (waits for your yes)',
];
const said = async (text: string, ...answers: unknown[]) => respond(text, { answers });
const call = (verb: string, id: string, more: object = {}) => ({
  tool: `${verb}_schedule`,
  input: { id, ...more },
});

describe('a day or a time that is named must be the one of the schedule', () => {
  test.each([
    ['stop sending me quiet-customers on Tuesdays', 'on Tuesday'],
    ['pause my Monday quiet-customers report', 'on Monday'],
    ['stop quiet-customers at 10:00', 'at 10:00'],
    ['stop my daily quiet-customers report', 'every day'],
    ['move my Tuesday quiet-customers report to 10:00', 'on Tuesday'],
  ])('“%s”', async (text, when) => {
    const asked = await said(text, FRIDAY);
    expect(asked.calls).toEqual([]);
    expect(asked.text).toBe(
      `“Quiet customers” does not come ${when}. Do you mean this one?\n1. Quiet customers: every Friday at 09:00 Europe/Lisbon`,
    );
  });

  test.each([
    ['stop sending me quiet-customers on Fridays', [call('cancel', '1')]],
    ['pause my weekly quiet-customers report', [call('pause', '1')]],
    ['pause the 9:00 quiet-customers report', [call('pause', '1')]],
    [
      'move my Friday quiet-customers report to Monday',
      [expect.objectContaining({ tool: 'change_schedule' })],
    ],
  ])('“%s” is the one', async (text, calls) => {
    expect((await said(text, FRIDAY)).calls).toEqual(calls);
  });

  test.each(['yes', '1', 'the Friday one'])('“%s” is the answer', async (answer) => {
    const text = 'stop sending me quiet-customers on Tuesdays';
    const thread = [
      { from: 'Marta', text },
      { from: 'Rapport', text: (await said(text, FRIDAY)).text },
    ];
    expect(await runOf(answer, [FRIDAY], { thread })).toEqual([call('cancel', '1')]);
  });

  test('all of a day are only those', async () => {
    expect((await said('stop all my Monday reports', ALL)).calls).toEqual([call('cancel', '1')]);
    expect(await said('stop all my Tuesday reports', ALL)).toMatchObject({
      calls: [],
      text: expect.stringMatching(/^Nothing that is scheduled for you fits “on Tuesday”\./),
    });
  });
});

describe('of several it is asked in a short list', () => {
  test.each([
    ['pause my Monday quiet-customers report', LINES.slice(0, 2)],
    ['pause quiet-customers', LINES],
    ['stop quiet-customers', LINES],
    ['move quiet-customers to 10:00', LINES],
  ])('“%s”', async (text, lines) => {
    expect(await said(text, SEVERAL)).toEqual({
      text: ['Which one do you mean?', ...lines].join('\n'),
      calls: [],
    });
  });

  test.each([
    ['2', call('pause', '2')],
    ['the second one', call('pause', '2')],
    ['60 days', call('pause', '1')],
  ])('“%s” is taken', async (answer, expected) => {
    const thread = [
      { from: 'Marta', text: 'pause quiet-customers' },
      { from: 'Rapport', text: ['Which one do you mean?', ...LINES].join('\n') },
    ];
    expect(await runOf(answer, [SEVERAL], { thread })).toEqual([expected]);
    expect((await respond('never mind', { context: { thread } })).text).toBe('All right, I changed nothing.');
  });

  test('those that look alike in a channel are told apart in a direct message', async () => {
    const alike = { schedules: [quiet('1', 'Monday'), quiet('2', 'Monday')] };
    const { text, calls } = await respond('pause quiet-customers', {
      context: { place: 'channel' },
      answers: [alike],
    });
    expect({ text, calls }).toEqual({ text: expect.stringMatching(/direct message/), calls: [] });
  });
});

describe('what waits for a yes is no schedule yet', () => {
  test('it is left alone by "all", and told', async () => {
    expect((await said('pause all my reports', ALL)).calls).toEqual([call('pause', '1'), call('pause', '2')]);
    const { text } = await said('pause all my reports', ALL, {}, {});
    expect(text).toMatch(/\nWaiting for your yes:\n• New contacts: every day at 09:00 [^\n]+$/);
    const only = await said('stop all my reports', { schedules: [OFFERED] });
    expect(only.calls).toEqual([]);
    expect(only.text).toMatch(/^Nothing is scheduled for you yet\.\nWaiting for your yes:\n• New contacts/);
  });

  test('named, it is withdrawn, and cannot be paused', async () => {
    expect((await said('stop new-contacts', ALL)).calls).toEqual([call('cancel', '3')]);
    expect((await said('stop new-contacts', ALL, OFFERED)).text).toMatch(/the offer is withdrawn\.$/);
    expect(await said('pause new-contacts', ALL)).toMatchObject({
      calls: [],
      text: expect.stringMatching(/waits for your yes on its card/),
    });
  });

  test('it is not changed in a channel, which does not see what it is about', async () => {
    const context = { place: 'channel' };
    const { text, calls } = await respond('change new-contacts to Mondays', { context, answers: [ALL] });
    expect({ text, calls }).toEqual({ text: expect.stringMatching(/^Ask me that in a direct/), calls: [] });
  });
});

describe('"it" is the schedule of the thread', () => {
  const MONDAY = { every: 'week', on: ['monday'], at: '08:15' };
  const view = { ...QUIET, columns: [{ name: 'days_quiet', label: 'Days quiet', meaning: '' }] };
  const beyond = { only: 'beyond', column: 'days_quiet', operator: '>', value: 90 };
  const cases: [string, object[], object][] = [
    ['change it to every Monday at 8:15', [], { cadence: MONDAY }],
    ['make it monthly on the 5th', [], { cadence: { every: 'month', on: 5, at: '09:00' } }],
    ['only when days quiet is over 90', [view], { condition: beyond }],
    ['use days = 60', [view], { params: [{ name: 'days', value: '60' }] }],
  ];
  const asked = { from: 'Marta', text: 'Send me quiet-customers every Friday' };
  const reply = { from: 'Rapport', text: 'Scheduled; the card shows it.' };

  test.each(cases)('“%s”', async (text, answers, change) => {
    for (const context of [{ thread: [asked, reply] }, {}])
      expect(await runOf(text, [FRIDAY, ...answers], context)).toEqual([call('change', '1', change)]);
  });

  test('where it was only sent, the one it shows', async () => {
    const both = {
      schedules: [...FRIDAY.schedules, scheduled('9', 'top-contacts', { title: 'Top contacts' })],
    };
    const text = 'make it monthly on the 5th';
    const thread = [{ from: 'Rapport', text: 'Top contacts' }];
    expect(await runOf(text, [both], { thread })).toMatchObject([{ input: { id: '9' } }]);
    expect((await said(text, both)).text).toMatch(/^Which one do you mean\?/);
    expect(await runOf('pause it', [both], { thread })).toEqual([call('pause', '9')]);
  });

  test.each(['make it private', 'make it Friday', 'only with Ana'])('but not in “%s”', async (text) => {
    expect(await runOf(text)).toEqual([]);
  });
});

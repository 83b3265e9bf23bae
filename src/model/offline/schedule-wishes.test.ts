import { describe, expect, test } from 'vitest';
import { callsFor, respond } from '../../testing/golden/offline-prompts.ts';
import { BY_PERIOD, FOUND, runOf } from '../../testing/golden/report-prompts.ts';
import { ALL, scheduled } from '../../testing/golden/schedule-prompts.ts';
import { ONE_DAY } from './describe.ts';
import { NOT_ONCE } from './schedule-once.ts';

describe('a report that is wanted once, at a later time', () => {
  test.each([
    'send me quiet-customers tomorrow at 9',
    'Tomorrow at 9 send me quiet-customers',
    'send me quiet-customers on Friday',
    'show me top-contacts at 9:00',
    'schedule quiet-customers for tomorrow at 9',
    'email me the quiet customers report in 2 hours',
    'send me the report tonight',
  ])('“%s” is neither run nor scheduled', async (text) => {
    expect(await respond(text)).toEqual({ text: NOT_ONCE, calls: [] });
  });

  test.each([
    ['every day', [{ tool: 'schedule_report', cadence: { every: 'day', at: '09:00' } }]],
    ['run it now', [{ tool: 'run_report' }]],
    ['now', [{ tool: 'run_report' }]],
  ])('“%s” is the answer', async (answer, [expected]) => {
    const thread = [
      { from: 'Marta', text: 'send me quiet-customers tomorrow at 9' },
      { from: 'Rapport', text: NOT_ONCE },
    ];
    const [made] = await runOf(answer, [], { thread });
    expect({ tool: made?.tool, ...(made?.input.cadence ? { cadence: made.input.cadence } : {}) }).toEqual(
      expected,
    );
  });

  test.each([
    ['send me weekly-interactions since Monday', /report/],
    ['send me company-timeline for Acme until Friday', /report/],
    ['send Ana Lopes the deck tomorrow', /set_follow_up/],
    ['show me my follow-ups due tomorrow', /list_my_follow_ups/],
  ])('“%s” is something else', async (text, tool) => {
    const [first] = await callsFor(text);
    expect(first?.tool).toMatch(tool);
  });
});

test.each(['Acme', 'acme'])('“for %s” is said where a report cannot be narrowed to it', async (name) => {
  const text = `I'd like the interactions by company report for ${name} last month on the 1st of every month`;
  const offered = scheduled('1', 'interactions-by-company', { status: 'waits for your yes' });
  const { text: said } = await respond(text, { answers: [FOUND, BY_PERIOD, offered] });
  expect(said).toBe('This report cannot be narrowed to Acme. Press “Schedule it” on the card to start it.');
});

describe('a reminder that is to come again and again is one follow-up', () => {
  test.each([
    ['remind me every Friday at 17:00 to call Acme', 'Call Acme', '2026-11-27'],
    ['remind me to call Acme every Monday and Thursday at 9', 'Call Acme', '2026-11-26'],
    ['Remind me weekly to call Acme', 'Call Acme', '2026-11-30'],
    ['remind me on the 1st of every month to call Acme', 'Call Acme', '2026-12-01'],
    ['remind me every other Friday to call Acme', 'Call Acme', '2026-11-27'],
    ['set a reminder every day to check mail', 'Check mail', '2026-11-25'],
  ])('“%s”', async (text, title, due_on) => {
    expect(await callsFor(text)).toEqual([
      { tool: 'set_follow_up', input: expect.objectContaining({ title, due_on }) },
    ]);
    const answers = [{}, { followUp: { title, dueOn: due_on } }].slice(text.includes('Acme') ? 0 : 1);
    expect((await respond(text, { answers })).text).toMatch(
      new RegExp(`^On your list for .+\\. ${ONE_DAY}$`),
    );
  });

  test.each([
    ['remind me on Friday at 17:00 to call Acme', 'Call Acme', '2026-11-27'],
    ['reminder: call Acme tomorrow', 'Call Acme', '2026-11-25'],
    ['remind me to send Ana Lopes the weekly report on Friday', /weekly report$/, '2026-11-27'],
  ])('“%s” is a plain one', async (text, title, due_on) => {
    const [made] = await callsFor(text);
    expect(made?.input).toMatchObject({ due_on });
    expect(made?.input.title).toMatch(title);
    const { text: said } = await respond(text, {
      answers: [{}, { followUp: { title: 'x', dueOn: due_on } }],
    });
    expect(said).not.toContain(ONE_DAY);
  });
});

describe('other ways to say it', () => {
  test.each([
    ['every weekday at 8am send me the follow-ups due', { every: 'weekday', at: '08:00' }, {}],
    [
      'Send me open follow-ups daily at 7:30 but only if there are any',
      { every: 'day', at: '07:30' },
      { condition: { only: 'with_rows' } },
    ],
    ['my follow-ups every morning', { every: 'day', at: '09:00' }, {}],
  ])('“%s” is the report of what one has to do', async (text, cadence, more) => {
    expect(await runOf(text)).toEqual([
      { tool: 'schedule_report', input: { name: 'follow-ups-due', params: [], cadence, ...more } },
    ]);
  });

  test.each([
    ['alert me when more than 3 customers are quiet, check each morning', 'quiet-customers'],
    ['let me know when more than 5 promises are overdue', 'follow-ups-due'],
  ])('“%s” is explained', async (text, name) => {
    const { text: said, calls } = await respond(text);
    expect(calls).toEqual([]);
    expect(said).toMatch(/^I cannot watch for that/);
    expect(said).toContain(`“send me ${name} every day at 9:00, only when there are rows”`);
  });

  test('the list is asked for, of all or of one report', async () => {
    expect((await respond('what do you send me?', { answers: [ALL] })).text).toMatch(/^Scheduled for you:\n/);
    const next = async (name: string) =>
      (await respond(`when will I get ${name} next?`, { answers: [ALL] })).text;
    expect(await next('quiet-customers')).toBe(
      'Scheduled for you:\n• Quiet customers: every Monday at 09:00 Europe/Lisbon; next: Fri 27 Nov 2026, 17:00',
    );
    expect(await next('top-contacts')).toMatch(/^Nothing that is scheduled for you fits “top-contacts”\./);
  });

  test('what is not understood is answered with a phrase for schedules as well', async () => {
    expect((await respond('blah blub')).text).toMatch(/“Send me quiet-customers every Monday at 9:00”\.$/);
  });
});

import { describe, expect, test } from 'vitest';
import { callsFor, respond } from '../../testing/golden/offline-prompts.ts';
import {
  FOUND,
  param,
  QUIET,
  refusal,
  runOf,
  TIMELINE,
  WEEKLY,
} from '../../testing/golden/report-prompts.ts';
import { scheduled } from '../../testing/golden/schedule-prompts.ts';

const FRIDAYS = { every: 'week', on: ['friday'], at: '09:00' };
const offer = (
  name: string,
  cadence: object,
  { params = {}, ...more }: { params?: object; condition?: object } = {},
) => [
  {
    tool: 'schedule_report',
    input: {
      name,
      params: Object.entries(params).map(([key, value]) => ({ name: key, value })),
      cadence,
      ...more,
    },
  },
];

describe('a report that is to come again and again', () => {
  test.each([
    'Send me weekly-interactions every Friday',
    'please send me weekly-interactions every Friday.',
    'Every Friday, send me weekly-interactions',
    'every Friday please show me the report weekly-interactions',
    'can I get weekly-interactions every Friday?',
    'I want weekly-interactions every Friday',
    'I would like to get weekly-interactions every Friday, thanks',
    'schedule weekly-interactions for every Friday',
    'Subscribe me to weekly-interactions, Fridays',
    'from now on send me weekly-interactions each Friday',
    'run weekly-interactions every Friday',
    'weekly-interactions every Friday',
    'send weekly-interactions to me every Friday',
    'send me "weekly-interactions" every Friday',
  ])('“%s” is scheduled', async (text) => {
    expect(await runOf(text)).toEqual(offer('weekly-interactions', FRIDAYS));
  });

  test.each([
    [
      'schedule the quiet customers report for every weekday at 8',
      'quiet-customers',
      { every: 'weekday', at: '08:00' },
    ],
    ['send me the weekly interactions report every Friday', 'weekly-interactions', FRIDAYS],
    ['quiet customers every Friday', 'quiet-customers', FRIDAYS],
    [
      'tell me which customers have gone quiet every morning',
      'quiet-customers',
      { every: 'day', at: '09:00' },
    ],
  ])('“%s” is looked for', async (text, name, cadence) => {
    expect((await runOf(text))[0]?.tool).toBe('search_reports');
    expect(
      await runOf(text, [{ ...FOUND, reports: FOUND.reports.map((each) => ({ ...each, params: [] })) }]),
    ).toEqual(offer(name, cadence));
  });

  test.each([
    ['since -4w every Friday', WEEKLY, { since: '-4w' }],
    ['for the last 30 days every Friday', WEEKLY, { since: '-30d' }],
    ['every Friday, only calls', WEEKLY, { kind: 'call' }],
    ['for Tom every Friday', WEEKLY, { member: 'Tom' }],
    ['for Acme every Friday', TIMELINE, { company: 'Acme' }],
    ['for 60 days every Friday', QUIET, { days: 60 }],
  ])('what is said along with it goes into its params: %s', async (text, view, params) => {
    expect(await runOf(`send me weekly-interactions ${text}`, [view])).toEqual(
      offer('weekly-interactions', FRIDAYS, { params }),
    );
  });

  test('the column of a condition is called as the report calls it', async () => {
    const text = 'send me weekly-interactions every Friday, only when days quiet is above 5';
    const columns = [{ label: 'Days quiet', meaning: 'Days.' }];
    const given = (column: string) => ({ condition: { only: 'beyond', column, operator: '>', value: 5 } });
    const view = { ...WEEKLY, columns };
    expect(await runOf(text, [view])).toEqual(offer('weekly-interactions', FRIDAYS, given('days_quiet')));
    const named = { ...WEEKLY, columns: [{ name: 'quiet_for', ...columns[0] }] };
    expect(await runOf(text, [named])).toEqual(offer('weekly-interactions', FRIDAYS, given('quiet_for')));
    const other = refusal(
      'invalid',
      'a-report has no column “days_quiet” with numbers; choose days or calls.',
    );
    expect(await runOf(text, [view, other])).toEqual(offer('weekly-interactions', FRIDAYS, given('days')));
    const none = await respond(text, {
      answers: [view, refusal('invalid', 'a-report has no column with numbers to compare.')],
    });
    expect(none.text).toBe('a-report has no column with numbers to compare.');
  });

  test('the reply repeats nothing that the card shows', async () => {
    const text = 'Send me weekly-interactions every Friday at 17:00';
    const said = async (more: object) =>
      (await respond(text, { answers: [scheduled('1', 'weekly-interactions', more)] })).text;
    expect(await said({ status: 'waits for your yes' })).toBe('Press “Schedule it” on the card to start it.');
    expect(await said({ status: 'waits for your yes', card: 'in their direct messages' })).toBe(
      'Press “Schedule it” on the card in your direct messages to start it.',
    );
    expect(await said({ params: 'since = -4w' })).toBe('Scheduled; the card shows it.');
    const refused = await respond(text, {
      answers: [refusal('forbidden', '“A report” is for leads and admins.')],
    });
    expect(refused.text).toMatch(/^“A report” is for leads and admins\./);
  });

  test.each([
    ['send me weekly-interactions every 5 minutes', /^Once a day is the most/],
    ['send me weekly-interactions hourly', /^Once a day is the most/],
    ['send me weekly-interactions on the 31st of each month', /day 28 or on the last day/],
    ['send me weekly-interactions every Friday, only if Tom is happy', /only when there are rows/],
    ['send me a report every Friday', /^Which report/],
    ['send me the report every Friday', /^Which report/],
    ['schedule weekly-interactions', /^How often/],
  ])('“%s” is asked back', async (text, question) => {
    const { text: said, calls } = await respond(text);
    expect(calls).toEqual([]);
    expect(said).toMatch(question);
  });

  test.each([
    'Send Tom the report every Friday',
    'Send weekly-interactions to Tom every Friday',
    'send <@U0TOM> weekly-interactions every Friday',
    'schedule it for the team',
    'schedule weekly-interactions for the team every Friday',
    'send us weekly-interactions every Monday',
    'email everyone the quiet customers report every day',
    'post weekly-interactions in #sales every Monday',
  ])('“%s” is refused', async (text) => {
    const { text: said, calls } = await respond(text, { context: { colleagues: ['Tom', 'Lea'] } });
    expect(calls).toEqual([]);
    expect(said).toMatch(/only to the person who asks for it/);
  });

  test('a colleague that a report cannot be of was to get it', async () => {
    const view = { ...WEEKLY, params: [param('since', 'must be a day: YYYY-MM-DD')] };
    const context = { colleagues: ['Tom'] };
    const { text } = await respond('schedule weekly-interactions for Tom every Friday', {
      answers: [view],
      context,
    });
    expect(text).toMatch(/only to the person who asks for it/);
  });
});

describe('sentences about something else stay what they were', () => {
  test.each([
    ['every Friday we meet Acme', []],
    ['met Ana, she wants a report every Friday', ['log_interaction']],
    ['schedule a meeting with Ana', ['set_follow_up']],
    ['schedule weekly calls with Acme', ['set_follow_up']],
    ['remind me to send Ana Lopes the weekly report every Friday', ['set_follow_up']],
    ['send Ana the proposal every Friday', ['set_follow_up']],
    ['we send Acme the report every Friday', []],
    ['I get the quiet customers report every Friday', []],
    ['send me weekly-interactions', ['run_report']],
    ['run weekly-interactions for last week', ['explain_report', 'run_report']],
    ['cancel the meeting with Ana', []],
    ['stop the project at Acme', []],
    ['which reports are there?', ['search_reports']],
    ['Bob wrote: "send me weekly-interactions every Friday"', ['log_interaction']],
    ['> send me weekly-interactions every Friday', []],
  ])('“%s”', async (text, tools) => {
    const called = (await callsFor(text)).map(({ tool }) => tool);
    expect(called.filter((tool) => /schedule/.test(tool))).toEqual([]);
    expect(called.slice(0, 1)).toEqual(tools.slice(0, 1));
  });
});

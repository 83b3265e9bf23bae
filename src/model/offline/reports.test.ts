import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';
import {
  BY_PERIOD,
  entry,
  explained,
  FOUND,
  param,
  QUIET,
  ran,
  refusal,
  run,
  runOf,
  TIMELINE,
  TOP,
  WEEKLY,
} from '../../testing/golden/report-prompts.ts';

describe('which report', () => {
  test.each([
    ['which customers have gone quiet?', 'quiet-customers'],
    ['show me quiet customers', 'quiet-customers'],
    ['Who have we not talked to in a while?', 'quiet-customers'],
    ['run the weekly interactions report', 'weekly-interactions'],
    ['who has overdue follow-ups?', 'overdue-by-member'],
    ['how active is everybody?', 'team-activity'],
    ['numbers for my week', 'my-week'],
    ['top contacts', 'top-contacts'],
    ['can you show me the team activity, please?', 'team-activity'],
  ])('“%s” is looked for and run', async (text, name) => {
    const [search] = await runOf(text);
    expect(search?.tool).toBe('search_reports');
    expect(await runOf(text, [FOUND])).toEqual(run(name));
  });

  test.each([
    'run weekly-interactions',
    'Weekly-interactions',
    'run "weekly-interactions"',
    'show me the report weekly-interactions',
  ])('“%s” is run by its name', async (text) => {
    expect(await runOf(text)).toEqual(run('weekly-interactions'));
  });

  test('another name is run where its words are in what the report says of itself', async () => {
    const found = { reports: [entry('pipeline', 'Pipeline by stage')] };
    expect(await runOf('run the pipeline report', [found])).toEqual(run('pipeline'));
    const { text, calls } = await respond('run the sales forecast report', {
      answers: [found, refusal('not_found', 'I know no report “sales-forecast”.')],
    });
    expect(calls).toEqual([]);
    expect(text).toContain('Pipeline by stage (pipeline)');
  });
});

describe('questions that are about something else', () => {
  test.each([
    ['What did I do this week?', 'list_my_interactions'],
    ['show me my week', 'list_my_interactions'],
    ['my follow-ups', 'list_my_follow_ups'],
    ['what is overdue?', 'list_my_follow_ups'],
    ['who works at Acme?', 'find'],
    ['what happened with Acme?', 'find'],
    ['show me new contacts at Acme', 'find'],
    ['what did the team do at Acme this week?', 'find'],
    ['who reports to Ana Lopes?', 'find'],
    ['show me the Acme report', 'find'],
    ['show me the report Ana sent', 'find'],
    ['Met Ana Lopes at Acme about the quiet customers report', 'log_interaction'],
    ['Met Ana Lopes at Acme. New contacts: Bob Stone and Rita.', 'log_interaction'],
    ['remind me to send Ana Lopes the weekly report', 'set_follow_up'],
  ])('“%s” calls %s', async (text, tool) => {
    const [call] = await runOf(text);
    expect(call?.tool).toBe(tool);
  });

  test.each([
    '> run weekly-interactions',
    'Bob wrote: "run weekly-interactions"',
    '```run weekly-interactions```',
  ])('what is quoted is no request: %s', async (text) => {
    expect((await runOf(text)).filter(({ tool }) => /report/.test(tool))).toEqual([]);
  });
});

describe('params', () => {
  test.each([
    ['run weekly-interactions for the last 30 days', WEEKLY, { since: '-30d' }],
    ['run weekly-interactions since 1 November', WEEKLY, { since: '2026-11-01' }],
    ['run weekly-interactions since Monday for Tom', WEEKLY, { since: '2026-11-23', member: 'Tom' }],
    ['run weekly-interactions for <@U0TOM>', WEEKLY, { member: 'U0TOM' }],
    ['run weekly-interactions since=-8w kind=call', WEEKLY, { since: '-8w', kind: 'call' }],
    ['run weekly-interactions for me, only e-mails', WEEKLY, { kind: 'email', member: 'me' }],
    ['run interactions-by-company for last month', BY_PERIOD, { period: 'last-month' }],
    ['run interactions-by-company in October', BY_PERIOD, { period: '2026-10' }],
    ['run interactions-by-company for Q3', BY_PERIOD, { period: '2026-Q3' }],
    [
      'run interactions-by-company from 5 October to 9 October',
      BY_PERIOD,
      { period: '2026-10-05..2026-10-09' },
    ],
    [
      'run interactions-by-company since Monday, meetings and calls',
      BY_PERIOD,
      { period: '2026-11-23..today', kinds: ['meeting', 'call'] },
    ],
    ['run quiet-customers for 60 days', QUIET, { days: 60 }],
    ['run quiet-customers for the last two weeks', QUIET, { days: 14 }],
    ['run top-contacts at Acme this quarter', TOP, { period: 'this-quarter', company: 'Acme' }],
    ['run company-timeline for acme, only meetings', TIMELINE, { kind: 'meeting', company: 'Acme' }],
  ])('“%s”', async (text, view, params) => {
    expect(await runOf(text, [view])).toEqual(run(text.split(' ')[1] ?? '', params));
  });

  test.each([
    ['how busy was the team last month?', WEEKLY, 'weekly-interactions', { since: '2026-10-01' }],
    ['how busy was Tom this week?', WEEKLY, 'weekly-interactions', { since: '2026-11-23', member: 'Tom' }],
    ['what did everybody do this week?', BY_PERIOD, 'team-activity', { period: 'this-week' }],
    ['top 3 contacts this year', TOP, 'top-contacts', { period: 'this-year', top: 3 }],
    ['show me the timeline of Acme', TIMELINE, 'company-timeline', { company: 'Acme' }],
  ])('“%s” says them in a question', async (text, view, name, params) => {
    expect(await runOf(text, [FOUND, view])).toEqual(run(name, params));
  });

  test('a name is looked up where it may be a company or a person', async () => {
    const view = explained(
      param('company', 'must be the name of a company'),
      param('contact', 'must be the name of a contact'),
    );
    const known = { companies: [], contacts: [{ name: 'Mika' }] };
    expect(await runOf('run who-knows-whom for Mika', [view])).toMatchObject([{ tool: 'find' }]);
    expect(await runOf('run who-knows-whom for Mika', [view, known])).toEqual(
      run('who-knows-whom', { contact: 'Mika' }),
    );
  });

  test('what a report does not take is said', async () => {
    const { text } = await respond('run quiet-customers for Acme', { answers: [QUIET, ran()] });
    expect(text).toMatch(/cannot be narrowed to Acme\.$/);
    const busy = await respond('how busy was the team last month?', { answers: [FOUND, WEEKLY, ran()] });
    expect(busy.text).toMatch(/goes on until today\.$/);
  });
});

import { describe, expect, test } from 'vitest';
import { respond } from '../../testing/golden/offline-prompts.ts';
import {
  entry,
  FOUND,
  LEADS_ONLY,
  ran,
  refusal,
  run,
  runOf,
  TIMELINE,
  WEEKLY,
} from '../../testing/golden/report-prompts.ts';

describe('what is said of a run', () => {
  const said = async (result: object, text = 'run a-report') =>
    (await respond(text, { answers: [result] })).text;

  test('the rows, the total and the first row', async () => {
    expect(await said(ran())).toBe(
      '“A report”: 2 rows; 8 interactions in all. First comes Marta (interactions: 5). The table is above.',
    );
  });

  test('no total of interactions that several contacts have in common', async () => {
    const columns = { contact: 'Contact', interactions: 'Interactions' };
    const first_rows = [
      { contact: 'Ana Lopes', interactions: 5 },
      { contact: 'Rui Costa', interactions: 3 },
    ];
    expect(await said(ran({ columns, first_rows }))).not.toContain('8');
  });

  test('nothing, too much, and what went by direct message', async () => {
    const params = { period: 'last-month (Thu 1 Oct 2026 – Sat 31 Oct 2026)' };
    const nothing = { row_count: 0, empty: true, first_rows: [], totals: {}, params };
    expect(await said(ran(nothing))).toBe(
      '“A report” is empty: nothing was found for period last-month (Thu 1 Oct 2026 – Sat 31 Oct 2026).',
    );
    expect(await said(ran({ row_count: 10_000, truncated: true }))).toMatch(/only the first 10000 were read/);
    expect(await said({ report: 'a', title: 'A report', sent_by_direct_message: 'Not for here.' })).toMatch(
      /by direct message/,
    );
    expect(await said({ cut_off: true, beginning: '{' })).toMatch(/above/);
  });

  test('refusals, with the way to what may be run', async () => {
    expect(await said(LEADS_ONLY, 'run team-activity')).toBe(
      '“team-activity” is for leads and admins. Ask “which reports are there?” to see yours.',
    );
    const unknown = refusal('not_found', 'I know no report “my-weak”. Did you mean my-week?', ['my-week']);
    expect(await said(unknown, 'run my-weak')).toContain('Did you mean my-week?');
    const hidden = { answers: [{ reports: [entry('quiet-customers')] }, LEADS_ONLY] };
    expect((await respond('what did everybody do?', hidden)).text).toMatch(/for leads and admins/);
  });
});

describe('a name that is missing or not clear', () => {
  const missing = refusal('invalid', 'company is missing: it must be the name of a company, for example …');
  const question = '“company-timeline” needs a company: which one do you mean?';

  test('is asked for, and the answer completes it', async () => {
    const { text } = await respond('run company-timeline', { answers: [missing] });
    expect(text).toBe(question);
    const thread = [
      { from: 'Marta', text: 'run company-timeline' },
      { from: 'Rapport', text },
    ];
    for (const answer of ['Acme', 'acme', 'for Acme.']) {
      const calls = await runOf(answer, [TIMELINE], { thread });
      expect(calls).toEqual(run('company-timeline', { company: expect.stringMatching(/^acme$/i) }));
    }
    expect(await runOf('never mind', [TIMELINE], { thread })).toEqual([]);
    expect(await runOf('Acme', [TIMELINE], { thread: thread.with(0, { from: 'Tom', text: 'x' }) })).toEqual(
      [],
    );
  });

  test('the answer may come without a thread in a direct message', async () => {
    const context = { recent_messages: [{ on: '2026-11-24', text: 'run company-timeline' }] };
    expect(await runOf('Acme', [TIMELINE], context)).toEqual(run('company-timeline', { company: 'Acme' }));
  });

  test('of two companies one is chosen; of one that is alike it is taken and said', async () => {
    const two = refusal(
      'invalid',
      'company: “Acme” could be more than one company: Acme GmbH [id 1]; Acme Ltd [id 2]. Ask which one is meant.',
    );
    const text = 'run company-timeline for Acme';
    const asked = await respond(text, { answers: [TIMELINE, two] });
    expect(asked.text).toBe("Which “Acme” do you mean: Acme GmbH; or Acme Ltd? I'll run it once I know.");
    const thread = [
      { from: 'Marta', text },
      { from: 'Rapport', text: asked.text },
    ];
    expect(await runOf('Acme Ltd', [TIMELINE, two], { thread })).toEqual(
      run('company-timeline', { company: '2' }),
    );
    const alike = refusal('invalid', 'company: I know no company “Acmee”. Did you mean Acme [id 7]?');
    const meant = await respond('run company-timeline for Acmee', { answers: [TIMELINE, alike, ran()] });
    expect(meant.text).toMatch(/^I take it you mean Acme\. /);
  });
});

describe('what there is', () => {
  test.each([
    'which reports are there?',
    'what reports can I run?',
    'List all reports',
    'reports',
    'run a report',
  ])('“%s” lists them', async (text) => {
    expect(await runOf(text)).toEqual([{ tool: 'search_reports', input: {} }]);
    const said = await respond(text, { answers: [FOUND] });
    expect(said.text).toMatch(/• Quiet customers \(quiet-customers\)\nAlso: company-timeline, /);
    expect(said.text).toContain('run weekly-interactions');
  });

  test('a report about something is named', async () => {
    const text = 'is there a report about quiet customers?';
    expect(await runOf(text)).toEqual([{ tool: 'search_reports', input: { query: 'quiet customers' } }]);
    expect((await respond(text, { answers: [FOUND] })).text).toMatch(
      /^Yes: Quiet customers \(quiet-customers\)/,
    );
    const none = await respond('is there a report about churn?', {
      answers: [{ reports: [], none_fits: true, all: ['my-week'] }],
    });
    expect(none.text).toMatch(/no report about “churn”/);
  });

  test.each([
    'explain weekly-interactions',
    'what does the report weekly-interactions show?',
    'what is weekly-interactions?',
  ])('“%s” is explained', async (text) => {
    expect(await runOf(text)).toEqual([{ tool: 'explain_report', input: { name: 'weekly-interactions' } }]);
    const said = await respond(text, { answers: [WEEKLY] });
    expect(said.text).toMatch(/“A report” \(a-report\) is for leads and admins\. Shows something\./);
    expect(said.text).toContain('• since: What since is (may be left out).');
  });

  test.each([
    ['what does the column Kept mean in follow-up-completion?', []],
    ['what does the column "Kept" mean in the report follow-up-completion?', []],
    ['explain the kept column of follow-up-completion', []],
    [
      'what does the column Kept mean?',
      [
        { from: 'Marta', text: 'run follow-up-completion' },
        { from: 'Rapport', text: '“A report”: 2 rows.' },
      ],
    ],
  ])('a column is explained: %s', async (text, thread) => {
    expect(await runOf(text, [], { thread })).toEqual([
      { tool: 'explain_report', input: { name: 'follow-up-completion' } },
    ]);
    const said = await respond(text, { answers: [WEEKLY], context: { thread } });
    expect(said.text).toBe('“Kept” in “A report”: Part that was done on time.');
  });

  test('a column that is not there, and a report that was not named', async () => {
    const text = 'what does the column Cost mean in follow-up-completion?';
    expect((await respond(text, { answers: [WEEKLY] })).text).toMatch(/no column “Cost”.+Colleague and Kept/);
    expect((await respond('what does the column Kept mean?')).text).toMatch(/^Which report do you mean\?/);
  });
});

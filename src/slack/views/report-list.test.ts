import { expect, test } from 'vitest';
import { buildReportHelp, buildReportList } from './report-list.ts';
import { buildRunList } from './report-runs.ts';
import { buildSharing } from './report-sharing.ts';

const reports = Array.from({ length: 8 }, (_, at) => ({
  name: `report-${at}`,
  title: `Report <${at}>`,
  description: 'Shows & tells.',
}));
const written = (view: unknown) => JSON.stringify(view);

test('the list says how many there are, and shows six on a page', () => {
  const first = buildReportList({ kind: 'report_list', reports, page: 0, broken: [] });
  expect(first.text).toBe('8 reports you can run');
  expect(written(first)).toContain('Page 1 of 2.');
  expect(written(first)).toContain('*Report &lt;5&gt;*');
  expect(written(first)).toContain('Shows &amp; tells.');
  expect(written(first)).not.toContain('report-6');
  const second = buildReportList({ kind: 'report_list', reports, page: 9, broken: [] });
  expect(written(second)).toContain('Page 2 of 2.');
  expect(written(second)).toMatch(/report-6.*report-7.*report_page_back/);
  expect(written(second)).not.toContain('report_page_on');
});

test('the list says what was looked for, and names broken files', () => {
  const none = { kind: 'report_list' as const, reports: [], page: 0 };
  expect(buildReportList({ ...none, words: 'pies', broken: [] }).text).toBe('No report fits “pies”');
  const broken = [{ file: 'x.yaml', problems: [{ line: 3, reason: 'there is no title' }] }];
  expect(written(buildReportList({ ...none, broken }))).toContain(
    'Broken: x.yaml, line 3: there is no title',
  );
});

test('the help says for whom a report is, and what its params take', () => {
  const help = buildReportHelp({
    kind: 'report_help',
    explanation: {
      name: 'weekly',
      title: 'Weekly',
      description: 'Counts.',
      for: 'leads and admins',
      examples: ['how busy were we?'],
      params: [
        { name: 'since', description: '', rule: 'must be a day', example: 'since=-4w', needed: 'needed' },
      ],
      columns: [{ name: 'n', label: 'Count', meaning: 'A whole number.' }],
      counted: ['Only Meetings: at least 2'],
    },
  });
  expect(written(help)).toMatch(/How it is counted.*Only Meetings: at least 2/);
  expect(written(help)).toMatch(/For leads and admins.*since.*It must be a day \(needed\).*since=-4w/);
  expect(written(help)).toMatch(/Count: A whole number.*how busy were we\?.*report_open/);
});

test('the last runs say who ran what, how, and what came of it', () => {
  const runs = [
    {
      id: '1',
      report: 'weekly-interactions',
      memberId: 'm',
      memberName: 'Lea',
      source: 'command',
      agentRunId: null,
      audience: 'direct',
      params: { since: '-8w' },
      outcome: 'timed_out',
      error: null,
      rows: 12,
      truncated: true,
      ms: 7,
      startedAt: new Date('2026-11-24T10:00:00Z'),
    },
  ] as const;
  const reader = { timeZone: 'Europe/Lisbon', locale: 'en-GB' };
  const list = buildRunList({ kind: 'run_list', runs: [...runs], reader });
  expect(written(list)).toMatch(
    /24 Nov 2026, 10:00 · Lea · `weekly-interactions since=-8w` · by command · took too long, 12\+ rows, 7 ms/,
  );
  expect(buildRunList({ kind: 'run_list', runs: [], reader }).text).toBe('No report was run yet.');
});

test('a report can be shared, unless its params are too long for a button', () => {
  const report = { name: 'weekly', title: 'Weekly' };
  const offer = (given: object) =>
    written(buildSharing({ kind: 'sharing_offer', report, given: { ...given } }));
  expect(offer({ since: '-4w' })).toMatch(/comes to your direct messages.*report_share/);
  expect(offer({ words: 'x'.repeat(2_500) })).not.toContain('report_share');
});

import { respond } from './offline-prompts.ts';

/** What the tools for reports answer, as tests of the offline model need it. */

export const entry = (name: string, title = name, description = '') => ({
  name,
  title,
  description,
  params: ['since'],
});
export const FOUND = {
  reports: [
    entry('weekly-interactions', 'Interactions per week', 'How many interactions each colleague logged.'),
    entry('quiet-customers', 'Quiet customers', 'Companies that nobody has been in touch with.'),
  ],
  more: [
    'company-timeline',
    'interactions-by-company',
    'kind-mix',
    'my-week',
    'overdue-by-member',
    'team-activity',
    'top-contacts',
    'who-knows-whom',
  ],
};

const DAY = 'must be a day: YYYY-MM-DD, today, yesterday, -4w, +3d, start-of-month …';
const PERIOD = 'must be a period: this-week, last-month, last-quarter, -30d, 2026-11, 2026-Q4 …';
const KIND = 'must be one of meeting, call, email, message, note';
export const param = (name: string, rule: string, needed = 'may be left out') => ({
  name,
  description: `What ${name} is.`,
  rule,
  example: '',
  needed,
});
export const explained = (...params: ReturnType<typeof param>[]) => ({
  name: 'a-report',
  title: 'A report',
  description: 'Shows something.',
  for: 'leads and admins',
  examples: [],
  params,
  columns: [
    { label: 'Colleague', meaning: 'Text.' },
    { label: 'Kept', meaning: 'Part that was done on time.' },
  ],
});
export const WEEKLY = explained(
  param('since', DAY),
  param('member', 'must be the name of a member'),
  param('kind', KIND),
);
export const TIMELINE = explained(
  param('company', 'must be the name of a company', 'needed'),
  param('since', DAY),
  param('kind', KIND),
);
export const BY_PERIOD = explained(
  param('period', PERIOD),
  param('kinds', `must be up to 50 values, separated by commas; each ${KIND}`),
);
export const TOP = explained(
  param('period', PERIOD),
  param('company', 'must be the name of a company'),
  param('top', 'must be a whole number from 1 to 100'),
);
export const QUIET = explained(param('days', 'must be a whole number from 1 to 3650'));

export const ran = (result: object = {}) => ({
  report: 'a-report',
  title: 'A report',
  params: {},
  columns: { member: 'Colleague', interactions: 'Interactions' },
  row_count: 2,
  truncated: false,
  empty: false,
  first_rows: [
    { member: 'Marta', interactions: 5 },
    { member: 'Tom', interactions: 3 },
  ],
  totals: { interactions: 8 },
  ...result,
});
export const refusal = (code: string, message: string, candidates?: string[]) => ({
  error: { code, message, ...(candidates ? { candidates } : {}) },
});
export const LEADS_ONLY = refusal('forbidden', '“team-activity” is for leads and admins.');

/** The run that a message leads to, after the answers of the tools before it. */
export async function runOf(text: string, answers: unknown[] = [], context: object = {}) {
  const { calls } = await respond(text, { answers, context: { colleagues: ['Tom', 'Lea'], ...context } });
  return calls;
}
export const run = (name: string, params: object = {}) => [
  {
    tool: 'run_report',
    input: { name, params: Object.entries(params).map(([key, value]) => ({ name: key, value })) },
  },
];

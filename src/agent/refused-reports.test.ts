import { expect, test } from 'vitest';
import type { Step } from '../agent-steps.ts';
import { NOT_COUNTED } from './not-counted.ts';
import { listRefusedReports } from './refused-reports.ts';

const DENIED = { code: 'forbidden', message: '“team” is for leads and admins.' };

/** One step of the model that asks for a report, and its result. */
const asks = (name: string, error?: { code: string; message: string }): Step[] => [
  {
    ...{ kind: 'model', text: '', inputTokens: 1, outputTokens: 1 },
    calls: [{ id: 'a', name: 'run_report', input: { name } }],
  },
  {
    ...{ kind: 'tool', callId: 'a', name: 'run_report' },
    ...(error ? { effect: 'refused', output: { error } } : { effect: 'read', shown: true, output: {} }),
  },
];

const reasons = (...steps: Step[][]) => listRefusedReports(steps.flat()).map(({ reason }) => reason);

test('a report that was refused is listed with its reason, whatever else was run', () => {
  expect(reasons(asks('team', DENIED), asks('my-week'))).toEqual([DENIED.message]);
});

test('one that ran afterwards is not', () => {
  const failed = { code: 'invalid', message: 'since: must be a day. Write 2026-11-27.' };
  expect(reasons(asks('team', failed))).toEqual(['team: since: must be a day.']);
  expect(reasons(asks('team', failed), asks('team'))).toEqual([]);
});

test('a name of no report is made good by the report that ran then', () => {
  const unknown = { code: 'not_found', message: 'I know no report “week”. Did you mean my-week?' };
  expect(reasons(asks('week', unknown))).toEqual(['I know no report “week”.']);
  expect(reasons(asks('week', unknown), asks('my-week'))).toEqual([]);
});

test('of a question the person reads what is not counted, and none of the lists that are for the model', () => {
  const message = [
    'deals has no measure “margin”, did you mean “open”?: there are deals, open.',
    'there is no metric “fairs”: there are deals.',
    '“open” must be among the measures that are asked for.',
    'deals has no grain “day”: there are month.',
    NOT_COUNTED,
  ].join('\n');
  const steps = asks('', { code: 'invalid', message }).map((step) =>
    step.kind === 'model'
      ? { ...step, calls: [{ id: 'a', name: 'ask_metric', input: {} }] }
      : { ...step, name: 'ask_metric' },
  );
  expect(listRefusedReports(steps)).toMatchObject([
    { reason: '“margin” and “fairs” are not counted here.', uncounted: ['margin', 'fairs'], isAsking: true },
  ]);
});

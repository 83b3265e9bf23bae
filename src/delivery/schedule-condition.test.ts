import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import type { ReportDefinition } from '../reports/definition.ts';
import type { Result } from '../reports/result.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import { openScheduleDesk, type ScheduleDesk } from '../testing/schedule-desk.ts';
import { temporarySqlite } from '../testing/stores.ts';
import { Condition, describeCondition, hashRows, type OPERATORS, requireFits } from './schedule-condition.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const beyond = (operator: (typeof OPERATORS)[number], value: number, column = 'calls') =>
  ({ only: 'beyond', column, operator, value }) as const;

let desk: ScheduleDesk;
let ana: Context;
beforeEach(async () => {
  desk = await openScheduleDesk(await temporarySqlite());
  ana = await desk.member('ana', { timeZone: 'UTC' });
});
afterEach(() => desk.close());

/** What comes of these rows on the days that follow: how many messages each day. */
async function messagesFor(condition: Condition, ...days: Scalar[][][]): Promise<number[]> {
  const { id } = await desk.schedule(ana, { condition });
  const counts: number[] = [];
  desk.system.clock.advance(-HOUR);
  for (const rows of days) {
    desk.answer(() => rows);
    await desk.pass(DAY);
    counts.push(desk.got(ana).length);
  }
  expect((await desk.row(id)).lastScheduledAt).not.toBeNull();
  return counts;
}

describe('a scheduled report', () => {
  test('comes only when there are rows', async () => {
    const counts = await messagesFor({ only: 'with_rows' }, [], [['Acme', 1]], [], [[null, null]]);
    expect(counts).toEqual([0, 1, 0, 1]);
  });

  test.each<[(typeof OPERATORS)[number], number[]]>([
    ['>', [0, 0, 1]],
    ['>=', [0, 1, 1]],
    ['<', [1, 0, 0]],
    ['<=', [1, 1, 0]],
    ['=', [0, 1, 0]],
  ])('comes only when a column is %s a number', async (operator, expected) => {
    const days = [4.9, 5, 5.1].map((calls) => [['Acme', calls]]);
    expect(await messagesFor(beyond(operator, 5), ...days)).toEqual(expected);
  });

  test('comes when one row of many is beyond, and never for what is no number', async () => {
    const many = [
      ['Acme', 1],
      ['Globex', 9],
    ];
    expect(await messagesFor(beyond('>', 5), many, [['Acme', null]], [['Acme', '–']], [])).toEqual([
      1, 0, 0, 0,
    ]);
  });

  test('comes only when its rows are not those sent last, also not after days without', async () => {
    const [one, two] = [[['Acme', 1]], [['Acme', 2]]];
    expect(await messagesFor({ only: 'changed' }, one, one, two, two, one, [], [])).toEqual([
      1, 0, 1, 0, 1, 1, 0,
    ]);
  });

  test('that did not come goes on, and leaves its run behind', async () => {
    const { id } = await desk.schedule(ana, { condition: { only: 'with_rows' } });
    desk.answer(() => []);
    await desk.pass(23 * HOUR);
    expect(await desk.row(id)).toMatchObject({
      status: 'active',
      scheduledAt: new Date('2026-11-26T09:00Z'),
      lastHash: null,
    });
    const { reportRuns } = desk.system.store.tables;
    const runs = await desk.system.store.read.select().from(reportRuns);
    expect(runs.map(({ source, outcome }) => [source, outcome])).toEqual([['schedule', 'done']]);
  });
});

describe('a condition', () => {
  test.each<[string, unknown]>([
    ['no column', { only: 'beyond', operator: '>', value: 1 }],
    ['another operator', { ...beyond('>', 1), operator: '<>' }],
    ['a text as a number', { ...beyond('>', 1), value: '1' }],
    ['no number', { ...beyond('>', 1), value: Number.NaN }],
    ['infinity', { ...beyond('>', 1), value: Number.POSITIVE_INFINITY }],
    ['SQL', { only: 'sql', where: 'true' }],
    ['another key', { only: 'with_rows', column: 'calls' }],
  ])('is refused with %s', (_, input) => {
    expect(Condition.safeParse(input).success).toBe(false);
  });

  test('on a column that is not there, or holds no numbers, is refused with those that do', async () => {
    for (const column of ['company', 'nothing', '']) {
      await expect(desk.schedule(ana, { condition: beyond('>', 1, column) })).rejects.toThrow(
        `calls has no column “${column}” with numbers; choose calls.`,
      );
    }
  });

  test('on a column that is yes or no is refused with what to do instead', () => {
    const refusal = (params: object): string => {
      const columns = {
        overdue: { label: 'Overdue', format: 'boolean' },
        days: { label: 'Days', format: 'integer' },
      };
      try {
        requireFits(beyond('=', 1, 'overdue'), {
          name: 'promises',
          params,
          columns,
        } as unknown as ReportDefinition);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    const told =
      'overdue of promises is yes or no, and no number: use only=with_rows with a param that leaves only those rows';
    expect(refusal({ until: { type: 'date' } })).toBe(`${told}, e.g. until=yesterday.`);
    expect(refusal({ team: { type: 'string' }, kind: { type: 'string' } })).toBe(
      `${told} (it takes team, kind).`,
    );
    expect(refusal({})).toBe(`${told}.`);
  });

  test('is told in words', () => {
    expect(describeCondition(null)).toBe('');
    expect(describeCondition({ only: 'with_rows' })).toBe('only when there are rows');
    expect(describeCondition(beyond('>=', 5))).toBe('only when calls is at least 5');
    expect(describeCondition({ only: 'changed' })).toBe('only when something has changed');
  });

  test('tells rows apart by their cells and their order', () => {
    const hash = (rows: Scalar[][], truncated = false) => hashRows({ columns: [], rows, truncated });
    const all = [
      hash([]),
      hash([[]]),
      hash([['a', 'b']]),
      hash([['b', 'a']]),
      hash([['a'], ['b']]),
      hash([['ab']]),
      hash([['1']]),
      hash([[1]]),
      hash([[null]]),
      hash([], true),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(hash([['a', 1]])).toBe(hash([['a', 1]]));
  });

  test('of something that has changed does not count what changes with the day alone', () => {
    const columns: Result['columns'] = [
      { name: 'company', label: 'Company', format: 'text' },
      { name: 'days_quiet', label: 'Days quiet', format: 'integer', moves: true },
      { name: 'last_on', label: 'Last contact', format: 'date' },
    ];
    const hash = (...row: Scalar[]) => hashRows({ columns, rows: [row], truncated: false });
    const today = hash('Acme', 40, '2026-10-13');
    expect(hash('Acme', 41, '2026-10-13')).toBe(today);
    expect(hash('Acme', 3, '2026-11-20')).not.toBe(today);
    expect(hash('Orbit', 40, '2026-10-13')).not.toBe(today);
  });
});

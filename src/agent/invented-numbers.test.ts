import { describe, expect, test } from 'vitest';
import { askWithoutInvented, findInventedNumbers, type NumberSources } from './invented-numbers.ts';

const table = (rows: Record<string, unknown>[], more: object = {}) => ({
  report: 'some-report',
  row_count: rows.length,
  rows_shown: rows.length,
  first_rows: rows,
  totals: {},
  ...more,
});

const sources = (result: unknown, given = 'How was it?'): NumberSources => ({
  given,
  results: [result],
  today: '2026-11-28',
});

const instead = 'The numbers are in the table.';

const inventedIn = (text: string, from: NumberSources) =>
  findInventedNumbers({ text, instead, sources: from }).invented;

const MARTAS_CALLS = table(
  [
    { week: '2026-11-09', member: 'Marta Lindqvist', interactions: 1 },
    { week: '2026-11-23', member: 'Marta Lindqvist', interactions: 4 },
  ],
  { totals: { interactions: 5 }, nothing_in: ['2026-11-16'] },
);

const quarters = (value: number) =>
  table([{ quarter: '2026-Q4', calls: value }], { totals: { calls: value } });
const OCTOBER = table([{ kind: 'meeting', interactions: 19 }], {
  report: 'kind-mix',
  totals: { interactions: 19 },
});
const NOVEMBER = table([{ kind: 'meeting', interactions: 37 }], {
  report: 'kind-mix',
  totals: { interactions: 37 },
});

const TREND = table(
  [
    { month: '2026-10', interactions: 19, meetings: 6, companies: 8 },
    { month: '2026-11', interactions: 37, meetings: 8, companies: 14 },
  ],
  { totals: { interactions: 56, meetings: 14 } },
);

const FIVE_WEEKS = table(
  [3, 7, 20, 8, 6].map((calls, at) => ({ week: `2026-11-0${at + 1}`, calls })),
  { totals: { calls: 44 }, row_count: 5 },
);

const CONTACTS = table(
  Array.from({ length: 20 }, (_, at) => ({
    contact: `Person ${'ABCDEFGHIJKLMNOPQRST'.charAt(at)}`,
    email: at < 4 ? null : 'someone@kestrel.example',
    last_on: null,
  })),
  { row_count: 22 },
);

describe('numbers of an answer that are grounded', () => {
  test.each<[string, object]>([
    [
      'Last week (16–22 November) Marta logged 0 calls, one fewer than the 1 call in the week before. This week she already has 4.',
      MARTAS_CALLS,
    ],
    [
      '4 of the first 20 contacts have no e-mail: Person A, Person B. The last 2 of 22 are only in the table, and 16 have one.',
      CONTACTS,
    ],
    ['The team went from 19 interactions in October to 37 in November so far: up 95%.', TREND],
    ['It grew by 95 % (94.7 percent), which is 18 more, or 1.9 times as much.', TREND],
    ['There were 56 in all, 28 a month on average; 22 % of November’s were meetings.', TREND],
    ['In 2026 there were 23 more interactions than companies in November.', TREND],
    ['1. October: 19\n2. November: 37', TREND],
    ['Both months are in the table.', TREND],
    ['It went down by 25 % in the last week, and is twice (2 times) what it was at first.', FIVE_WEEKS],
    ['The 20 of the week of 3 November are 2.9 times the 7 before; on average 8.8 a week.', FIVE_WEEKS],
    [
      'Your last contact with Orchard & Vane was on 29 October, 30 days ago.',
      table([{ company: 'Orchard & Vane', my_last_on: '2026-10-29', interactions: 6 }]),
    ],
    ['You have 3 open follow-ups.', { open_follow_ups: [{ title: 'a' }, { title: 'b' }, { title: 'c' }] }],
  ])('%s', (text, result) => {
    expect(findInventedNumbers({ text, instead, sources: sources(result) })).toEqual({
      invented: [],
      kept: text,
    });
  });

  test('stand in the question as well', () => {
    expect(
      inventedIn('Nobody was quiet for 45 days.', sources(table([]), 'Who was quiet for 45 days?')),
    ).toEqual([]);
  });
});

describe('invented numbers', () => {
  test.each<[string, object, string[]]>([
    [
      'Interactions grew by 37 %.',
      table([
        { month: '2026-10', n: 19 },
        { month: '2026-11', n: 36 },
      ]),
      ['37 %'],
    ],
    ['It grew by 12 percent.', TREND, ['12 percent']],
    ['You made 4711 calls.', TREND, ['4711']],
    ['It is down by 60 %.', FIVE_WEEKS, ['60 %']],
    ['You have 4 open follow-ups.', { open_follow_ups: [{}, {}, {}] }, ['4']],
    ['12 contacts have no e-mail.', CONTACTS, ['12']],
    [
      'The row is 01M8HRVRTJJN29J9DG8DGQYT7A, so 77.',
      { id: '01M77RVRTJJN29J9DG8DGQYT77' },
      expect.arrayContaining(['77']),
    ],
  ])('%s', (text, result, invented) => {
    expect(inventedIn(text, sources(result))).toEqual(invented);
  });

  test.each([
    ['a change is no count', 'There were 95 calls.'],
    ['a ratio is no count', 'There were 1.9 calls.'],
    ['a share is no count', 'There were 34 calls.'],
    ['a difference is no percentage', 'It grew by 18 %.'],
    ['a sum is no percentage', 'It grew by 56 %.'],
    ['a count is no million', 'There were 19 million calls.'],
  ])('%s', (_, text) => {
    expect(inventedIn(text, sources({ ...TREND, totals: {} }))).toHaveLength(1);
  });

  test('are mostly found although a short table has few numbers', () => {
    const rows = [
      { member: 'Ana', calls: 13, meetings: 47 },
      { member: 'Rui', calls: 8, meetings: 29 },
      { member: 'Tom', calls: 71, meetings: 22 },
      { member: 'Lea', calls: 94, meetings: 5 },
    ];
    const from = sources(table(rows, { totals: { calls: 186, meetings: 103 } }));
    const passes = (write: (number: number) => string) =>
      Array.from({ length: 100 }, (_, number) => write(number)).filter(
        (text) => inventedIn(text, from).length === 0,
      ).length;
    expect(passes((number) => `There were ${number} calls.`)).toBeLessThan(25);
    expect(passes((number) => `That is ${number} % more.`)).toBeLessThan(35);
    expect(inventedIn('Tom had 23 calls fewer than Lea, and Rui 8.5 times less than all.', from)).toEqual([
      '8.5 times',
    ]);
  });

  test('are mostly found although a long table has many numbers', () => {
    let state = 7;
    const random = (most: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % most;
    };
    const rows = Array.from({ length: 20 }, (_, at) => ({
      company: `Company ${'ABCDEFGHIJKLMNOPQRST'.charAt(at)}`,
      interactions: 20 + random(400),
      meetings: random(90),
      last_on: `2026-${String(1 + random(11)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`,
    }));
    const sum = (field: 'interactions' | 'meetings') => rows.reduce((all, row) => all + row[field], 0);
    const totals = { interactions: sum('interactions'), meetings: sum('meetings') };
    const from = sources(table(rows, { totals }));
    const found = (write: (number: number) => string, most: number) => {
      const tries = Array.from({ length: 120 }, () => write(random(most)));
      return tries.filter((text) => inventedIn(text, from).length > 0).length / 120;
    };
    expect(found((number) => `There were ${number} calls.`, 500)).toBeGreaterThan(0.85);
    expect(found((number) => `That is ${number} % more.`, 100)).toBeGreaterThan(0.6);
    expect(
      found((number) => `Company B has ${number} interactions, ${number + 3} more than Company C.`, 500),
    ).toBeGreaterThan(0.9);
    const [, b, c] = rows;
    const more = Math.abs((b?.interactions ?? 0) - (c?.interactions ?? 0));
    expect(inventedIn(`Company B and Company C are ${more} apart.`, from)).toEqual([]);
  });
});

describe('a sentence with an invented number', () => {
  test('goes, and the others stay', () => {
    const text = 'October had 19 interactions. That is 12 % of the year. November had 37.';
    expect(findInventedNumbers({ text, instead, sources: sources(TREND) }).kept).toBe(
      'October had 19 interactions. November had 37.',
    );
  });

  test('goes with its line of a list', () => {
    const text = 'By month:\n- October: 19\n- November: 77\n\nDone.';
    expect(findInventedNumbers({ text, instead, sources: sources(TREND) }).kept).toBe(
      'By month:\n- October: 19\n\nDone.',
    );
  });

  test('goes whole where a day has a dot', () => {
    const text = 'Seit dem 29. Oktober waren es 77. Im November 37.';
    expect(findInventedNumbers({ text, instead, sources: sources(TREND) }).kept).toBe('Im November 37.');
  });

  test('leaves what is to be said instead when nothing else is left', () => {
    const text = 'You made 4711 calls.';
    expect(findInventedNumbers({ text, instead, sources: sources(TREND) }).kept).toBe(instead);
  });

  test('is named to the model, which may say it again', () => {
    expect(askWithoutInvented(['12 %', '77'])).toContain('12 %, 77');
  });
});

describe('quarters, weeks, ranks, words for numbers and rounded ones', () => {
  test.each<[string, object]>([
    ['Q4 was 12.', quarters(12)],
    ['In the 4th quarter of 2026 it was 12. T4: 12. Im 4. Quartal 12. H2: 12.', quarters(12)],
    ['Week 48 had 12, KW 48 hatte 12, la semaine 48: 12, and 2026-W48 12.', quarters(12)],
    ['Weeks 47 and 48 had 12 together.', quarters(12)],
    ['There were twelve calls.', quarters(12)],
    ['Es waren zwölf Anrufe.', quarters(12)],
    ['Hubo doce llamadas.', quarters(12)],
    ['Il y a eu douze appels.', quarters(12)],
    ['Foram doze chamadas.', quarters(12)],
    ['Roughly 1.2k calls.', quarters(1_200)],
    ['Roughly 1,200 calls, over 1,200, etwa 1.200, about 1.2k.', quarters(1_234)],
    ['Nearly 40 calls.', quarters(37)],
    ['Person C is 3rd, and Person D ranks fourth; on place 5 is Person E, #6 is F.', CONTACTS],
    ['Calls almost doubled.', TREND],
    ['November had nearly twice as many.', TREND],
  ])('pass when they are in the result: %s', (text, result) => {
    expect(inventedIn(text, sources(result))).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['There were twelve calls.', quarters(13), ['twelve']],
    ['Es waren zwölf Anrufe.', quarters(13), ['zwolf']],
    ['Foram doze chamadas.', quarters(13), ['doze']],
    ['Q4 was 12.', quarters(13), ['12']],
    ['Roughly 1.1k calls.', quarters(1_200), ['1.1k']],
    ['About 2,000 calls.', quarters(1_200), ['2,000']],
    ['1,200 calls.', quarters(1_234), ['1,200']],
    ['It is 3rd.', TREND, ['3']],
    ['It ranks third.', TREND, ['ranks third']],
    ['Last week 48 calls were made.', TREND, ['48']],
    ['Calls tripled.', quarters(12), ['tripled']],
  ])('are dropped when they are not: %s', (text, result, invented) => {
    expect(inventedIn(text, sources(result))).toEqual(invented);
  });

  test('a name that is also a number is none where it stands in the sources', () => {
    expect(inventedIn('Mila logged 12.', sources(table([{ member: 'Mila', calls: 12 }])))).toEqual([]);
  });

  test('growth follows from two runs of one report, and from the time before', () => {
    const two = { given: 'How did it grow?', results: [OCTOBER, NOVEMBER], today: '2026-11-28' };
    expect(inventedIn('From 19 to 37: up 95 %, 18 more.', two)).toEqual([]);
    expect(inventedIn('Up 90 %.', two)).toEqual(['90 %']);
    const other = { ...two, results: [OCTOBER, { ...NOVEMBER, report: 'another' }] };
    expect(inventedIn('Up 95 %.', other)).toEqual(['95 %']);
    const before = { from: '2026-10-01', to: '2026-10-28', totals: { interactions: 19 } };
    expect(inventedIn('Up 95 % on the 19 before.', sources({ ...NOVEMBER, time_before: before }))).toEqual(
      [],
    );
  });

  test('none may be said of what the report has looked at and has no row for, and of nothing else', () => {
    const weeks = table([{ week: '2026-11-09', calls: 4 }], { totals: { calls: 4 } });
    expect(inventedIn('There were 0 calls in the week after.', sources(weeks))).toEqual(['0']);
    expect(inventedIn('There were 0 calls.', sources({ ...weeks, nothing_in: ['2026-11-16'] }))).toEqual([]);
    expect(inventedIn('There were 0 calls.', sources(table([])))).toEqual([]);
    expect(inventedIn('There were 0 calls.', sources(table([{ calls: 0 }])))).toEqual([]);
  });
});

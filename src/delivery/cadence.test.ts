import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cadence, compileCadence, describeCadence, dueBetween, formatMoment, nextDue } from './cadence.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The next so many due times after an instant, in UTC. */
function due(cadence: Cadence, timeZone: string, after: string, count = 3): string[] {
  const times: string[] = [];
  for (let last = new Date(after); times.length < count; times.push(last.toISOString().slice(0, 16))) {
    last = nextDue(cadence, timeZone, last);
  }
  return times;
}
const daily = (at: string): Cadence => ({ every: 'day', at });

describe('a cadence', () => {
  test.each<[Cadence, string, string]>([
    [{ every: 'day', at: '07:05' }, '5 7 * * *', 'every day at 07:05'],
    [{ every: 'weekday', at: '09:00' }, '0 9 * * 1-5', 'every weekday at 09:00'],
    [{ every: 'week', on: ['friday'], at: '17:00' }, '0 17 * * 5', 'every Friday at 17:00'],
    [
      { every: 'week', on: ['sunday', 'wednesday', 'monday'], at: '00:00' },
      '0 0 * * 1,3,7',
      'every Monday, Wednesday, and Sunday at 00:00',
    ],
    [{ every: 'month', on: 15, at: '23:59' }, '59 23 15 * *', 'on day 15 of every month at 23:59'],
    [{ every: 'month', on: 'last_day', at: '09:00' }, '0 9 L * *', 'on the last day of every month at 09:00'],
    [
      { every: 'quarter', on: 'first_day', at: '09:00' },
      '0 9 1 1,4,7,10 *',
      'on the first day of every quarter at 09:00',
    ],
    [
      { every: 'quarter', on: 'last_day', at: '09:00' },
      '0 9 L 3,6,9,12 *',
      'on the last day of every quarter at 09:00',
    ],
  ])('%j is %s, and is said as it is meant', (cadence, pattern, words) => {
    expect(Cadence.parse(cadence)).toEqual(cadence);
    expect(compileCadence(cadence)).toBe(pattern);
    expect(describeCadence(cadence)).toBe(words);
  });

  test.each<[string, unknown]>([
    ['every second', { every: 'second', at: '09:00' }],
    ['every hour', { every: 'hour', at: '09:00' }],
    ['cron text', '* * * * *'],
    ['cron text in a field', { every: 'week', on: ['1-5'], at: '09:00' }],
    ['cron text as a time', { every: 'day', at: '* *' }],
    ['24:00', { every: 'day', at: '24:00' }],
    ['a time with seconds', { every: 'day', at: '09:00:01' }],
    ['a time of one digit', { every: 'day', at: '9:00' }],
    ['two lines', { every: 'day', at: '09:00\n' }],
    ['no time', { every: 'day' }],
    ['day 31', { every: 'month', on: 31, at: '09:00' }],
    ['day 0', { every: 'month', on: 0, at: '09:00' }],
    ['day 1.5', { every: 'month', on: 1.5, at: '09:00' }],
    ['no day of the week', { every: 'week', on: [], at: '09:00' }],
    ['a day twice', { every: 'week', on: ['monday', 'monday'], at: '09:00' }],
    ['an unknown zone', { every: 'day', at: '09:00', time_zone: 'Mars/Olympus' }],
    ['an empty zone', { every: 'day', at: '09:00', time_zone: '' }],
    ['another key', { every: 'day', at: '09:00', seconds: '*' }],
    ['somebody else', { every: 'day', at: '09:00', recipient: 'U0ADA' }],
  ])('is refused with %s', (_, input) => {
    expect(Cadence.safeParse(input).success).toBe(false);
  });

  test('is last due on the last day of a month, in leap years too', () => {
    const last: Cadence = { every: 'month', on: 'last_day', at: '09:00' };
    expect(due(last, 'UTC', '2028-01-31T09:00:00Z', 2)).toEqual(['2028-02-29T09:00', '2028-03-31T09:00']);
    expect(due(last, 'UTC', '2027-01-31T09:00:00Z', 1)).toEqual(['2027-02-28T09:00']);
    expect(due(last, 'UTC', '2100-02-01T00:00:00Z', 1)).toEqual(['2100-02-28T09:00']);
    expect(due({ every: 'month', on: 28, at: '00:00' }, 'Asia/Kathmandu', '2026-02-01T00:00:00Z', 1)).toEqual(
      ['2026-02-27T18:15'],
    );
  });

  test('is due on the first or the last day of a quarter', () => {
    const quarter = (on: 'first_day' | 'last_day') => ({ every: 'quarter' as const, on, at: '12:00' });
    expect(due(quarter('last_day'), 'UTC', '2026-01-01T00:00:00Z', 4)).toEqual([
      '2026-03-31T12:00',
      '2026-06-30T12:00',
      '2026-09-30T12:00',
      '2026-12-31T12:00',
    ]);
    expect(due(quarter('first_day'), 'UTC', '2026-01-01T12:00:00Z', 4)).toEqual([
      '2026-04-01T12:00',
      '2026-07-01T12:00',
      '2026-10-01T12:00',
      '2027-01-01T12:00',
    ]);
  });

  test('is due strictly after an instant', () => {
    expect(due(daily('09:00'), 'UTC', '2026-11-24T08:59:59.999Z', 1)).toEqual(['2026-11-24T09:00']);
    expect(due(daily('09:00'), 'UTC', '2026-11-24T09:00:00.000Z', 1)).toEqual(['2026-11-25T09:00']);
  });

  test('counts the times of a span, its end included and its start not', () => {
    const between = (from: string, until: string) =>
      dueBetween(daily('09:00'), 'UTC', { from: new Date(from), until: new Date(until) });
    expect(between('2026-11-01T09:00:00Z', '2026-11-04T09:00:00Z')).toEqual({
      count: 3,
      last: new Date('2026-11-04T09:00:00Z'),
      next: new Date('2026-11-05T09:00:00Z'),
    });
    expect(between('2026-11-01T09:00:00Z', '2026-11-02T08:59:59Z')).toMatchObject({
      count: 0,
      last: undefined,
    });
  });
});

describe('when clocks change', () => {
  test.each<[string, string, string, string[]]>([
    ['Europe/Berlin', '02:30', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['America/New_York', '02:30', '2026-03-07T12:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['Australia/Lord_Howe', '02:15', '2026-10-03T12:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
    ['America/St_Johns', '02:00', '2026-03-07T12:00Z', ['2026-03-08T05:30', '2026-03-09T04:30']],
    ['America/St_Johns', '00:01', '2011-03-12T12:00Z', ['2011-03-13T03:31', '2011-03-14T02:31']],
    ['Africa/Casablanca', '02:30', '2026-03-21T12:00Z', ['2026-03-22T02:00', '2026-03-23T01:30']],
    ['America/Santiago', '00:00', '2026-09-05T12:00Z', ['2026-09-06T04:00', '2026-09-07T03:00']],
    ['Antarctica/Troll', '01:30', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-29T23:30']],
    ['Pacific/Chatham', '02:45', '2026-09-25T15:00Z', ['2026-09-26T14:00', '2026-09-27T13:00']],
  ])('a time that is skipped in %s (%s) comes right after the gap', (zone, at, after, times) => {
    expect(due(daily(at), zone, after, 2)).toEqual(times);
  });

  test('a time in a gap that reaches midnight still comes, at once when the next day begins', () => {
    const saturdays: Cadence = { every: 'week', on: ['saturday'], at: '23:30' };
    for (const zone of ['America/Nuuk', 'America/Scoresbysund']) {
      expect(due(daily('23:30'), zone, '2026-03-28T12:00Z', 2)).toEqual([
        '2026-03-29T01:00',
        '2026-03-30T00:30',
      ]);
      expect(due(saturdays, zone, '2026-03-28T12:00Z', 2)).toEqual(['2026-03-29T01:00', '2026-04-05T00:30']);
    }
  });

  test.each<[string, string, string, string[]]>([
    ['Europe/Berlin', '02:30', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '01:30', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '01:45', '2026-04-04T12:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
    ['Africa/Casablanca', '02:30', '2026-02-14T12:00Z', ['2026-02-15T01:30', '2026-02-16T02:30']],
    ['Antarctica/Troll', '02:30', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T02:30']],
    ['America/Nuuk', '23:30', '2026-10-24T12:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
  ])('a time that comes twice in %s (%s) is due the first time only', (zone, at, after, times) => {
    expect(due(daily(at), zone, after, 2)).toEqual(times);
    const [first = ''] = times;
    for (const minutes of [1, 20, 40, 65]) {
      const within = new Date(Date.parse(`${first}Z`) + minutes * 60_000).toISOString();
      expect(due(daily(at), zone, within, 1)).toEqual(times.slice(1));
    }
  });

  test('a zone that leaves a whole day out goes on the day after', () => {
    expect(due(daily('00:00'), 'Pacific/Apia', '2011-12-29T00:00Z')).toEqual([
      '2011-12-29T10:00',
      '2011-12-30T10:00',
      '2011-12-31T10:00',
    ]);
  });

  test('moments are told by the clock on the wall', () => {
    expect(formatMoment(new Date('2026-11-27T16:00:00Z'), 'Europe/Berlin')).toBe('Fri 27 Nov 2026, 17:00');
    expect(formatMoment(new Date('2026-11-26T18:15:00Z'), 'Asia/Kathmandu')).toBe('Fri 27 Nov 2026, 00:00');
  });
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Nuuk',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Antarctica/Troll',
];
const at = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const cadences: fc.Arbitrary<Cadence> = fc.oneof(
  fc.record({ every: fc.constant('day' as const), at }),
  fc.record({ every: fc.constant('weekday' as const), at }),
  fc.record({
    every: fc.constant('week' as const),
    on: fc.uniqueArray(fc.constantFrom('monday' as const, 'saturday' as const, 'sunday' as const), {
      minLength: 1,
    }),
    at,
  }),
  fc.record({
    every: fc.constant('month' as const),
    on: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last_day' as const)),
    at,
  }),
  fc.record({
    every: fc.constant('quarter' as const),
    on: fc.constantFrom('first_day' as const, 'last_day' as const),
    at,
  }),
);

test('due times go up by an hour at least, and are at the right time of the right day', () => {
  const since = fc.date({ min: new Date('2024-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(cadences, fc.constantFrom(...ZONES), since, (cadence, timeZone, start) => {
      let last = start;
      for (let count = 0; count < 6; count += 1) {
        const next = nextDue(cadence, timeZone, last);
        const apart = next.getTime() - last.getTime();
        expect(apart).toBeGreaterThan(0);
        if (count > 0) expect(apart).toBeGreaterThanOrEqual(HOUR);
        expect(apart).toBeLessThanOrEqual(93 * DAY);
        expect(isRight(cadence, timeZone, next)).toBe(true);
        last = next;
      }
    }),
    { numRuns: 400 },
  );
});

/** Whether the wall shows the time on a right day; or has just skipped it, being there a minute before. */
function isRight(cadence: Cadence, timeZone: string, instant: Date): boolean {
  const now = wall(timeZone, instant);
  const before = wall(timeZone, new Date(instant.getTime() - 60_000));
  if (now.time === cadence.at) return isRightDay(cadence, now.day);
  const wanted = [before.day, now.day].filter((day) => {
    const moment = `${day} ${cadence.at}`;
    return moment > `${before.day} ${before.time}` && moment < `${now.day} ${now.time}`;
  });
  return wanted.some((day) => isRightDay(cadence, day));
}

function wall(timeZone: string, instant: Date): { day: string; time: string } {
  const [day = '', time = ''] = instant.toLocaleString('sv-SE', { timeZone }).split(' ');
  return { day, time: time.slice(0, 5) };
}

function isRightDay(cadence: Cadence, day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  const isLast = new Date(date.getTime() + DAY).getUTCDate() === 1;
  const weekday = date.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
  switch (cadence.every) {
    case 'day':
      return true;
    case 'weekday':
      return !['saturday', 'sunday'].includes(weekday);
    case 'week':
      return cadence.on.some((each) => each === weekday);
    case 'month':
      return cadence.on === 'last_day' ? isLast : date.getUTCDate() === cadence.on;
    case 'quarter':
      return cadence.on === 'last_day'
        ? isLast && date.getUTCMonth() % 3 === 2
        : date.getUTCDate() === 1 && date.getUTCMonth() % 3 === 0;
    default:
      return cadence satisfies never;
  }
}

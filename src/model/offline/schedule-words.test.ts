import { describe, expect, test } from 'vitest';
import { readCondition } from './schedule-conditions.ts';
import { TOO_OFTEN } from './schedule-days.ts';
import { cadenceOf, readRhythm } from './schedule-rhythm.ts';

const week = (on: string, at = '09:00') => ({ every: 'week', on: on.split(' '), at });

describe('a rhythm', () => {
  test.each([
    ['every Friday at 17:00', week('friday', '17:00')],
    ['every Monday and Thursday at 9am', week('monday thursday')],
    ['Mon, Wed and Fri at 8', week('monday wednesday friday', '08:00')],
    ['each friday', week('friday')],
    ['Tuesdays at 4 p.m.', week('tuesday', '16:00')],
    ['weekly on Tuesday at 14h30', week('tuesday', '14:30')],
    ['every Friday noon', week('friday', '12:00')],
    ['every Friday evening', week('friday', '18:00')],
    ['every Monday morning at 8', week('monday', '08:00')],
    ['every Friday at 5', week('friday', '17:00')],
    ['every Friday at half past 8', week('friday', '08:30')],
    ['every week', week('monday')],
    ['on weekends', week('saturday sunday')],
    ['every weekday at 8', { every: 'weekday', at: '08:00' }],
    ['Monday to Friday', { every: 'weekday', at: '09:00' }],
    ['daily at 7:30 pm', { every: 'day', at: '19:30' }],
    ['every morning', { every: 'day', at: '09:00' }],
    ['every evening', { every: 'day', at: '18:00' }],
    ['every evening at 7', { every: 'day', at: '19:00' }],
    ['every day at 12 am', { every: 'day', at: '00:00' }],
    ['every day at midnight', { every: 'day', at: '00:00' }],
    ['on the last day of the month at 18:00', { every: 'month', on: 'last_day', at: '18:00' }],
    ['at the end of every month', { every: 'month', on: 'last_day', at: '09:00' }],
    ['on the 1st of each month', { every: 'month', on: 1, at: '09:00' }],
    ['monthly on the 15th at noon', { every: 'month', on: 15, at: '12:00' }],
    ['every month', { every: 'month', on: 1, at: '09:00' }],
    ['every quarter', { every: 'quarter', on: 'first_day', at: '09:00' }],
    ['every three months', { every: 'quarter', on: 'first_day', at: '09:00' }],
    ['on the last day of each quarter', { every: 'quarter', on: 'last_day', at: '09:00' }],
    ['every day at 5pm Lisbon time', { every: 'day', at: '17:00', time_zone: 'Europe/Lisbon' }],
    ['every day at 17:00 Europe/Berlin', { every: 'day', at: '17:00', time_zone: 'Europe/Berlin' }],
    ['every day at 9 New York time', { every: 'day', at: '09:00', time_zone: 'America/New_York' }],
    ['every day at 9 UTC', { every: 'day', at: '09:00', time_zone: 'UTC' }],
    ['every day at 9 my time', { every: 'day', at: '09:00' }],
  ])('“%s”', (text, cadence) => {
    const { rhythm, rest } = readRhythm(`Send me X ${text}`);
    expect(rhythm.trouble).toBeUndefined();
    expect(cadenceOf(rhythm)).toEqual(cadence);
    expect(rest).toBe('Send me X');
  });

  test.each(['every second', 'hourly', 'every 5 minutes', 'twice a day', 'every day at 9:00 and 17:00'])(
    '“%s” is too often',
    (text) => {
      expect(readRhythm(text).rhythm.trouble).toBe(TOO_OFTEN);
    },
  );

  test.each([
    ['on the 31st of every month', /day 31; I can send it on day 28 or on the last day/],
    ['every month on the 30th', /day 30/],
    ['every other week', /once a month or once a quarter/],
    ['every second Friday', /once a month or once a quarter/],
    ['the first Monday of the month', /once a month or once a quarter/],
    ['every day at 25:00', /“25:00” is no time of day/],
    ['every day at 9 Gotham time', /no time zone “Gotham”/],
    ['every day at 9 Europe/Gotham', /no time zone “Europe\/Gotham”/],
  ])('“%s” is told to be impossible', (text, trouble) => {
    expect(readRhythm(text).rhythm.trouble).toMatch(trouble);
  });

  test.each(['on Friday', 'since Monday', 'last week', 'this quarter', 'next month', 'in the last 5 days'])(
    '“%s” is none',
    (text) => {
      expect(readRhythm(text).rhythm).toEqual({});
    },
  );
});

describe('a condition', () => {
  const beyond = (column: string, operator: string, value: number) => ({
    only: 'beyond',
    column,
    operator,
    value,
  });

  test.each([
    ['but only when there are rows', { only: 'with_rows' }],
    ['if there is anything', { only: 'with_rows' }],
    ['unless it is empty', { only: 'with_rows' }],
    ['only if there is something to report', { only: 'with_rows' }],
    ['only when something has changed', { only: 'changed' }],
    ['if there is anything new', { only: 'changed' }],
    ['only when overdue is above 5', beyond('overdue', '>', 5)],
    ['only if there are more than 5 overdue', beyond('overdue', '>', 5)],
    ['only if days quiet >= 1,000', beyond('days quiet', '>=', 1_000)],
    ['only when Kept drops below 80%', beyond('Kept', '<', 0.8)],
    ['only when the number of calls is at least ten', beyond('calls', '>=', 10)],
    ['always', { only: 'always' }],
  ])('“%s”', (text, condition) => {
    const read = readCondition(`Send me X every day, ${text}`);
    expect(read).toEqual({ condition, rest: 'Send me X every day' });
  });

  test('another one is not left out in silence', () => {
    expect(readCondition('Send me X only if Tom is happy').trouble).toMatch(/only when there are rows/);
    expect(readCondition('Send me X, only meetings')).toEqual({ rest: 'Send me X, only meetings' });
  });
});

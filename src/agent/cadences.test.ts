import { describe, expect, test } from 'vitest';
import { type CadenceWords, readCadence, wordsOf } from './cadences.ts';

describe('a cadence in the words of a model', () => {
  test.each<[CadenceWords, object]>([
    [
      { every: 'week', on: ['friday'], at: '17:00' },
      { every: 'week', on: ['friday'], at: '17:00' },
    ],
    [
      { every: 'week', on: ['Fri', 'MONDAYS'], at: '17.30' },
      { every: 'week', on: ['friday', 'monday'], at: '17:30' },
    ],
    [
      { every: 'week', on: ['mon, wed and fri'] },
      { every: 'week', on: ['monday', 'wednesday', 'friday'], at: '09:00' },
    ],
    [
      { on: ['Tuesdays'], at: '9' },
      { every: 'week', on: ['tuesday'], at: '09:00' },
    ],
    [
      { every: 'day', on: ['monday'], at: '8:05' },
      { every: 'day', at: '08:05' },
    ],
    [
      { every: 'weekday', at: '5pm' },
      { every: 'weekday', at: '17:00' },
    ],
    [
      { every: 'weekday', at: '12 am' },
      { every: 'weekday', at: '00:00' },
    ],
    [
      { every: 'month', on: ['1'], at: '17h30' },
      { every: 'month', on: 1, at: '17:30' },
    ],
    [
      { every: 'month', on: ['15th'] },
      { every: 'month', on: 15, at: '09:00' },
    ],
    [{ every: 'month' }, { every: 'month', on: 1, at: '09:00' }],
    [
      { every: 'month', on: ['first_day'] },
      { every: 'month', on: 1, at: '09:00' },
    ],
    [
      { every: 'month', on: ['last day'] },
      { every: 'month', on: 'last_day', at: '09:00' },
    ],
    [
      { every: 'quarter', on: ['1'] },
      { every: 'quarter', on: 'first_day', at: '09:00' },
    ],
    [
      { every: 'quarter', on: ['last_day'] },
      { every: 'quarter', on: 'last_day', at: '09:00' },
    ],
    [
      { every: 'day', at: '09:00:00', time_zone: 'Europe/Berlin' },
      { every: 'day', at: '09:00', time_zone: 'Europe/Berlin' },
    ],
  ])('%j is understood', (said, cadence) => {
    expect(readCadence(said)).toEqual(cadence);
    expect(readCadence(wordsOf(readCadence(said)))).toEqual(cadence);
  });

  test.each<[CadenceWords, RegExp]>([
    [{}, /^It is not said how often/],
    [{ every: 'week' }, /on is missing/],
    [{ every: 'week', on: ['friday', 'someday'] }, /^The day must be a weekday such as Friday\./],
    [{ every: 'week', on: ['m'] }, /weekday/],
    [{ every: 'month', on: ['31'] }, /one from 1 to 28, or the last day/],
    [{ every: 'month', on: ['1', '15'] }, /one day of the month/],
    [{ every: 'quarter', on: ['15'] }, /first or the last day of the quarter/],
    [{ every: 'day', at: '* *' }, /must be a time of day such as 17:00/],
    [{ every: 'day', at: '25:00' }, /must be a time of day such as 17:00/],
    [{ every: 'day', time_zone: 'Mars' }, /IANA/],
  ])('%j is refused with an example', (said, reason) => {
    expect(() => readCadence(said)).toThrow(reason);
    expect(() => readCadence(said)).toThrow('For example: every=week');
  });
});

import { expect, test } from 'vitest';
import { findMorning } from './next-morning.ts';

const at = (instant: string) => Date.parse(instant);
const morning = (now: string, night: string | undefined, timeZone: string) =>
  findMorning({ now: new Date(now), night: night ? at(night) : Infinity, timeZone }).toISOString();

test.each([
  ['in the zone of the night', 'Europe/Stockholm', '2026-11-25T08:00:00.000Z'],
  ['west of it', 'America/New_York', '2026-11-25T14:00:00.000Z'],
  // There, the night begins at 11 in the morning.
  ['far east of it', 'Asia/Tokyo', '2026-11-26T00:00:00.000Z'],
])('the morning is the first nine o’clock after the night has begun, %s', (_, timeZone, expected) => {
  expect(morning('2026-11-24T15:00:00Z', '2026-11-25T02:00:00Z', timeZone)).toBe(expected);
});

test('a night that begins at nine o’clock ends on the next day', () => {
  expect(morning('2026-11-24T15:00:00Z', '2026-11-25T09:00:00Z', 'UTC')).toBe('2026-11-26T09:00:00.000Z');
});

test('it is nine o’clock also on the day on which clocks change', () => {
  const night = '2026-10-25T02:00:00Z';
  expect(morning('2026-10-24T15:00:00Z', night, 'Europe/Stockholm')).toBe('2026-10-25T08:00:00.000Z');
});

test.each([
  ['is planned', undefined],
  ['is ahead', '2026-11-24T14:00:00Z'],
])('where no night %s, people sleep at least eight hours', (_, night) => {
  expect(morning('2026-11-24T15:00:00Z', night, 'UTC')).toBe('2026-11-25T09:00:00.000Z');
  expect(morning('2026-11-25T01:00:00Z', night, 'UTC')).toBe('2026-11-25T09:00:00.000Z');
  expect(morning('2026-11-25T01:00:01Z', night, 'UTC')).toBe('2026-11-26T09:00:00.000Z');
});

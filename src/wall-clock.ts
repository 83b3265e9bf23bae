import { DAY_MS } from './clock.ts';

const MINUTE_MS = 60_000;

/**
 * The time that the clock on the wall shows at an instant, written as if it were UTC, which skips and repeats no time.
 */
export function wallOf(instant: Date, timeZone: string): Date {
  return new Date(instant.getTime() + offsetAt(instant.getTime(), timeZone));
}

/**
 * The first instant at which the clock on the wall shows a time; where the clock skips that time, the end of the gap.
 */
export function instantOf(wall: Date, timeZone: string): Date {
  const time = wall.getTime();
  const before = time - offsetAt(time - DAY_MS, timeZone);
  const after = time - offsetAt(time + DAY_MS, timeZone);
  const shown = [before, after].filter((instant) => instant + offsetAt(instant, timeZone) === time);
  return new Date(shown.length > 0 ? Math.min(...shown) : endOfGap(after, before, timeZone));
}

/** Finds the instant at which the clock goes forward: once between these two, and on a full minute. */
function endOfGap(from: number, until: number, timeZone: string): number {
  const former = offsetAt(from, timeZone);
  let [low, high] = [from, until];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / MINUTE_MS / 2) * MINUTE_MS;
    if (offsetAt(middle, timeZone) === former) low = middle;
    else high = middle;
  }
  return high;
}

/** Formats by time zone: they are costly to make, and the team has few zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(instant: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', hour: 'numeric' });
  formats.set(timeZone, format);
  const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(instant)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

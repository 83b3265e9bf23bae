import type { Cadence } from '../delivery/cadence.ts';

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** A stretch of time in which a zone's clocks do not change. */
type Stretch = { from: number; until: number; offset: number };

const stretches = new Map<string, Stretch[]>();

/**
 * When a cadence has to be due after an instant until another, found by walking all days of a calendar; shares nothing
 * with the code that is tested.
 */
export function expectedTimes(cadence: Cadence, timeZone: string, [after, until]: [Date, Date]): number[] {
  const zone = stretchesOf(timeZone, after.getTime() - 3 * DAY_MS, until.getTime() + 3 * DAY_MS);
  const [hour = 0, minute = 0] = cadence.at.split(':').map(Number);
  const times: number[] = [];
  const firstDay = Math.floor(after.getTime() / DAY_MS) - 2;
  const lastDay = Math.floor(until.getTime() / DAY_MS) + 2;
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!isDueOn(cadence, new Date(day * DAY_MS))) continue;
    const instant = firstMoment(zone, day * DAY_MS + (hour * 60 + minute) * MINUTE_MS);
    if (instant > after.getTime() && instant <= until.getTime()) times.push(instant);
  }
  return times;
}

const NAMES = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function isDueOn(cadence: Cadence, day: Date): boolean {
  const isLast = new Date(day.getTime() + DAY_MS).getUTCDate() === 1;
  const [date, month, weekday] = [day.getUTCDate(), day.getUTCMonth(), day.getUTCDay()];
  switch (cadence.every) {
    case 'day':
      return true;
    case 'weekday':
      return weekday !== 0 && weekday !== 6;
    case 'week':
      return cadence.on.some((each) => NAMES[weekday] === each);
    case 'month':
      return cadence.on === 'last_day' ? isLast : date === cadence.on;
    case 'quarter':
      return cadence.on === 'last_day' ? isLast && month % 3 === 2 : date === 1 && month % 3 === 0;
    default:
      return cadence satisfies never;
  }
}

/** The first instant at which clocks have reached a time. */
function firstMoment(zone: Stretch[], wall: number): number {
  for (const { from, until, offset } of zone) {
    const instant = Math.max(from, wall - offset);
    if (instant < until) return instant;
  }
  throw new Error('This is beyond the time that was looked at.');
}

function stretchesOf(timeZone: string, from: number, until: number): Stretch[] {
  const key = `${timeZone} ${from} ${until}`;
  const known = stretches.get(key);
  if (known) return known;
  const found: Stretch[] = [];
  let start = from;
  for (let time = from; time < until; time += DAY_MS) {
    const offset = offsetOf(timeZone, time);
    if (offsetOf(timeZone, time + DAY_MS) === offset) continue;
    const change = changeWithin(timeZone, time, time + DAY_MS);
    found.push({ from: start, until: change, offset });
    start = change;
  }
  found.push({ from: start, until: until + DAY_MS, offset: offsetOf(timeZone, until) });
  stretches.set(key, found);
  return found;
}

function changeWithin(timeZone: string, from: number, until: number): number {
  const former = offsetOf(timeZone, from);
  for (let time = from; time < until; time += MINUTE_MS) if (offsetOf(timeZone, time) !== former) return time;
  return until;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetOf(timeZone: string, time: number): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  formats.set(timeZone, format);
  return Date.parse(`${format.format(time).replace(' ', 'T')}Z`) - Math.floor(time / 1_000) * 1_000;
}

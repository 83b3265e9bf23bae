import { DAY_MS } from '../clock.ts';
import { instantOf, wallOf } from '../wall-clock.ts';

const HOUR_MS = 3_600_000;
const MORNING_MS = 9 * HOUR_MS;
/** How long people sleep where no night is planned. */
const SLEEP_MS = 8 * HOUR_MS;

type Night = {
  now: Date;
  /** When the next night's work begins, in milliseconds since the epoch. */
  night: number;
  timeZone: string;
};

/** The first 09:00 after the night's work; where none is ahead, the first that is at least eight hours away. */
export function findMorning({ now, night, timeZone }: Night): Date {
  const isAhead = Number.isFinite(night) && night > now.getTime();
  const earliest = isAhead ? night + 1 : now.getTime() + SLEEP_MS;
  const wall = wallOf(new Date(earliest), timeZone).getTime();
  const nine = wall - (wall % DAY_MS) + MORNING_MS;
  const today = instantOf(new Date(nine), timeZone);
  return today.getTime() >= earliest ? today : instantOf(new Date(nine + DAY_MS), timeZone);
}

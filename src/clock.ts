/** Something that is to happen later. */
export type Timer = {
  clear(): void;
  /** Lets the process end though the timer is set. */
  unref(): void;
};

/** The only source of time, and of everything that waits. */
export type Clock = {
  /** An instant; calendar dates are always taken in somebody's time zone. */
  now(): Date;
  /** Milliseconds that only grow, to measure how long something takes. */
  monotonic(): number;
  setTimeout(work: () => unknown, ms: number): Timer;
  setInterval(work: () => unknown, ms: number): Timer;
  /** Rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, options?: { signal?: AbortSignal }): Promise<void>;
  /** Settles after everything else that can go on now. */
  turn(): Promise<void>;
  /** Settles after a moment (about two milliseconds), in which more work may come that is then done together. */
  moment(): Promise<void>;
};

/** A day of 24 hours, in milliseconds. */
export const DAY_MS = 24 * 3_600_000;

const MOMENT_MS = 2;

/** The computer's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  setTimeout: (work, ms) => timerOf(setTimeout(work, ms)),
  setInterval: (work, ms) => timerOf(setInterval(work, ms)),
  sleep: (ms, options) => sleepBy(systemClock, ms, options),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  moment: () => new Promise((resolve) => setTimeout(resolve, MOMENT_MS)),
};

/** `clearTimeout` ends intervals, too. */
function timerOf(timeout: NodeJS.Timeout): Timer {
  return { clear: () => clearTimeout(timeout), unref: () => void timeout.unref() };
}

/** `sleep` of a clock that has timers. */
export function sleepBy(
  clock: Pick<Clock, 'setTimeout'>,
  ms: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const wake = () => {
      timer.clear();
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', wake);
      resolve();
    }, ms);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

/**
 * A signal that is aborted after so long, with a `TimeoutError`, unless it is cleared before. It holds its own timer:
 * on Node 20 that of `AbortSignal.timeout` is collected as garbage inside `AbortSignal.any`, and never fires.
 */
export function timeLimit(
  clock: Pick<Clock, 'setTimeout'>,
  ms: number,
): { signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const timer = clock.setTimeout(
    () => limit.abort(new DOMException(`Not done within ${ms} ms.`, 'TimeoutError')),
    ms,
  );
  return { signal: limit.signal, clear: timer.clear };
}

/** Calendar date (`YYYY-MM-DD`) of an instant in an IANA time zone. */
export function dateIn(timeZone: string, instant: Date): string {
  const minute = Math.floor(instant.getTime() / MINUTE_MS);
  const last = lastDays.get(timeZone);
  if (last?.minute === minute) return last.day;
  const day = dayFormat(timeZone).format(instant);
  if (minute >= WHOLE_MINUTES_FROM) lastDays.set(timeZone, { minute, day });
  return day;
}

const MINUTE_MS = 60_000;
/** Since then a day begins with a minute everywhere: zones had offsets of seconds before. */
const WHOLE_MINUTES_FROM = Date.UTC(1973, 0) / MINUTE_MS;
/** The minute that was asked for last in each time zone, and its day: what is done with one message is of one minute mostly. */
const lastDays = new Map<string, { minute: number; day: string }>();

/** Formats are costly to make and few: one for each time zone of the team. */
const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = dayFormats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  dayFormats.set(timeZone, made);
  return made;
}

/** Time of day (`17:04`) of an instant in an IANA time zone. */
export function timeIn(timeZone: string, instant: Date): string {
  const format =
    timeFormats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  timeFormats.set(timeZone, format);
  return format.format(instant);
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** A time of day as it is kept: `17:04`. */
export const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** `9`, `9:30`, `17.30`, `5pm`, `17h`. What cannot be read is given back, to be refused with its own words. */
export function readTimeOfDay(said: string): string {
  const parts = /^(\d{1,2})(?:[:.h](\d\d))?(?::00)?\s*(?:(?:h|uhr|o'clock)\s*)?(am|pm|a\.m\.|p\.m\.)?$/i.exec(
    said.trim(),
  );
  if (!parts) return said;
  const [, digits = '', minutes = '00', half = ''] = parts;
  const isMorning = /^a/i.test(half);
  if (isMorning && Number(digits) > 12) return said;
  const hour = half ? (Number(digits) % 12) + (isMorning ? 0 : 12) : Number(digits);
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

/** Whether a text is a calendar date, `YYYY-MM-DD`: there is no 31st of a month that has 30 days. */
export function isDay(text: string): boolean {
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

/** The calendar date of a year, a month and a day as they are written; undefined where there is none, or one is left out. */
export function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  if (!year || !month || !day) return undefined;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(text) ? text : undefined;
}

/** Whole days from one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** Calendar date (`YYYY-MM-DD`) moved by whole days. */
export function addDays(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** `2026-11-27` as `Fri 27 Nov 2026`: unambiguous in every locale. */
export function formatDate(date: string): string {
  const parts = shortDate.formatToParts(new Date(`${date}T00:00:00Z`));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
}

const shortDate = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});

/** Whether the runtime knows this IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    dayFormat(name);
    return true;
  } catch {
    return false;
  }
}

/** Whether this is a well-formed BCP 47 tag. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `2026-11-27` -> `Friday`. */
export function weekdayOf(date: string): string {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '';
}

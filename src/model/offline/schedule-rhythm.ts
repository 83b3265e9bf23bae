import { type Days, findRegularDays, TOO_OFTEN } from './schedule-days.ts';
import { type FoundTime, findTime, findZone, hasClock } from './schedule-times.ts';

/** How often and at what time, as far as it was said. `trouble`: what is said where that cannot be. */
export type Rhythm = { days?: Days; at?: string; time_zone?: string; trouble?: string };

export type Cadence = Days & { at: string; time_zone?: string };

const DEFAULT_TIME = '09:00';

/** What is scheduled with a rhythm; undefined while the days are missing. */
export function cadenceOf({ days, at = DEFAULT_TIME, time_zone }: Rhythm): Cadence | undefined {
  return days && { ...days, at, ...(time_zone ? { time_zone } : {}) };
}

/** What was said before, with what is said now in its place. */
export function mergeRhythm(before: Rhythm, { trouble, ...now }: Rhythm): Rhythm {
  const { trouble: _, ...known } = before;
  return { ...known, ...now, ...(trouble ? { trouble } : {}) };
}

const GONE = '\0';
const gone = (text: string, { start, end }: { start: number; end: number }) =>
  text.slice(0, start) + GONE.repeat(end - start) + text.slice(end);

/**
 * The rhythm in a text, and the text without it. `masked`: the text with what names a report blanked, as "weekly" in
 * "weekly interactions" is no rhythm. `loose`: where it is known that a schedule is spoken of, "Monday" will do.
 */
export function readRhythm(
  text: string,
  { masked = text, loose = false }: { masked?: string; loose?: boolean } = {},
): { rhythm: Rhythm; rest: string } {
  const rhythm: Rhythm = {};
  let left = masked;
  const days = findRegularDays(left, { loose });
  if (days && 'days' in days.read) rhythm.days = days.read.days;
  if (days && 'trouble' in days.read) rhythm.trouble = days.read.trouble;
  const part = PART.exec(days ? left.slice(days.start, days.end) : '')?.[0] ?? '';
  if (days) left = gone(left, days);
  const zone = findZone(left);
  if (zone) {
    if (zone.value) rhythm.time_zone = zone.value;
    if (zone.trouble) rhythm.trouble ??= zone.trouble;
    left = gone(left, zone);
  }
  const time = findTime(left, { loose });
  const at = timeOf({ left, part, time }, loose);
  if (at) rhythm.at = at;
  if (time) {
    if (time.trouble) rhythm.trouble ??= time.trouble;
    left = gone(left, time).replace(PART, (said) => GONE.repeat(said.length));
    if (hasClock(left)) rhythm.trouble ??= TOO_OFTEN;
  }
  const rest = [...text.slice(0, left.length)].filter((_, at) => left[at] !== GONE).join('');
  return { rhythm, rest: tidy(rest) };
}

const PART = / ?\b(?:(?:in the )?(?:morning|noon|afternoon|evening)s?|(?:at )?nights?)\b/i;

type Timed = { left: string; part: string; time: FoundTime | undefined };

/** The time that is said; "every evening" makes it one of the evening, and is one by itself. */
function timeOf({ left, part, time }: Timed, loose: boolean): string | undefined {
  if (!part) return time?.value;
  return time?.value ? findTime(`${left} ${part}`, { loose })?.value : findTime(part)?.value;
}

export const hasRhythm = ({ days, at, time_zone, trouble }: Rhythm): boolean =>
  Boolean(days || at || time_zone || trouble);

/** What is left when words are taken out of the middle of a sentence. */
export function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;!?])/g, '')
    .replace(
      /^[\s,;:.-]+|(?:[\s,;:-]|\b(?:on|at|but|and|in|for|to|please|thanks|thank you)\b)+(?=[.!?]*$)/gi,
      '',
    )
    .replace(/[.!\s]+$/, '')
    .trim();
}

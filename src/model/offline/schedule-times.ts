import { isTimeZone } from '../../clock.ts';
import { fold } from '../../text.ts';

/** A time of day (`17:00`) or a time zone in a text, and where; or what is said where it is none. */
export type FoundTime = { value?: string; trouble?: string; start: number; end: number };

const HOURS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const HOUR = `(\\d{1,2}|${HOURS.join('|')})`;
const HALF = '([ap])\\.?m\\b\\.?';

/** Hours 1 to 6 said alone are those of the afternoon: nobody wants a report at five in the morning. */
const EARLIEST = 7;

/** Times that are said with words for them; what only names a part of the day gives way to all others. */
const NAMED: readonly [RegExp, string][] = [
  [/\b(?:at |around )?(?:12 )?(?:noon|midday)\b|\bat lunch(?:time)?\b/i, '12:00'],
  [/\b(?:at )?midnight\b/i, '00:00'],
  [/\b(?:at (?:the )?)?(?:end of (?:the |each |every )?(?:work(?:ing)? ?)?day|eod)\b/i, '18:00'],
];
const PARTS: readonly [RegExp, string][] = [
  [/\b(?:(?:early )?in the )?mornings?\b|\bfirst thing\b/i, '09:00'],
  [/\b(?:in the )?afternoons?\b/i, '15:00'],
  [/\b(?:in the )?evenings?\b|\bafter work\b/i, '18:00'],
  [/\b(?:at )?nights?\b/i, '21:00'],
];

const BEFORE = '(?:(?:at|around|about|by|for|to|@) ?)';
const CLOCKS: readonly RegExp[] = [
  new RegExp(`(?:\\b${BEFORE})?(?<![\\d:.])(\\d{1,2}):(\\d{2})(?![\\d:])(?: ?${HALF})?(?: ?h\\b)?`, 'i'),
  new RegExp(`(?:\\b${BEFORE})?\\b(\\d{1,2})(?:\\.(\\d{2}))? ?${HALF}`, 'i'),
  /\b(?:at|around|by|to|@) ?(\d{1,2})[.h](\d{2})\b(?! ?%)/i,
  new RegExp(`\\b(?:at |around )?half past ${HOUR}\\b`, 'i'),
  new RegExp(
    `\\b(?:at|around|about|by|@) ?${HOUR}\\b(?: ?o'?clock\\b| ?h\\b| hours\\b)?(?![.:]?\\d| ?%| (?:least|most|days|weeks|months|rows)\\b)`,
    'i',
  ),
  new RegExp(`\\b${HOUR} ?o'?clock\\b`, 'i'),
];

/** The time of day in a text. `loose`: also "to 10". */
export function findTime(text: string, { loose = false } = {}): FoundTime | undefined {
  const clocks = loose ? [...CLOCKS, /\bto (\d{1,2})\b(?![.:\d])/i] : CLOCKS;
  for (const pattern of clocks) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [said, hour = '', minute, half] = found;
    const isHalfPast = /\bhalf past\b/i.test(said);
    const minutes = isHalfPast ? 30 : Number(minute ?? 0);
    const at = { start: found.index, end: found.index + said.length };
    const value = clockTime({ hour: hourOf(hour), minutes, half, isExact: minute !== undefined }, text);
    return value ? { ...at, value } : { ...at, trouble: noTime(said) };
  }
  return findNamed(text, NAMED) ?? findNamed(text, PARTS);
}

export const hasClock = (text: string): boolean => CLOCKS.some((clock) => clock.test(text));

const noTime = (said: string) =>
  `“${said.replace(/^\D+/, '').trim()}” is no time of day; say it such as 9:00 or 17:30.`;
const hourOf = (said: string) => {
  const spelled = HOURS.indexOf(said.toLowerCase());
  return spelled < 0 ? Number(said) : spelled + 1;
};

type Clock = { hour: number; minutes: number; half: string | undefined; isExact: boolean };

function clockTime({ hour, minutes, half, isExact }: Clock, text: string): string | undefined {
  if (minutes > 59 || hour > 23 || (half && (hour < 1 || hour > 12))) return undefined;
  return `${two(inDay({ hour, half, isExact }, text))}:${two(minutes)}`;
}

function inDay({ hour, half, isExact }: Omit<Clock, 'minutes'>, text: string): number {
  if (half) return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (/\b(?:afternoon|evening|night)/i.test(text) && hour >= 1 && hour < 12) return hour + 12;
  const isMorning = /\b(?:morning|o'?clock sharp)/i.test(text);
  return !isExact && !isMorning && hour >= 1 && hour < EARLIEST ? hour + 12 : hour;
}

const two = (number: number) => String(number).padStart(2, '0');

function findNamed(text: string, names: typeof NAMED): FoundTime | undefined {
  for (const [pattern, value] of names) {
    const found = pattern.exec(text);
    if (found) return { value, start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}

const ABBREVIATIONS: Record<string, string> = {
  UTC: 'UTC',
  GMT: 'UTC',
  CET: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  ET: 'America/New_York',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
};
const AREAS: Record<string, string> = {
  eastern: 'America/New_York',
  central: 'America/Chicago',
  mountain: 'America/Denver',
  pacific: 'America/Los_Angeles',
  'central european': 'Europe/Berlin',
  uk: 'Europe/London',
  british: 'Europe/London',
  german: 'Europe/Berlin',
  kolkata: 'Asia/Kolkata',
  mumbai: 'Asia/Kolkata',
  kyiv: 'Europe/Kyiv',
};

/** Zones by the town in their name: `new york`. Made when the first town is looked for. */
let towns: ReadonlyMap<string, string> | undefined;

function zoneOf(place: string): string | undefined {
  towns ??= new Map([
    ...Intl.supportedValuesOf('timeZone').map((zone) => [fold(zone.split('/').at(-1) ?? ''), zone] as const),
    ...Object.entries(AREAS),
  ]);
  return towns.get(fold(place));
}

const IANA = /(?:\b(?:in|on) )?\(?\b((?:[a-z]+\/){1,2}[a-z]+(?:[_-][a-z]+)*)\b\)?(?: time\b)?/i;
const CONTINENT = /^(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific|etc)\//i;
const SHORT = /(?:\b[Ii]n )?\b(UTC|GMT|CES?T|E[SD]?T|P[SD]?T)\b(?: time\b)?/;
const PLACE = /(?:\bin )?(?<!\p{L})(\p{L}+(?:[ -]\p{L}+){0,2}) time\b/iu;
const NO_PLACE =
  /^(?:my|your|our|their|local|own|the|that|this|same|any|first|last|every|each|in|real|some|on|at|of|a|long|short)$/i;

/** The time zone that is named in a text: by its IANA name, a town, or a usual abbreviation. */
export function findZone(text: string): FoundTime | undefined {
  const iana = IANA.exec(text);
  if (iana?.[1] && CONTINENT.test(iana[1])) {
    const at = { start: iana.index, end: iana.index + iana[0].length };
    return isTimeZone(iana[1]) ? { ...at, value: asNamed(iana[1]) } : { ...at, trouble: noZone(iana[1]) };
  }
  const short = SHORT.exec(text);
  const known = short && ABBREVIATIONS[short[1] ?? ''];
  if (short && known) return { value: known, start: short.index, end: short.index + short[0].length };
  return findPlace(text);
}

function findPlace(text: string): FoundTime | undefined {
  const found = PLACE.exec(text);
  const words = found?.[1]?.split(' ') ?? [];
  if (!found) return undefined;
  const end = found.index + found[0].length;
  for (let from = 0; from < words.length; from++) {
    const place = words.slice(from).join(' ');
    const start = end - `${place} time`.length;
    const value = zoneOf(place);
    if (value) return { value, start: withoutIn(text, start), end };
  }
  const last = words.at(-1) ?? '';
  if (NO_PLACE.test(last))
    return /^(?:my|local|own)$/i.test(last) ? { start: end - `${last} time`.length, end } : undefined;
  const isName = /^\p{Lu}/u.test(last);
  return isName ? { trouble: noZone(last), start: end - `${last} time`.length, end } : undefined;
}

const withoutIn = (text: string, start: number) =>
  start - (/\b(?:in|on) $/i.exec(text.slice(0, start))?.[0].length ?? 0);
const noZone = (said: string) => `I know no time zone “${said}”; say it such as Europe/Berlin.`;
const asNamed = (zone: string) =>
  Intl.supportedValuesOf('timeZone').find((each) => each.toLowerCase() === zone.toLowerCase()) ?? zone;

import { type Chrono, de, en, es, fr, it, ja, nl, pt, sv } from 'chrono-node';
import { addDays } from '../../clock.ts';
import { fold } from '../../text.ts';
import { guessLanguage, NOUNS, WORDS } from './languages.ts';
import { clausesOf, MAX_READ, type Span } from './words.ts';

/** What a day depends on: the writer's calendar day, and how they write dates. */
export type Calendar = { today: string; locale: string };

/** A day named in a text. A weekday alone is two days: the last one, and the next one. */
export type Day = Span & { text: string; past: string; future: string };

const PARSERS = { de, es, fr, it, nl, pt, sv } as const;

/** Words that are a day in one sentence and something else in the next; and what is no day, although chrono names one. */
const NO_DAY =
  /^(?:sat|sun|may|march|mar|second|now|wed|mon|fri|so|do|mi|di|sa|za|zo|ma|vr|wo|to|ons|on|(?:for|every|each)\b.*|(?:next|this|last) (?:week|month|year|quarter))$/i;
const NO_DAY_BEHIND = /\b(?:for|over|during|every|each|jeden|cada|chaque|ogni|elke|varje)\s+$|avant[- ]$/i;
const LAST =
  /\b(?:last|past|previous|letzte[nrs]?|vorige[nrs]?|pasad[oa]|ultim[oa]|dernier|passad[oa]|scors[oa]|afgelopen|förra)\b/iu;
const NEXT = /\b(?:next|nächste[nrs]?|kommende[nrs]?|próxim[oa]|prochain|prossim[oa]|volgende|nästa)\b/iu;
/** Yesterday in languages that are not told apart here. */
const YESTERDAY =
  /(?<!\p{L})(?:wczoraj|včera|tegnap|dün|eilen|i går|вчера|вчора|kemarin|jučer|juče|χθες)(?!\p{L})|昨天|어제/giu;

/** The days of which chrono is sure, in order: no month or week alone, no time of day, no duration. */
export function findDays(text: string, { today, locale }: Calendar): Day[] {
  const said = text.slice(0, MAX_READ);
  const yesterday = addDays(today, -1);
  const days = [...said.matchAll(YESTERDAY)].map(({ 0: found, index }) => {
    return { text: found, start: index, end: index + found.length, past: yesterday, future: yesterday };
  });
  for (const { text: found, index, start } of parserFor(said, locale).parse(said, {
    instant: new Date(`${today}T12:00:00Z`),
    timezone: 0,
  })) {
    if (NO_DAY.test(found.trim()) || NO_DAY_BEHIND.test(said.slice(0, index))) continue;
    const place = { text: found.trim(), start: index, end: index + found.length };
    const parts = (['year', 'month', 'day'] as const).map((part) => String(start.get(part)).padStart(2, '0'));
    const iso = parts.join('-');
    const around = said.slice(Math.max(0, index - 10), place.end + 10);
    if (start.isCertain('day')) days.push({ ...place, past: iso, future: iso });
    else if (start.isCertain('weekday'))
      days.push({ ...place, ...weekday(start.get('weekday') ?? 0, { today, iso, around }) });
  }
  return days.sort((a, b) => a.start - b.start);
}

function weekday(wanted: number, { today, iso, around }: { today: string; iso: string; around: string }) {
  const ago = (new Date(`${today}T00:00:00Z`).getUTCDay() - wanted + 7) % 7;
  const isLast = LAST.test(around);
  const last = addDays(today, -(ago === 0 && isLast ? 7 : ago));
  if (isLast) return { past: last, future: last };
  const next = addDays(today, 7 - ago);
  const later = iso > today ? iso : next;
  return NEXT.test(around) ? { past: later, future: later } : { past: last, future: next };
}

/** American English writes the month first; so do Japanese, Chinese and Korean. */
function parserFor(text: string, locale: string): Pick<Chrono, 'parse'> {
  if (/[\u3040-\u30ff]|\d月/.test(text)) return ja.casual;
  const language = guessLanguage(text);
  if (language !== 'en') return PARSERS[language].casual;
  return /^(?:en-US|ja|zh|ko)\b/i.test(locale) ? en.casual : en.GB;
}

const KINDS = ['call', 'meeting', 'email', 'message'] as const;
export type Kind = (typeof KINDS)[number] | 'note';

/** How it happened, where the beginning of the text says so in plain words; a note otherwise. */
export function kindOf(text: string): Kind {
  const [first = ''] = text.trim().split(/[.!?\n](?:\s|$)/);
  if (/\b(?:on|off) the phone\b/i.test(first)) return 'call';
  const said = fold(first).split(' ').slice(0, 14);
  const isDutch = guessLanguage(text) === 'nl';
  for (const [at, word] of said.entries()) {
    if (WORDS.notSo.has(word)) return 'note';
    const verb = KINDS.find((kind) => WORDS[kind].has(word));
    const isNoun = WORDS.with.has(said[at + 1] ?? '') || (at > 0 && at === said.length - 1);
    const kind = verb ?? KINDS.find((each) => isNoun && NOUNS[each].has(word));
    if (kind && !(word === 'met' && isDutch)) return kind;
  }
  return 'note';
}

/** When it happened: `unsure` are days between which only the person can choose; `ahead` is still to come. */
export type When = { day?: string | undefined; unsure: string[]; ahead?: Day | undefined };

/** A clause with such a word speaks of what has been. */
const PAST =
  /\b(?:spoke|talked|saw|had|heard|wrote|sent|caught up|sprach|gesprochen|hablé|parlé|falei|parlato|gesproken|pratade)\b/i;

/** The day on which it happened, as far as that is certain; days of promises do not count. */
export function whenOf(text: string, calendar: Calendar): When {
  const [opening] = clausesOf(text);
  const isPromise = ({ start }: Day) =>
    WORDS.deadline.has(fold(text.slice(0, start)).split(' ').at(-1) ?? '');
  const days = findDays(text, calendar).filter((day) => !isPromise(day));
  const opens = ({ start }: Day) => start <= (opening?.end ?? 0);
  const sure = days.filter((day) => day.past === day.future);
  const past = sure.filter((day) => day.past <= calendar.today);
  const certain = [...new Set(past.map((day) => day.past))];
  const ahead = sure.find((day) => opens(day) && day.past > calendar.today);
  if (certain.length === 1) return { day: certain[0], unsure: [], ahead };
  const [first, ...others] = past.filter(opens);
  if (certain.length > 1)
    return first && others.length === 0 ? { day: first.past, unsure: [] } : { unsure: certain };
  const weekday = days.find((day) => opens(day) && day.past !== day.future);
  if (!weekday) return { unsure: [], ahead };
  const isPast = kindOf(text) !== 'note' || PAST.test(opening?.text ?? '');
  return isPast ? { day: weekday.past, unsure: [] } : { unsure: [weekday.past, weekday.future] };
}

import { type Chrono, de, en, es, fr, it, ja, nl, pt, sv } from 'chrono-node';
import { addDays } from '../../clock.ts';
import { fold } from '../../text.ts';
import { clausesOf, guessLanguage, MAX_READ, NOUNS, overlaps, type Span, WORDS } from './words.ts';

export type Calendar = { today: string; locale: string };
/** A day named in a text. A weekday alone is two days: the last one, and the next one. */
export type Day = Span & { text: string; past: string; future: string };
const PARSERS = { de, es, fr, it, ja, nl, pt, sv } as const;
/** Words that are a day in one sentence and something else in the next; and what is no day, although chrono names one. */
const NO_DAY =
  /^(?:sat|sun|may|march|mar|second|now|wed|mon|fri|so|do|mi|di|sa|za|zo|ma|vr|wo|to|ons|on|(?:for|every|each)\b.*|(?:next|this|last) (?:week|month|year|quarter))$/i;
const NO_DAY_BEHIND =
  /\b(?:for|over|during|every|each|jeden|cada|chaque|ogni|elke|varje)\s+$|(?:avant|before|altro)[-’' ]$/i;
/** Swedish for last Monday, `i måndags`: chrono knows the weekday without the first and the last letter. */
const LAST_IN_SWEDISH = /(?<!\p{L})i(?= ((?:mån|tis|ons|tors|fre|lör|sön)dag)s(?!\p{L}))/giu;
const LAST =
  /\b(?:i \p{L}{3,4}dags|last|past|previous|letzte[nrs]?|vorige[nrs]?|pasad[oa]|ultim[oa]|dernier|passad[oa]|scors[oa]|afgelopen|förra)\b/iu;
const NEXT = /\b(?:next|nächste[nrs]?|kommende[nrs]?|próxim[oa]|prochain|prossim[oa]|volgende|nästa)\b/iu;
/** Behind a weekday: the one after the next one. */
const IN_A_WEEK = /^,? (?:in (?:einer|a|one) (?:woche|week)\b|week\b(?!\p{L}|ly)|om en vecka\b)/iu;
/** Days that chrono does not know, by how long ago they are. */
const DAYS_AGO = [
  /(?<!\p{L})(?:wczoraj|včera|tegnap|dün|eilen|i går|вчера|вчора|kemarin|jučer|juče|χθες)(?!\p{L})|昨天|어제/giu,
  /(?<!\p{L})(?:(?:the )?day before yesterday|avant-hier|anteayer|antier|anteontem|altro ieri|eergisteren|i förrgår|przedwczoraj)(?!\p{L})|一昨日|おととい|前天/giu,
];

/** The days of which chrono is sure, in order: no month or week alone, no time of day, no duration. */
export function findDays(text: string, { today, locale }: Calendar): Day[] {
  const said = text
    .slice(0, MAX_READ)
    .replace(new RegExp(DOTTED, 'g'), '$1/$2 ')
    .replace(LAST_IN_SWEDISH, ' ')
    .replace(/(?<= {2}\p{L}+dag)s\b/gu, ' ');
  const days: Day[] = [];
  const add = (found: string, start: number, past: string, future = past) => {
    const day = { text: found.trim(), start, end: start + found.length, past, future };
    if (!days.some((each) => overlaps(each, day))) days.push(day);
  };
  for (const [at, words] of DAYS_AGO.entries())
    for (const { 0: found, index } of said.matchAll(words)) add(found, index, addDays(today, -at - 1));
  const now = { instant: new Date(`${today}T12:00:00Z`), timezone: 0 };
  for (const { text: found, index, start } of parserFor(text, locale).parse(said, now)) {
    if (NO_DAY.test(found.trim()) || NO_DAY_BEHIND.test(said.slice(0, index))) continue;
    const parts = (['year', 'month', 'day'] as const).map((part) => String(start.get(part)).padStart(2, '0'));
    const iso = parts.join('-');
    if (start.isCertain('day')) add(found, index, iso);
    else if (start.isCertain('weekday')) {
      const end = index + found.length;
      const around = text.slice(Math.max(0, index - 10), end + 10);
      const { past, future } = weekday(start.get('weekday') ?? 0, { today, iso, around });
      const [behind] = IN_A_WEEK.exec(said.slice(end)) ?? [];
      if (behind) add(`${found}${behind}`, index, addDays(future, 7));
      else add(found, index, past, future);
    }
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

const languageOf = (text: string) => (/[\u3040-\u30ff]|\d月/.test(text) ? 'ja' : guessLanguage(text));

/** American English writes the month first, but not before a full stop; so do Japanese, Chinese and Korean. */
function parserFor(text: string, locale: string): Pick<Chrono, 'parse'> {
  const language = languageOf(text);
  if (language !== 'en') return PARSERS[language].casual;
  return /^(?:en-US|ja|zh|ko)\b/i.test(locale) && !DOTTED.test(text) ? en.casual : en.GB;
}
const DOTTED = /(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?!\d)/;
const KINDS = ['call', 'meeting', 'email', 'message'] as const;
export type Kind = (typeof KINDS)[number] | 'note';

/** The kind of interaction, where the beginning of a text names it. `isVerb`: with a verb, such as “called”. */
function howOf(text: string): { kind: Kind; isVerb: boolean } {
  const [first = ''] = text.trim().split(/(?:(?<!\d)\.|[!?\n])(?:\s|$)/);
  const said = fold(first).split(' ').slice(0, 14);
  const none = { kind: 'note', isVerb: false } as const;
  if (said.some((word) => WORDS.cancelled.has(word))) return none;
  if (/\b(?:on|off) the phone\b/i.test(first)) return { kind: 'call', isVerb: true };
  const isDutch = guessLanguage(text) === 'nl';
  for (const [at, word] of said.entries()) {
    if (WORDS.notSo.has(word) || WORDS.wants.has(word)) return none;
    const verb = KINDS.find((kind) => WORDS[kind].has(word));
    const isNoun = WORDS.with.has(said[at + 1] ?? '') || (at > 0 && at === said.length - 1);
    const kind = verb ?? KINDS.find((each) => isNoun && NOUNS[each].has(word));
    if (kind && !(word === 'met' && isDutch)) return { kind, isVerb: verb !== undefined };
  }
  return none;
}

export const kindOf = (text: string): Kind => howOf(text).kind;
/** When an interaction happened. The person has to choose between the days in `ask`; `ahead` names a time to come. */
export type When = { day?: string; ahead?: string; ask?: string[] };
/** A clause with such a word speaks of the past. */
const PAST =
  /\b(?:spoke|talked|saw|had|heard|wrote|sent|went|log(?:ged)?|caught up|sprach|gesprochen|hablé|parlé|falei|parlato|gesproken|pratade)\b/i;
/** Words for a time to come, and for one that is past, without a day. */
const LATER =
  /\b(?:(?:next|coming|in a|in \w+) (?:weeks?|months?|quarter|year)|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|(?:nächste|kommende)[nrs]? (?:woche|monat|jahr)|próxim[oa] (?:semana|mes|mês)|semana que (?:viene|vem)|(?:semaine|mois) prochaine?|prossim[oa] (?:settimana|mese)|volgende (?:week|maand)|nästa (?:vecka|månad))(?!\p{L})|来週|来月/iu;
const LONG_AGO =
  /\b(?:(?:last|past|previous|this|earlier this) (?:weeks?|month|quarter|year)|ago|the other day|recently|(?:letzte|vorige|vergangene|diese)[nrs]? (?:woche|monat|jahr)|neulich|kürzlich|vor \p{L}+ (?:tagen|wochen|monaten)|(?:semana|mes|mês|año) (?:pasad[oa]|passad[oa])|esta semana|hace (?:un|\w+ )|há \w+|(?:semaine|mois) derni[eè]re?|cette semaine|il y a|settimana scorsa|vorige (?:week|maand)|förra (?:veckan|månaden)|i veckan)(?!\p{L})|先週|先月/iu;

/** The day of an interaction, as far as its text is certain; days of promises do not count. */
export function whenOf(text: string, calendar: Calendar): When {
  const [opening = { text: '', end: 0 }] = clausesOf(text);
  const before = ({ start }: Day) => fold(text.slice(0, start)).split(' ').at(-1) ?? '';
  const days = findDays(text, calendar).filter(
    (day) => !WORDS.deadline.has(before(day)) && !WORDS.lasts.has(before(day)),
  );
  const opens = ({ start }: Day) => start <= opening.end;
  const sure = days.filter((day) => day.past === day.future);
  const past = sure.filter((day) => day.past <= calendar.today);
  const certain = [...new Set(past.map((day) => day.past))];
  const [first, ...others] = past.filter(opens);
  if (certain.length > 1) return first && others.length === 0 ? { day: first.past } : { ask: certain };
  if (certain[0]) return { day: certain[0] };
  const { kind, isVerb } = howOf(text);
  const isPast = isVerb || PAST.test(opening.text);
  const weekdays = days.filter((day) => day.past !== day.future);
  const weekday = weekdays.find(opens);
  const told = [...new Set(weekdays.map((day) => day.past))];
  if (!weekday && told.length > 1) return { ask: told };
  if (weekday) return isPast ? { day: weekday.past } : { ask: [weekday.past, weekday.future] };
  const ahead = sure.find(opens)?.text ?? (isPast ? undefined : LATER.exec(opening.text)?.[0]);
  if (ahead) return { ahead };
  // In English the verbs are known with which something has happened.
  const mayHavePassed = isPast || kind !== 'note' || languageOf(text) !== 'en';
  return mayHavePassed && LONG_AGO.test(opening.text) ? { ask: [] } : {};
}

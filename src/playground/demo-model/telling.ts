import { fold } from '../../text.ts';
import { type Calendar, type Day, findDays } from './days.ts';
import { DEADLINES, guessLanguage, HAPPENED, NOT_SO, NOUNS, WITH } from './languages.ts';
import { clausesOf } from './words.ts';

export type Kind = keyof typeof HAPPENED | 'note';

/** How it happened, where the beginning of the text says so in plain words; a note otherwise. */
export function kindOf(text: string): Kind {
  const [first = ''] = text.trim().split(/[.!?\n](?:\s|$)/);
  if (/\b(?:on|off) the phone\b/i.test(first)) return 'call';
  const said = fold(first).split(' ').slice(0, 14);
  const isDutch = guessLanguage(text) === 'nl';
  for (const [at, word] of said.entries()) {
    if (NOT_SO.has(word)) return 'note';
    if (word === 'met' && isDutch) continue;
    const verb = (Object.keys(HAPPENED) as (keyof typeof HAPPENED)[]).find((kind) =>
      HAPPENED[kind].has(word),
    );
    const isNoun = WITH.has(said[at + 1] ?? '') || (at > 0 && at === said.length - 1);
    const kind = verb ?? (isNoun ? NOUNS.get(word) : undefined);
    if (kind) return kind;
  }
  return 'note';
}

/** A clause with such a word speaks of what has been. */
const PAST =
  /\b(?:spoke|talked|saw|had|heard|wrote|sent|caught up|sprach|gesprochen|hablé|parlé|falei|parlato|gesproken|pratade)\b/i;

/** When it happened: `unsure` are days between which only the person can choose; `ahead` is still to come. */
export type When = { day?: string; unsure: string[]; ahead?: Day };

/** The day on which it happened, as far as that is certain; days of promises do not count. */
export function whenOf(text: string, calendar: Calendar): When {
  const [opening] = clausesOf(text);
  const days = findDays(text, calendar).filter(
    ({ start }) => !DEADLINES.has(fold(text.slice(0, start)).split(' ').at(-1) ?? ''),
  );
  const opens = ({ start }: Day) => start <= (opening?.end ?? 0);
  const past = days.filter((day) => day.past === day.future && day.past <= calendar.today);
  const certain = [...new Set(past.map((day) => day.past))];
  const [first, ...others] = past.filter(opens);
  const ahead = days.find((day) => opens(day) && day.past === day.future && day.past > calendar.today);
  if (certain[0] && certain.length === 1) return { day: certain[0], unsure: [], ...(ahead ? { ahead } : {}) };
  if (certain.length > 1)
    return first && others.length === 0 ? { day: first.past, unsure: [] } : { unsure: certain };
  const weekday = days.find((day) => opens(day) && day.past !== day.future);
  if (!weekday) return { unsure: [], ...(ahead ? { ahead } : {}) };
  const isPast = kindOf(text) !== 'note' || PAST.test(opening?.text ?? '');
  return !isPast ? { unsure: [weekday.past, weekday.future] } : { day: weekday.past, unsure: [] };
}

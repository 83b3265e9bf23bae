import { fold } from '../../text.ts';
import { type Calendar, type Day, findDays } from './days.ts';
import { guessLanguage, NOUNS, WORDS } from './languages.ts';
import { clausesOf } from './words.ts';

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

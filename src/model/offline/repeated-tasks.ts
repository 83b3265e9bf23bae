import { addDays, weekdayOf } from '../../clock.ts';
import type { Act } from './acts.ts';
import { findDays } from './dates.ts';
import type { Reading } from './reading.ts';
import { type Days, findRegularDays } from './schedule-days.ts';
import { maskReports } from './schedule-mask.ts';
import { readRhythm } from './schedule-rhythm.ts';
import type { Sentence } from './sentences.ts';
import { readTask } from './tasks.ts';

const ASKS =
  /^(?:remind me|note to self|(?:set|add|create|make)(?: me)?(?: up)? (?:an? )?(?:(?:weekly|daily|monthly|recurring) )?(?:follow[- ]?up|reminder|to-?do|task))\b/i;
const OFTEN = /\b(?:every|each|once an?)\b|days$/i;
const ADVERB = /^(?:daily|weekly|monthly|quarterly)\b/i;

/** "Remind me every Friday at 17:00 to call Acme": follow-ups have one day, so it is the next one. */
export function readRepeated(sentence: Sentence, reading: Reading): Act[] | undefined {
  const { text } = sentence;
  if (!ASKS.test(text)) return undefined;
  const masked = maskReports(text);
  const found = findRegularDays(masked);
  const said = found ? masked.slice(found.start, found.end) : '';
  const isOften = OFTEN.test(said) || (ADVERB.test(said) && isApart(masked, found?.start ?? 0, said));
  if (!found || !isOften) return undefined;
  const { rest } = readRhythm(text, { masked });
  const [act, ...others] = readTask({ ...sentence, text: rest }, reading) ?? [];
  if (act?.type !== 'follow_up' || others.length > 0) return undefined;
  const days = 'days' in found.read ? found.read.days : undefined;
  const due = days ? nextOf(days, reading.today) : findDays(said, reading.today)[0]?.future;
  const follow_up = { ...act.follow_up, ...(due ? { due_on: due } : {}) };
  return [{ ...act, follow_up, isRepeated: true }];
}

/** "Remind me weekly to…" and "…to call Acme weekly", not "…to send the weekly report". */
const isApart = (text: string, start: number, said: string) =>
  /^remind me $/i.test(text.slice(0, start)) || /^[.! ]*$/.test(text.slice(start + said.length));

const MOST = 366;

/** The first such day after today. */
function nextOf(days: Days, today: string): string | undefined {
  for (let ahead = 1; ahead <= MOST; ahead++) {
    const day = addDays(today, ahead);
    if (isOn(days, day)) return day;
  }
  return undefined;
}

function isOn(days: Days, day: string): boolean {
  const weekday = weekdayOf(day).toLowerCase();
  const isFirst = day.endsWith('-01');
  const isLast = addDays(day, 1).endsWith('-01');
  const month = Number(day.slice(5, 7));
  switch (days.every) {
    case 'day':
      return true;
    case 'weekday':
      return weekday !== 'saturday' && weekday !== 'sunday';
    case 'week':
      return days.on.includes(weekday);
    case 'month':
      return days.on === 'last_day' ? isLast : Number(day.slice(8)) === days.on;
    case 'quarter':
      return days.on === 'last_day' ? isLast && month % 3 === 0 : isFirst && month % 3 === 1;
    default:
      return days satisfies never;
  }
}

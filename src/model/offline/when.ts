import { addDays } from '../../clock.ts';
import { findDays } from './dates.ts';

/** A day further back needs its year: "the launch on 5 December" is no day of last year. */
const LONGEST_AGO = 200;

/** When it happened: the day said along with it, not one that belongs to what was talked about. */
export function dayOf(text: string, from: number, today: string): string | undefined {
  const fits = (scope: string) =>
    findDays(scope, today).find(
      ({ text: said, past }) =>
        past <= today && past >= addDays(today, -LONGEST_AGO) && !isDeadline(scope, said),
    )?.past;
  return (
    fits(toldPart(text, from)) ??
    (/\b(?:yesterday|ago|last|today|this morning)\b/i.test(text) ? fits(text) : undefined)
  );
}

/** As far as the telling goes: not what was talked about, and not the next clause. */
export function toldPart(text: string, from: number): string {
  const aside =
    /(?:,|:|;| -| and| but| so| because| who| that| as)\s+(?:he|she|they|it|we|i)\b|\b(?:about|regarding|re)\b/i.exec(
      text.slice(from),
    );
  return aside ? text.slice(0, from + aside.index) : text;
}

const isDeadline = (text: string, day: string) =>
  new RegExp(`\\b(?:by|until|before|due) ${literal(day)}`, 'i').test(text);
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

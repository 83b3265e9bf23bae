import type { Act } from './acts.ts';
import { NAME } from './report-requests.ts';
import { findNamed, isShipped } from './report-topics.ts';
import { hasClock } from './schedule-times.ts';

/** A report is wanted once, at a later time, which no schedule can be. */
export const NOT_ONCE =
  'I can send a report only now or again and again, not once at a later time. Would you like it now, or how often? Say for example “run it now” or “every day at 9:00”.';

const COUNT = '(?:an?|\\d{1,3}|one|two|three|four|five|six|ten|half an|a couple of)';
const SOON =
  '(?:early |later |first thing )?(?:tomorrow|tonight)(?: (?:morning|noon|afternoon|evening|night))?|(?:a bit |some time )?later(?: today| on| this week)?|this (?:afternoon|evening)|(?:the )?day after tomorrow';
const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const DATED = `(?:on |this |next |coming |(?:on )?the (?:next|coming) ){1,2}${DAY}(?: (?:morning|afternoon|evening))?|next (?:week|month)|in ${COUNT} (?:minutes?|hours?|days?|weeks?)(?= |[.!?,]|$)|on (?:the )?\\d{1,2}(?:st|nd|rd|th)?(?: (?:of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)?`;
/** A day that bounds what the report shows. */
const BOUND = '(?<!\\b(?:until|till|due|before|since|up to|as of|from|to|for|of) )';

const pattern = (days: string) => new RegExp(`,? ?${BOUND}\\b(?:${days})(?![\\p{L}\\p{N}])`, 'iu');
const SOONER = pattern(SOON);
const LATER = pattern(`${SOON}|${DATED}`);
const DELIVERS =
  /^(?:send|schedule|e-?mail|mail|dm|message|deliver|post|forward|i(?:'d| would) like to (?:get|receive)|i want to (?:get|receive)|(?:can|could|may) i (?:get|receive))\b/i;

/** A text without the later time it names; undefined where it names none. `masked`: without the names of reports. */
export function withoutLater(text: string, masked: string): string | undefined {
  const order = text.replace(/^(?:please |now |can you |could you )+/i, '');
  const isDelivery = DELIVERS.test(order) || LATER.exec(order)?.index === 0;
  const found = (isDelivery ? LATER : SOONER).exec(text);
  if (found) return `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`;
  return hasClock(masked) ? text : undefined;
}

const WATCHES =
  /^(?:(?:please )?(?:alert|warn|notify|ping) (?:me|us)\b|(?:(?:please )?(?:tell|message|inform) me|let me know) (?:when(?:ever)?|if|once|as soon as) (?=.*\b(?:more|less|fewer|at least) (?:than )?\d))/i;
const QUIET = /\b(?:quiet|silent|gone cold)\b/i;
const TASKS = /\b(?:follow[- ]?ups?|promises|tasks?|to-?dos?)\b/i;

/** "Alert me when more than 3 customers are quiet": nothing is watched, but a report can be sent under a condition. */
export function readWatch(text: string): Act[] | undefined {
  if (!WATCHES.test(text)) return undefined;
  const name = reportIn(text);
  if (!name && !/\breports?\b|\bcustomers\b|\d/i.test(text)) return undefined;
  const said = `“send me ${name ?? 'quiet-customers'} every day at 9:00, only when there are rows”`;
  return [
    {
      type: 'say',
      text: `I cannot watch for that or count rows. I can send a report on days you choose, only when there are rows, only when something has changed, or only when a column is above or below a number. Shall I? Say for example ${said}.`,
    },
  ];
}

function reportIn(text: string): string | undefined {
  const name = new RegExp(`(?<![\\p{L}\\p{N}_-])(${NAME})(?![\\p{L}\\p{N}_-])`, 'u').exec(text)?.[1];
  if (name && isShipped(name)) return name;
  const topic = findNamed(text)?.report;
  if (topic || !QUIET.test(text)) return topic ?? (TASKS.test(text) ? 'follow-ups-due' : undefined);
  return 'quiet-customers';
}

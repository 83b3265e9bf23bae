import { addDays, weekdayOf } from '../../clock.ts';
import { fold } from '../../text.ts';
import type { Question } from './acts.ts';
import { findDays } from './dates.ts';
import { readName } from './names.ts';
import { tokenize } from './tokens.ts';

const TASKS =
  '(?:follow[- ]?ups?|to-?dos?|to-do list|tasks?|promises|reminders|commitments|action items?|list)';
const LATE = '(?:over ?due|due|outstanding|late|pending)';
const STATES = '(?:(?:all|open|overdue|pending|outstanding|due|next|current|own) ){0,3}';

/** How people ask for what they have to do themselves. */
const FORMS: readonly RegExp[] = [
  new RegExp(`\\bmy ${STATES}${TASKS}\\b`, 'i'),
  new RegExp(`\\b(?:do i have|have i(?: got)?|i have|i've got)(?: any| some)? ${STATES}${TASKS}\\b`, 'i'),
  new RegExp(
    `^(?:(?:show|list|give|get)(?: me)? )?(?:the )?${STATES}(?!list\\b)${TASKS}(?: list)?(?: (?:for|with|at|to|of) [^?.!]{2,60})?[?.!]*$`,
    'i',
  ),
  new RegExp(`^(?:show|list)(?: me)? (?:what(?:'s| is) )?${LATE}\\b`, 'i'),
  /\bwhat(?:'s| is| are)? on my (?:list|plate|agenda)\b|\bwhat(?:'s| is) next for me\b/i,
  /\bwhat (?:else )?(?:do|should|must|shall) i (?:still )?(?:(?:have|need) to |got to )?(?:do|deliver)\b/i,
  /\bwhat (?:have|did|do) i (?:still )?(?:promised?|owe|agreed? to|committ?(?:ed)? to)\b/i,
  new RegExp(`\\bwhat(?:'s| is| are)? (?:still |now )?${LATE}\\b`, 'i'),
  new RegExp(
    `\\b(?:anything|something|any ${TASKS}|which(?: ${TASKS})?) (?:is |are |that is |still )?${LATE}\\b`,
    'i',
  ),
  new RegExp(`^(?:is |are )?(?:anything |there anything )?${LATE}(?: (?:today|this week|now))?\\?*$`, 'i'),
];

/** Said without a question mark: "my to-dos for Acme". */
export const asksForTasks = (text: string): boolean =>
  new RegExp(`^(?:(?:and|all|my|open|overdue|pending|the) )*${STATES}(?:${TASKS}|${LATE})\\b`, 'i').test(
    text,
  ) &&
  FORMS.some((form) => form.test(text)) &&
  text.length < 80 &&
  !/\b(?:is|are|was|were|done|has|have|will)\b/i.test(text);

export function readOwnTasks(text: string, today: string): Question | undefined {
  if (!FORMS.some((form) => form.test(text))) return undefined;
  const customer = customerIn(text);
  if (customer && !/\b(?:i|my|me|i've)\b/i.test(text)) return undefined;
  const isOverdue = /\bover ?due\b|\blate\b/i.test(text);
  const until = isOverdue ? addDays(today, -1) : lastDay(text, today);
  return {
    about: 'tasks',
    ...(until ? { until } : {}),
    ...(isOverdue ? { isOverdue } : {}),
    ...(customer ? { customer } : {}),
  };
}

/** The last day the question is about. */
function lastDay(text: string, today: string): string | undefined {
  const sunday = addDays(today, (7 - WEEKDAYS.indexOf(weekdayOf(today))) % 7);
  if (/\b(?:today|now)\b/i.test(text)) return today;
  if (/\bnext week\b/i.test(text)) return addDays(sunday, 7);
  if (/\bweek\b/i.test(text)) return sunday;
  const said = text.replace(/\bthis month\b/i, 'end of the month');
  return findDays(said, today).find(({ future }) => future >= today)?.future;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const BEFORE_CUSTOMER = new Set([
  'for',
  'with',
  'at',
  'to',
  'from',
  'of',
  'promise',
  'promised',
  'owe',
  'about',
]);

function customerIn(text: string): string | undefined {
  const tokens = tokenize(text);
  for (const [at] of tokens.entries()) {
    const isPlace = BEFORE_CUSTOMER.has(fold(tokens[at - 1]?.text ?? ''));
    const name = isPlace ? readName(tokens, at, { lower: true }) : undefined;
    if (name) return name.text;
  }
  return undefined;
}

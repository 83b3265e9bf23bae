import { fold } from '../../text.ts';
import { type Calendar, findDays } from './days.ts';
import { clausesOf, guessLanguage, WORDS } from './words.ts';

export type ToDo = { title: string; due_on: string | undefined; contact: string | undefined };
type People = readonly { id: string; name: string }[];
const MOST = { toDos: 5, title: 180 } as const;
const NEXT_STEPS =
  /(?:^[\s*•-]*(?:nächste schritte?|próximos? pasos?|prochaines? étapes?|próximos? passos?|prossimi passi|nästa steg|to-?do'?s?|action items?|actions?)|\bnext steps?)\s*:\s*/i;
const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+/;

/** Finds promises in a text: behind “next step:”, in the list below it, and in clauses with a day behind “by”. */
export function findToDos(text: string, calendar: Calendar, people: People): ToDo[] {
  const [steps, rest]: [string[], string[]] = [[], []];
  let isListing = false;
  for (const line of text.split('\n')) {
    const head = NEXT_STEPS.exec(line);
    const isItem: boolean = isListing && BULLET.test(line);
    if (head) steps.push(line.slice(head.index + head[0].length).split(/[.;](?:\s|$)/)[0] ?? '');
    if (isItem) steps.push(line.replace(BULLET, ''));
    if (!isItem) rest.push(head ? line.slice(0, head.index) : line);
    if (line.trim()) isListing = head !== null || isItem;
  }
  return [...steps, ...withDeadline(rest.join('\n'), calendar)]
    .map((each) => toDo(each, calendar, people))
    .filter(({ title }) => title.length > 2)
    .slice(0, MOST.toDos);
}

function withDeadline(text: string, calendar: Calendar): string[] {
  const isEnglish = guessLanguage(text) === 'en';
  const days = findDays(text, calendar);
  return clausesOf(text).flatMap((clause) => {
    const day = days.find(({ start }) => start >= clause.start && start < clause.end);
    const before = fold(text.slice(clause.start, day?.start)).split(' ').slice(-2);
    const said = fold(clause.text).split(' ');
    const isWanted =
      before.some((word) => WORDS.deadline.has(word)) && said.some((word) => WORDS.wants.has(word));
    return day && (isEnglish ? before.includes('by') : isWanted) ? [clause.text] : [];
  });
}

const LEADS =
  /^\s*(?:(?:and|so|then|i will|i'll|i have to|i need to|i must|i promised to|to|that i|please)\s+)+/i;
const TO_THE_DAY =
  /[\s,(]*\b(?:(?:no later than|by|on|until|till|before|due|for|at|bis|spätestens|am|antes del|para el|el|avant|d'ici|le|até|entro|voor|senast|på)\s*)*$/iu;

export function toDo(text: string, calendar: Calendar, people: People): ToDo {
  const [day] = findDays(text, calendar);
  const title = (day ? `${text.slice(0, day.start).replace(TO_THE_DAY, '')} ${text.slice(day.end)}` : text)
    .replace(LEADS, '')
    .replace(/\s+at \d{1,2}(?::\d{2})?\s*(?:am|pm)?(?=\s|$)/i, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^ |[\s.,;:!)]+$/g, '');
  const said = fold(text).split(' ');
  const contact = people.find(({ name }) => said.includes(fold(name).split(' ')[0] ?? ''));
  const due_on = day && day.future >= calendar.today ? day.future : undefined;
  return { title: title.charAt(0).toUpperCase() + title.slice(1, MOST.title), due_on, contact: contact?.id };
}

import { z } from 'zod';
import { addDays, formatDate } from '../../clock.ts';
import { fold } from '../../text.ts';
import { kindOf } from './days.ts';
import { findNamed } from './known.ts';
import { findNewcomers, isDayOrPlace } from './newcomers.ts';
import type { Call, Outcome, Scene, Script, Turn } from './prompt.ts';
import { ask, list, read, texts } from './prompt.ts';
import { askWhich, fallback } from './replies.ts';
import { answerByReport, namesReport } from './reports.ts';
import { cutAtWord, WORDS } from './words.ts';

const Names = list(z.string());
const Entry = z.object({ ...texts('kind', 'occurred_on', 'summary', 'company', 'member'), contacts: Names });
const ToDo = z.object(texts('title', 'due_on', 'company', 'contact', 'owner'));
const Company = z.object(texts('name', 'domain', 'about'));
const Person = z.object({ ...texts('name', 'title', 'email', 'phone', 'about'), companies: Names });
const Facts = z.object({
  company: Company.nullish().catch(null),
  contact: Person.nullish().catch(null),
  people: list(Person),
  connections: list(z.object(texts('words'))),
  interactions: list(Entry),
  open_follow_ups: list(ToDo),
});

const SHOWN = { entries: 5, toDos: 8, summary: 240 } as const;

function showCustomer(outcome: Outcome): string[] {
  const { company, contact, people, connections, interactions, open_follow_ups: open } = read(outcome, Facts);
  const { name, about } = contact ?? company ?? { name: '', about: '' };
  const parts = contact ? [contact.companies.join(', '), ...addressOf(contact)] : [company?.domain];
  const entries = interactions.slice(0, SHOWN.entries).map(showEntry);
  return [
    `*${name}*${listed(parts)}.${about && ` ${about}`}`,
    ...people.map((each) => `${each.name}${listed(addressOf(each))}`),
    ...connections.map((each) => each.words),
    ...(entries.length > 0 ? entries : ['Nothing is logged with them yet.']),
    ...open.slice(0, SHOWN.toDos).map((each) => `To do: ${showToDo(each)}${listed([each.owner])}`),
  ];
}

const addressOf = ({ title, email, phone }: z.output<typeof Person>) => [title, email, phone];
const listed = (parts: readonly (string | undefined)[]) => parts.map((part) => part && `, ${part}`).join('');

function showEntry({ kind, occurred_on: day, contacts, company, member, summary }: z.output<typeof Entry>) {
  const who = contacts.join(', ') || company || 'a customer';
  const said = cutAtWord(summary, SHOWN.summary);
  return `${day && formatDate(day)}: ${kind} with ${who}${member && ` (${member})`}. ${said}`;
}

function showToDo({ title, due_on: due, contact, company }: z.output<typeof ToDo>) {
  const about = contact || company;
  return `${title}${about && ` (${about})`}${due && `, ${formatDate(due)}`}`;
}

/** Lines in the form that the person likes, as far as it has been learned. */
function shape(lines: readonly string[], { learned }: Scene): string {
  const likes = (claim: string) => learned.some(({ text }) => text.startsWith(claim));
  const said = likes('Prefers short answers') ? lines.slice(0, 4) : lines;
  return said.map((line) => (likes('Prefers answers as bullet points') ? `• ${line}` : line)).join('\n');
}

/** `What a week!`, `who knew`: how people begin to tell something. */
const EXCLAIMS = /^\W*(?:what an? |who knew|how (?:nice|great|cool|funny)\b)/i;
const ADDRESSED = /^\W*(?:rapport|and|so|please|hey|ok)[,:]?\s+/i;

export function isQuestion(text: string): boolean {
  if (EXCLAIMS.test(text) && !/\?\W*$/.test(text)) return false;
  const [first = '', second = ''] = fold(text.replace(ADDRESSED, '')).split(' ');
  const begins = WORDS.asks.has(first) || first === 'my' || namesReport(text) !== undefined;
  if (/\?\W*$/.test(text)) return begins || kindOf(text) === 'note';
  return begins && (first !== 'when' || WORDS.asks.has(second));
}

const MINE = /\b(?:my|i|mine|for me|ich|meine?|mis?|mes|mon|minhas?|mina?)\b/i;
const TO_DOS =
  /\b(?:follow-?ups?|to-?dos?|tasks?|promised?|owe|on my (?:list|plate)|due|overdue|aufgaben|pendientes|tareas|tâches|tarefas)\b/i;
const SPAN =
  /\b(?:my|meine?|mi|ma|mon|minha|min) (?:day|week|month|woche|semana|semaine|vecka)\b|\bwhat (?:did|have) i (?:do|done|log|logged|save|saved)\b|\bwhom? did i (?:meet|call|talk to|see)\b/i;

export function* answerQuestion(text: string, { scene }: Turn): Script<string> {
  if (namesReport(text)) return yield* answerByReport(text);
  if (SPAN.test(text)) return yield* ownEntries(text, scene);
  if (MINE.test(text) && TO_DOS.test(text) && !/\breports?\b/i.test(text))
    return yield* ownToDos(text, scene);
  const { companies, people, unsure } = yield* findNamed(text, scene);
  const [company, person] = [companies[0], people[0]];
  if (unsure.length > 0 && !company) return askWhich(unsure);
  const several = companies.length > 0 ? companies : people;
  if (person && people.length === 1 && companies.length < 2)
    return yield* customer({ contact: { id: person.id } }, scene);
  if (several.length > 1) return `One at a time, please: ${several.map(({ name }) => name).join(', ')}.`;
  if (company) return yield* customer({ company: { id: company.id } }, scene);
  const [, about] =
    /\b(?:about|know|with|to) (\p{Lu}[\p{L}\d&'’-]*(?: (?:& )?\p{Lu}[\p{L}\d'’-]*)*)/u.exec(text) ?? [];
  const unknown = about && !isDayOrPlace(about) ? about : findNewcomers(text, []).companies[0]?.name;
  if (unknown) return `I know nothing about ${unknown}: nobody has told me of them yet.`;
  return (yield* answerByReport(text)) || fallback(text);
}

function* lookUp(tool: string, input: Call['input'], tell: (outcome: Outcome) => string): Script<string> {
  const outcome = yield* ask(tool, input);
  return outcome.ok ? tell(outcome) : `I could not look that up. ${outcome.message}`;
}

const customer = (input: Call['input'], scene: Scene) =>
  lookUp('get_customer', input, (outcome) => shape(showCustomer(outcome), scene));

const ownToDos = (text: string, scene: Scene) => {
  const input = { due_until: /\b(?:over)?due\b|\btoday\b/i.test(text) ? scene.today : undefined };
  return lookUp('list_my_follow_ups', input, (outcome) => {
    const lines = read(outcome, Facts).open_follow_ups.slice(0, SHOWN.toDos).map(showToDo);
    return lines.length > 0 ? shape(['On your list:', ...lines], scene) : 'Nothing is on your list.';
  });
};

const ownEntries = (text: string, scene: Scene) => {
  const { since, until } = spanOf(text, scene.today);
  const days = since === until ? formatDate(since) : `${formatDate(since)} to ${formatDate(until)}`;
  return lookUp('list_my_interactions', { since, until }, (outcome) => {
    const lines = read(outcome, Facts).interactions.map(showEntry);
    if (lines.length === 0) return `Nothing of yours is there for ${days}.`;
    return shape([`Yours, ${days}:`, ...lines], scene);
  });
};

function spanOf(text: string, today: string): { since: string; until: string } {
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (/\blast week\b/i.test(text)) return { since: addDays(monday, -7), until: addDays(monday, -1) };
  if (/\bmonth\b/i.test(text)) return { since: `${today.slice(0, 8)}01`, until: today };
  if (/\byesterday\b/i.test(text)) return { since: addDays(today, -1), until: addDays(today, -1) };
  return { since: /\btoday\b|\bmy day\b/i.test(text) ? today : monday, until: today };
}

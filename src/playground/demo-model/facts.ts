import { z } from 'zod';
import { formatDate } from '../../clock.ts';
import type { Scene } from './prompt.ts';
import { list, maybe, type Outcome, read, words } from './script.ts';
import { cutAtWord } from './words.ts';

const Entry = z.object({
  kind: words,
  occurred_on: words,
  summary: words,
  company: maybe,
  contacts: list(z.string()),
  member: maybe,
});
const ToDo = z.object({ title: words, due_on: maybe, company: maybe, contact: maybe, owner: maybe });
const Person = z.object({
  name: words,
  title: maybe,
  email: maybe,
  phone: maybe,
  about: maybe,
  companies: list(words),
});
const Facts = z.object({
  company: z.object({ name: words, domain: maybe, about: maybe }).nullish().catch(null),
  contact: Person.nullish().catch(null),
  people: list(Person),
  connections: list(z.object({ words, until: maybe })),
  interactions: list(Entry),
  open_follow_ups: list(ToDo),
});

const SHOWN = { entries: 5, toDos: 8, summary: 240 } as const;

export function showCustomer(outcome: Outcome): string[] {
  const { company, contact, people, connections, interactions, open_follow_ups: open } = read(outcome, Facts);
  const { name, about } = contact ?? company ?? { name: '', about: '' };
  const parts = contact ? [contact.companies.join(', '), ...addressOf(contact)] : [company?.domain];
  return [
    `*${name}*${listed(parts)}.${about ? ` ${about}` : ''}`,
    ...people.map((each) => `${each.name}${listed(addressOf(each))}`),
    ...connections.map((each) =>
      each.until ? `${each.words} (until ${formatDate(each.until)})` : each.words,
    ),
    ...(interactions.length > 0
      ? interactions.slice(0, SHOWN.entries).map(showEntry)
      : ['Nothing is logged with them yet.']),
    ...open.slice(0, SHOWN.toDos).map((each) => `To do: ${showToDo(each)}${listed([each.owner])}`),
  ];
}

const addressOf = ({ title, email, phone }: z.output<typeof Person>) => [title, email, phone];
const listed = (parts: readonly (string | null | undefined)[]) =>
  parts.map((part) => (part ? `, ${part}` : '')).join('');

export const showEntries = (outcome: Outcome) => read(outcome, Facts).interactions.map(showEntry);

function showEntry({
  occurred_on: on,
  kind,
  contacts,
  company,
  member,
  summary,
}: z.output<typeof Entry>): string {
  const who = contacts.length > 0 ? contacts.join(', ') : (company ?? '');
  return `${on && `${formatDate(on)}: `}${kind} with ${who}${member ? ` (${member})` : ''}. ${cutAtWord(summary, SHOWN.summary)}`;
}

export const showToDos = (outcome: Outcome) =>
  read(outcome, Facts).open_follow_ups.slice(0, SHOWN.toDos).map(showToDo);

const showToDo = ({ title, due_on: due, contact, company }: z.output<typeof ToDo>) =>
  `${title}${contact || company ? ` (${contact ?? company})` : ''}${due ? `, ${formatDate(due)}` : ''}`;

/** Lines in the form that the person likes, as far as it has been learned. */
export function shape(lines: readonly string[], { learned }: Scene): string {
  const likes = (claim: string) => learned.some(({ text }) => text.startsWith(claim));
  const said = likes('Prefers short answers') ? lines.slice(0, 4) : lines;
  return said.map((line) => (likes('Prefers answers as bullet points') ? `• ${line}` : line)).join('\n');
}

import { z } from 'zod';
import { formatDate } from '../../clock.ts';
import type { Scene } from './prompt.ts';
import { cutAtWord } from './words.ts';

/** What tools answer, as far as it is told; whatever is missing is left out. */
const Text = z.string().nullish().catch(null);
const Entry = z
  .object({
    kind: z.string().catch('note'),
    occurred_on: Text,
    occurredOn: Text,
    summary: z.string().catch(''),
    company: Text,
    contacts: z.array(z.string()).catch([]),
    member: Text,
  })
  .transform(({ occurred_on, occurredOn, ...rest }) => ({ ...rest, on: occurred_on ?? occurredOn ?? '' }));
const ToDo = z.object({ title: z.string(), due_on: Text, company: Text, contact: Text, owner: Text });
const Person = z.object({
  name: z.string(),
  title: Text,
  email: Text,
  phone: Text,
  about: Text,
  companies: z.array(z.string()).catch([]),
});
const Entries = z.array(Entry).catch([]);
const ToDos = z.array(ToDo).catch([]);
const Customer = z.object({
  company: z.object({ name: z.string(), domain: Text, about: Text }).nullish().catch(null),
  contact: Person.nullish().catch(null),
  people: z.array(Person).catch([]),
  connections: z.array(z.object({ words: z.string(), until: Text })).catch([]),
  interactions: Entries,
  open_follow_ups: ToDos,
});

const SHOWN = { entries: 5, toDos: 8, summary: 240 } as const;

export function showCustomer(value: unknown): string[] {
  const found = Customer.safeParse(value).data;
  if (!found) return ['I know nothing about them.'];
  const { company, contact, people, connections, interactions, open_follow_ups: open } = found;
  const who = contact
    ? `*${contact.name}*${listed([contact.title, contact.companies.join(', '), contact.email, contact.phone])}.${contact.about ? ` ${contact.about}` : ''}`
    : `*${company?.name ?? ''}*${company?.domain ? ` (${company.domain})` : ''}.${company?.about ? ` ${company.about}` : ''}`;
  return [
    who,
    ...people.map((each) => `${each.name}${listed([each.title, each.email, each.phone])}`),
    ...connections.map(({ words, until }) => (until ? `${words} (until ${formatDate(until)})` : words)),
    ...(interactions.length > 0
      ? interactions.slice(0, SHOWN.entries).map(showEntry)
      : ['Nothing is logged with them yet.']),
    ...open
      .slice(0, SHOWN.toDos)
      .map((each) => `To do: ${showToDo(each)}${each.owner ? `, ${each.owner}` : ''}`),
  ];
}

const listed = (parts: readonly (string | null | undefined)[]) =>
  parts
    .filter(Boolean)
    .map((part) => `, ${part}`)
    .join('');

export const showEntries = (value: unknown) =>
  (z.object({ interactions: Entries }).safeParse(value).data?.interactions ?? []).map(showEntry);

function showEntry({ on, kind, contacts, company, member, summary }: z.output<typeof Entry>): string {
  const who = contacts.length > 0 ? contacts.join(', ') : (company ?? '');
  return `${on ? `${formatDate(on)}: ` : ''}${kind} with ${who}${member ? ` (${member})` : ''}. ${cutAtWord(summary, SHOWN.summary)}`;
}

export const showToDos = (value: unknown) =>
  (z.object({ open_follow_ups: ToDos }).safeParse(value).data?.open_follow_ups ?? [])
    .slice(0, SHOWN.toDos)
    .map(showToDo);

const showToDo = ({ title, due_on: due, contact, company }: z.output<typeof ToDo>) =>
  `${title}${contact || company ? ` (${contact ?? company})` : ''}${due ? `, ${formatDate(due)}` : ''}`;

/** Lines in the form that the person likes, as far as it has been learned. */
export function shape(lines: readonly string[], { learned }: Scene): string {
  const likes = (words: string) =>
    learned.some(({ kind, text }) => kind === 'user_preference' && text.startsWith(words));
  const said = likes('Prefers short answers') ? lines.slice(0, 4) : lines;
  return said.map((line) => (likes('Prefers answers as bullet points') ? `• ${line}` : line)).join('\n');
}

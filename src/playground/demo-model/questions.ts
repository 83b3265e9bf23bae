import { z } from 'zod';
import { formatDate } from '../../clock.ts';
import { resolvePeriod } from '../../reports/days-and-periods.ts';
import { fold } from '../../text.ts';
import { kindOf } from './days.ts';
import { findNamed } from './names-on-record.ts';
import { findNewcomers, nameIn } from './new-names.ts';
import type { Call, Outcome, Scene, Script, Turn } from './prompt.ts';
import { ask, list, read, readWords, texts, words } from './prompt.ts';
import { askWhich, fallback } from './replies.ts';
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

const WHO_TO_CALL = /\bwhom? (?:should|shall|do|must|can) i (?:have to )?(?:call|ring|contact|phone)\b/i;
const PREPARES = /^\W*(?:(?:please|can you|could you)\s+)?(?:prepare|prep|brief)\b/i;

const Prepared = z.object({
  ...texts('contact_with_them', 'nobody', 'title', 'sent_by_direct_message'),
  first_calls: list(z.object({ ...texts('name'), why: list(z.string()) })),
});

/** Has a brief shown, or whom to call today. */
const prepare = (input: Call['input']) =>
  lookUp('prepare', input, (outcome) => {
    const {
      contact_with_them: opening,
      first_calls,
      nobody,
      title,
      sent_by_direct_message: isAlone,
    } = read(outcome, Prepared);
    if (isAlone) return `I sent you “${title}” directly.`;
    const [first] = first_calls;
    if (first) return `Begin with ${first.name}: ${first.why.join('; ')}.`;
    return nobody || `What to know is above. ${opening}`;
  });

export function* answerQuestion(text: string, { scene }: Turn): Script<string> {
  if (WHO_TO_CALL.test(text)) return yield* prepare({});
  if (namesReport(text)) return yield* answerByReport(text, scene.today);
  if (SPAN.test(text)) return yield* ownEntries(text, scene);
  if (MINE.test(text) && TO_DOS.test(text) && !/\breports?\b/i.test(text))
    return yield* ownToDos(text, scene);
  const { companies, people, unsure } = yield* findNamed(text, scene);
  const [company, person] = [companies[0], people[0]];
  if (PREPARES.test(text) && companies.length + people.length === 1)
    return yield* prepare(company ? { company: { id: company.id } } : { contact: { id: person?.id } });
  if (unsure.length > 0 && !company) return askWhich(unsure);
  const several = companies.length > 0 ? companies : people;
  if (person && people.length === 1 && companies.length < 2)
    return yield* customer({ contact: { id: person.id } }, scene);
  if (several.length > 1) return `One at a time, please: ${several.map(({ name }) => name).join(', ')}.`;
  if (company) return yield* customer({ company: { id: company.id } }, scene);
  const unknown = nameIn(text, scene) ?? findNewcomers(text, []).companies[0]?.name;
  if (unknown) return `I know nothing about ${unknown}: nobody has told me of them yet.`;
  return (yield* answerByReport(text, scene.today)) || fallback(text);
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
  const [unit = 'week'] = /\b(?:day|month)\b/.exec(text.toLowerCase()) ?? [];
  const said = periodIn(text, scene.today) ?? (unit === 'day' ? 'today' : `this-${unit}`);
  const today = { from: scene.today, to: scene.today };
  const { from: since, to: until } = resolvePeriod(said, scene.today) ?? today;
  const days = since === until ? formatDate(since) : `${formatDate(since)} to ${formatDate(until)}`;
  return lookUp('list_my_interactions', { since, until }, (outcome) => {
    const lines = read(outcome, Facts).interactions.map(showEntry);
    if (lines.length === 0) return `Nothing of yours is there for ${days}.`;
    return shape([`Yours, ${days}:`, ...lines], scene);
  });
};

const Found = z.object({ reports: list(z.object(texts('name', 'title'))) });
const Params = list(z.object({ name: words }).transform(({ name }) => name));
const Explained = z.object({ ...texts('name', 'title'), examples: list(z.string()), params: Params });
const NAMED = /\b(?:run|report)\s+(?:the\s+)?(?:report\s+)?([a-z]+(?:-[a-z]+)+)\b/i;

/** The report that a text names as the catalog does: `run quiet-customers`. */
const namesReport = (text: string): string | undefined => NAMED.exec(text)?.[1]?.toLowerCase();

/** Runs the report whose own example question this is, or that is named; otherwise names those that may help. */
function* answerByReport(text: string, today: string): Script<string> {
  const named = namesReport(text);
  const found = named ? [{ name: named, title: '' }] : yield* searchReports(text);
  if (found.length === 0) return '';
  const explained = yield found.map(({ name }) => ({ tool: 'explain_report', input: { name } }));
  const key = (each: string) => fold(each.replace(/\bplease\b/gi, '').replace(PERIOD, ''));
  const fitting = explained
    .map((each) => read(each, Explained))
    .find(({ title, examples }) => named || [title, ...examples].some((each) => key(each) === key(text)));
  if (fitting) return yield* runReport(named ?? fitting.name, fitting.params, periodIn(text, today), today);
  const each = found.map(({ name, title }) => `• ${title}: “run ${name}”`);
  return ['That is more than I can answer, but one of these reports may:', ...each].join('\n');
}

function* searchReports(query: string): Script<{ name: string; title: string }[]> {
  const outcome = yield* ask('search_reports', { query: query.slice(0, 200) });
  return read(outcome, Found).reports.slice(0, 3);
}

const PERIOD =
  /\b(?:(?:in |during )?(this|last) (week|month|quarter|year)|(today|yesterday)|(?:in|during) (january|february|march|april|may|june|july|august|september|october|november|december))\b/i;
/** The time that is said, as reports take it: `last-month`, `2026-11`. A month alone is the last one of that name. */
function periodIn(text: string, today: string): string | undefined {
  const [, which, unit, day, month] = PERIOD.exec(text.toLowerCase()) ?? [];
  if (!month) return which ? `${which}-${unit}` : day;
  const number = new Date(`1 ${month} 2000 UTC`).toISOString().slice(5, 7);
  return `${Number(today.slice(0, 4)) - Number(number > today.slice(5, 7))}-${number}`;
}
const Result = z.looseObject({ title: words, params: z.record(z.string(), z.string()).catch({}) });
/** Runs a report for the period that was said, where the report takes one; the answer names the period. */
function* runReport(name: string, params: string[], period = '', today = ''): Script<string> {
  const param = ['period', 'since'].find((each) => period && params.includes(each));
  const value = param === 'since' ? resolvePeriod(period, today)?.from : period;
  const outcome = yield* ask('run_report', { name, params: param && [{ name: param, value }] });
  if (!outcome.ok) return `I could not run that. ${outcome.message}`;
  const { title, empty, params: used, sent_by_direct_message: isAlone } = read(outcome, Result);
  if (isAlone) return `I sent you “${title}” directly.`;
  const shown = (used.period ?? (used.since && `since ${used.since}`))?.replace(/\S+ \((.+)\)$/, '$1');
  const noTime = period && !param ? ' It cannot be asked for a time.' : '';
  return `“${title}” is ${empty ? 'empty' : 'above'}.${shown ? ` It shows ${shown}.` : noTime}`;
}

/** A report to schedule, in the person's words, and its cadence; no cadence where Rapport has none like that. */
type Wanted = { topic: string; cadence?: { every: string; on?: string[]; at?: string } };
const LEAD =
  /^\W*(?:(?:please|pls|can you|could you|i want|i'd like|i would like|i need)\s+)*(?:to get\s+|you to\s+)?(?:send|schedule|give|show|post|mail|e-?mail|deliver|get)(?:\s+(?:me|us))?\s+(?:(?:the|a|my|our)\s+)?/i;
const BY_NAME = /^[a-z]+(?:-[a-z]+)+\s+(?:every|on|daily|weekly)/i;
const RHYTHM =
  /\b(?:(?:every|each)\s+(?:(?:other|second|two|2|three|3)\b[^,.]*|(?:week|work|working )?day|morning|week|month|quarter|(?:(?:mon|tues?|wed|thu|fri|sat|sun)\w*(?:,? and |, )?)+)|daily|weekly|monthly|quarterly|on (?:(?:mon|tues?|wed|thu|fri|sat|sun)\w*days?(?:,? and |, )?)+)/i;
const WEEKDAY = /\b(?:mon|tue|wed|thu|fri|sat|sun)\w*/g;
const AT = /\s*\b(?:at|um|@)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\b/i;

export function readSchedule(text: string): Wanted | undefined {
  const [rhythm] = RHYTHM.exec(text) ?? [];
  if (!rhythm || text.length > 200 || !(LEAD.test(text) || BY_NAME.test(text))) return undefined;
  const topic = text
    .replace(rhythm, ' ')
    .replace(AT, ' ')
    .replace(LEAD, '')
    .replace(/[.,!]+\s*$/, '');
  const cadence = cadenceOf(rhythm.toLowerCase().trim(), text);
  return { topic: topic.replace(/\s+/g, ' ').trim(), ...(cadence ? { cadence } : {}) };
}

function cadenceOf(said: string, text: string): Wanted['cadence'] {
  const [, hour, minute = '00', half] = AT.exec(text) ?? [];
  const hours = half ? (Number(hour) % 12) + (/pm/i.test(half) ? 12 : 0) : Number(hour);
  const at = hour === undefined ? {} : { at: `${String(hours).padStart(2, '0')}:${minute}` };
  if (/other|second|two|2|three|3/.test(said)) return undefined;
  if (/month/.test(said)) return { every: 'month', on: ['1'], ...at };
  if (/quarter/.test(said)) return { every: 'quarter', on: ['first_day'], ...at };
  if (/weekday|work/.test(said)) return { every: 'weekday', ...at };
  const on = said.match(WEEKDAY) ?? [];
  if (on.length > 0) return { every: 'week', on: on.map((each) => each.slice(0, 3)), ...at };
  return /week/.test(said) ? { every: 'week', on: ['mon'], ...at } : { every: 'day', ...at };
}

export function* schedule({ topic, cadence }: Wanted): Script<string> {
  if (!cadence)
    return 'I can send a report every day, weekday, week, month or quarter, but not every second one.';
  const [named] = /^[a-z]+(?:-[a-z]+)+$/.exec(topic) ?? [];
  const found = named ? [] : yield* searchReports(topic);
  const said = fold(topic.replace(/\b(?:report|the|our|my|of|who|which)\b/gi, '')).split(' ');
  const fits = ({ name, title }: { name: string; title: string }) =>
    said.every((word) => fold(`${name} ${title}`).includes(word));
  const report = named ?? found.slice(0, 1).find(fits)?.name;
  const others = found.map(({ name, title }) => `• ${title}: “send me ${name} every Friday at 17:00”`);
  if (!report) return [`I know no report “${topic}”. /report lists them all.`, ...others].join('\n');
  const outcome = yield* ask('schedule', { action: 'create', report, ...cadence });
  if (!outcome.ok) return `Nothing is scheduled. ${outcome.message}`;
  const where = readWords(outcome, 'card') && ', which I sent you by direct message,';
  const isOffer = /card asks/i.test(readWords(outcome, 'state'));
  if (!isOffer) return `That is scheduled${where && ', with a card in your direct messages'}.`;
  return `The card${where} asks whether that is right; press “Schedule it” there.`;
}

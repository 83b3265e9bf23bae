import { addDays, formatDate } from '../../clock.ts';
import { fold } from '../../text.ts';
import { shape, showCustomer, showEntries, showToDos } from './facts.ts';
import { findNamed } from './known.ts';
import { WORDS } from './languages.ts';
import { findNewcomers, isDayOrPlace } from './newcomers.ts';
import type { Scene, Turn } from './prompt.ts';
import { askWhich, fallback } from './replies.ts';
import { answerByReport, namesReport } from './reports.ts';
import { listSchedules } from './schedules.ts';
import { ask, type Script } from './script.ts';
import { kindOf } from './telling.ts';

const ADDRESSED = /^\W*(?:rapport|and|so|please|hey|ok)[,:]?\s+/i;

/** Whether something is asked. */
export function isQuestion(text: string): boolean {
  const [first = '', second = ''] = fold(text.replace(ADDRESSED, '')).split(' ');
  const begins = WORDS.asks.has(first) || first === 'my' || namesReport(text) !== undefined;
  if (/\?\W*$/.test(text)) return begins || kindOf(text) === 'note';
  return (
    begins && (first !== 'when' || /^(?:did|do|does|is|was|were|will|can|have|has|should)$/.test(second))
  );
}

const MINE = /\b(?:my|i|mine|for me|ich|meine?|mis?|mes|mon|minhas?|mina?)\b/i;
const TO_DOS =
  /\b(?:follow-?ups?|to-?dos?|tasks?|promised?|owe|on my (?:list|plate)|due|overdue|aufgaben|pendientes|tareas|tâches|tarefas)\b/i;
const SPAN =
  /\b(?:my|meine?|mi|ma|mon|minha|min) (?:day|week|month|woche|semana|semaine|vecka)\b|\bwhat (?:did|have) i (?:do|done|log|logged|save|saved)\b|\bwhom? did i (?:meet|call|talk to|see)\b/i;

export function* answerQuestion(text: string, { scene, tools }: Turn): Script<string> {
  const [learned] = scene.learned;
  if (learned && /\bwhy\b/i.test(text) && tools.has('explain_observation')) {
    yield* ask('explain_observation', { id: learned.id });
    return `${learned.text} I learned that from your own messages; you can make me forget it on your home tab.`;
  }
  if (/\bschedul(?:e|es|ed)\b/i.test(text)) return yield* listSchedules();
  if (namesReport(text)) return yield* answerByReport(text);
  if (SPAN.test(text)) return yield* ownEntries(text, scene);
  if (MINE.test(text) && !/\breports?\b/i.test(text) && TO_DOS.test(text))
    return yield* ownToDos(text, scene);
  const { companies, people, unsure } = yield* findNamed(text, scene);
  const [company, ...others] = companies;
  const [person, ...more] = people;
  if (unsure.length > 0 && !company) return askWhich(unsure);
  if (others.length > 0) return `One at a time, please: ${companies.map(({ name }) => name).join(', ')}.`;
  if (person && more.length === 0) return yield* customer({ contact: { id: person.id } }, scene);
  if (company) return yield* customer({ company: { id: company.id } }, scene);
  if (person) return `One at a time, please: ${people.map(({ name }) => name).join(', ')}.`;
  const [, about] =
    /\b(?:about|know|with|to) (\p{Lu}[\p{L}\d&'’-]*(?: (?:& )?\p{Lu}[\p{L}\d'’-]*)*)/u.exec(text) ?? [];
  const unknown = about && !isDayOrPlace(about) ? about : findNewcomers(text, []).companies[0]?.name;
  if (unknown) return `I know nothing about ${unknown}: nobody has told me of them yet.`;
  return (yield* answerByReport(text)) || fallback(text);
}

function* customer(input: Record<string, unknown>, scene: Scene): Script<string> {
  const outcome = yield* ask('get_customer', input);
  return outcome.ok ? shape(showCustomer(outcome), scene) : `I could not look that up. ${outcome.message}`;
}

function* ownToDos(text: string, scene: Scene): Script<string> {
  const input = /\b(?:over)?due\b|\btoday\b/i.test(text) ? { due_until: scene.today } : {};
  const outcome = yield* ask('list_my_follow_ups', input);
  if (!outcome.ok) return `I could not look that up. ${outcome.message}`;
  const lines = showToDos(outcome);
  return lines.length > 0 ? shape(['On your list:', ...lines], scene) : 'Nothing is on your list.';
}

function* ownEntries(text: string, scene: Scene): Script<string> {
  const { since, until } = spanOf(text, scene.today);
  const outcome = yield* ask('list_my_interactions', { since, until });
  if (!outcome.ok) return `I could not look that up. ${outcome.message}`;
  const lines = showEntries(outcome);
  const days = since === until ? formatDate(since) : `${formatDate(since)} to ${formatDate(until)}`;
  return lines.length > 0
    ? shape([`Yours, ${days}:`, ...lines], scene)
    : `Nothing of yours is on record for ${days}.`;
}

function spanOf(text: string, today: string): { since: string; until: string } {
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (/\blast week\b/i.test(text)) return { since: addDays(monday, -7), until: addDays(monday, -1) };
  if (/\bmonth\b/i.test(text)) return { since: `${today.slice(0, 8)}01`, until: today };
  if (/\byesterday\b/i.test(text)) return { since: addDays(today, -1), until: addDays(today, -1) };
  return { since: /\btoday\b|\bmy day\b/i.test(text) ? today : monday, until: today };
}

import { z } from 'zod';
import { fold } from '../../text.ts';
import { ask, list, read, type Script, texts, words } from './prompt.ts';

const Found = z.object({ reports: list(z.object(texts('name', 'title'))) });
const Explained = z.object({ ...texts('name', 'title'), examples: list(z.string()) });
const Result = z.looseObject({ title: words });
const LOOKED_AT = 3;
const NAMED = /\b(?:run|report)\s+(?:the\s+)?(?:report\s+)?([a-z]+(?:-[a-z]+)+)\b/i;

/** The report that a text names as the catalog does: `run quiet-customers`. */
export const namesReport = (text: string): string | undefined => NAMED.exec(text)?.[1]?.toLowerCase();

/** Runs the report whose own example question this is, or that is named; otherwise names those that may help. */
export function* answerByReport(text: string): Script<string> {
  const named = namesReport(text);
  if (named) return yield* runReport(named);
  const found = yield* searchReports(text);
  if (found.length === 0) return '';
  const explained = yield found.map(({ name }) => ({ tool: 'explain_report', input: { name } }));
  const key = (each: string) => fold(each.replace(/\bplease\b/gi, ''));
  const fitting = explained
    .map((each) => read(each, Explained))
    .find(({ title, examples }) => [title, ...examples].some((each) => key(each) === key(text)));
  if (fitting) return yield* runReport(fitting.name);
  const each = found.map(({ name, title }) => `• ${title}: “run ${name}”`);
  return ['That is more than I can answer, but one of these reports may:', ...each].join('\n');
}

function* searchReports(query: string): Script<{ name: string; title: string }[]> {
  const outcome = yield* ask('search_reports', { query: query.slice(0, 200) });
  return read(outcome, Found).reports.slice(0, LOOKED_AT);
}

function* runReport(name: string): Script<string> {
  const outcome = yield* ask('run_report', { name });
  if (!outcome.ok) return `I could not run that. ${outcome.message}`;
  const { title, empty, sent_by_direct_message: isAlone } = read(outcome, Result);
  if (isAlone) return `I sent you “${title}” directly.`;
  return empty ? `“${title}” is empty.` : `“${title}” is above.`;
}

/** What is to be sent, in the person's words, and when; no cadence where it is one that there is not. */
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
  if (!report && found.length === 0) return `I know no report “${topic}”. /report lists them all.`;
  if (!report) {
    const each = found.map(({ name, title }) => `• ${title}: “send me ${name} every Friday at 17:00”`);
    return ['Which report is it? Nothing is scheduled yet.', ...each].join('\n');
  }
  const outcome = yield* ask('schedule', { action: 'create', report, ...cadence });
  if (!outcome.ok) return `Nothing is scheduled. ${outcome.message}`;
  const isOffer = /card asks/i.test(read(outcome, z.object({ state: words })).state);
  return isOffer ? 'The card asks whether that is right; press “Schedule it” there.' : 'That is scheduled.';
}

import { z } from 'zod';
import { fold } from '../../text.ts';
import { searchReports } from './reports.ts';
import { ask, type Script } from './script.ts';

type Cadence = { every: 'day' | 'weekday' | 'week' | 'month' | 'quarter'; on?: string[]; at?: string };
/** What is to be sent, in the person's words, and when; no cadence where it is one that there is not. */
export type Wanted = { topic: string; cadence?: Cadence };

const LEAD =
  /^\W*(?:(?:please|pls|can you|could you|i want|i'd like|i would like|i need)\s+)*(?:to get\s+|you to\s+)?(?:send|schedule|give|show|post|mail|e-?mail|deliver|get)(?:\s+(?:me|us))?\s+(?:the\s+|a\s+|my\s+|our\s+)?/i;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEKDAY = String.raw`(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?`;
const RHYTHM = new RegExp(
  String.raw`\b(?:(?:every|each)\s+(?:(?:other|second|two|2|three|3)\b[^,.]*|day|morning|weekday|workday|working day|week|month|quarter|${WEEKDAY}(?:(?:,? and |, )${WEEKDAY})*)|daily|weekly|monthly|quarterly|on ${WEEKDAY}(?:(?:,? and |, )${WEEKDAY})*)`,
  'i',
);
const AT = /\s*\b(?:at|um|@)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\b/i;

export function readSchedule(text: string): Wanted | undefined {
  const rhythm = RHYTHM.exec(text);
  const isSent = LEAD.test(text);
  if (
    !rhythm ||
    text.length > 200 ||
    (!isSent && !/^[a-z]+(?:-[a-z]+)+\s+(?:every|on|daily|weekly)/i.test(text))
  )
    return undefined;
  const topic = text
    .replace(rhythm[0], ' ')
    .replace(AT, ' ')
    .replace(isSent ? LEAD : /^$/, '')
    .replace(/[\s.,!]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const cadence = cadenceOf(rhythm[0].toLowerCase(), text);
  return { topic, ...(cadence ? { cadence } : {}) };
}

function cadenceOf(said: string, text: string): Cadence | undefined {
  const [, hour, minute = '00', half] = AT.exec(text) ?? [];
  const hours = (Number(hour) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const at =
    hour === undefined ? {} : { at: `${String(half ? hours : Number(hour)).padStart(2, '0')}:${minute}` };
  if (/other|second|two|2|three|3/.test(said)) return undefined;
  const on = [...said.matchAll(new RegExp(`\\b${WEEKDAY}\\b`, 'g'))].flatMap(
    ([day]) => DAYS.find((each) => each.startsWith(day.slice(0, 3))) ?? [],
  );
  if (on.length > 0) return { every: 'week', on, ...at };
  if (/weekday|work/.test(said)) return { every: 'weekday', ...at };
  if (/day|daily|morning/.test(said)) return { every: 'day', ...at };
  if (/week/.test(said)) return { every: 'week', on: ['monday'], ...at };
  if (/quarter/.test(said)) return { every: 'quarter', on: ['1'], ...at };
  const [, day] = /\bon the (\d{1,2})(?:st|nd|rd|th)\b/i.exec(text) ?? [];
  return { every: 'month', on: [/\blast day\b/i.test(text) ? 'last_day' : (day ?? '1')], ...at };
}

export function* schedule({ topic, cadence }: Wanted): Script<string> {
  if (!cadence)
    return 'I can send a report every day, weekday, week, month or quarter, but not every second one.';
  const [named] = /^[a-z]+(?:-[a-z]+)+$/.exec(topic) ?? [];
  const found = named ? [] : yield* searchReports(topic);
  const words = fold(topic)
    .split(' ')
    .filter((word) => !/^(?:report|the|our|my|of|who|which)$/.test(word));
  const fitting = found.filter(({ name, title }) =>
    words.every((word) => fold(`${name} ${title}`).includes(word)),
  );
  const report = named ?? (fitting.length === 1 || fitting[0] === found[0] ? fitting[0]?.name : undefined);
  if (!report) {
    if (found.length === 0) return `I know no report “${topic}”. /report lists them all.`;
    const list = found
      .map(({ name, title }) => `• ${title}: “send me ${name} every Friday at 17:00”`)
      .join('\n');
    return `Which report is it? Nothing is scheduled yet.\n${list}`;
  }
  const outcome = yield* ask('schedule', { action: 'create', report, ...cadence });
  if (!outcome.ok) return `Nothing is scheduled. ${outcome.message}`;
  const { state } = z.object({ state: z.string().catch('') }).parse(outcome.value);
  return /card asks/i.test(state)
    ? 'The card asks whether that is right; press “Schedule it” there.'
    : 'That is scheduled.';
}

const Schedules = z.object({
  schedules: z
    .array(z.object({ title: z.string(), when: z.string().catch(''), status: z.string().catch('') }))
    .catch([]),
});

export function* listSchedules(): Script<string> {
  const outcome = yield* ask('schedule', { action: 'list' });
  const schedules = outcome.ok ? (Schedules.safeParse(outcome.value).data?.schedules ?? []) : [];
  if (schedules.length === 0)
    return 'Nothing is scheduled for you. Try “Send me quiet-customers every Friday at 17:00”.';
  return schedules.map(({ title, when, status }) => `${title}: ${when} (${status})`).join('\n');
}

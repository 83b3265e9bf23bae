import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ANSWERS } from '../../agent/question.ts';
import { DEAL_STATUSES } from '../../crm-settings.ts';
import { describeIssues } from '../../errors.ts';

/** Text as it must be: exactly (but for case), or `/a pattern/`; a list means any of them. */
const Matcher = z.union([z.string(), z.array(z.string()).min(1)]);
export type Matcher = z.output<typeof Matcher>;
const Day = z.iso.date();

const Rows = z.strictObject({
  interactions: z
    .array(
      z.strictObject({
        company: Matcher.optional(),
        contacts: z.array(Matcher).optional(),
        occurred_on: Day.optional(),
        member: z.string().optional(),
        kind: Matcher.optional(),
        summary: Matcher.optional(),
        details: Matcher.optional(),
        is_private: z.boolean().optional(),
      }),
    )
    .default([]),
  companies: z
    .array(
      z.strictObject({ name: Matcher.optional(), domain: Matcher.optional(), about: Matcher.optional() }),
    )
    .default([]),
  contacts: z
    .array(
      z.strictObject({
        name: Matcher.optional(),
        email: Matcher.optional(),
        further_emails: z.array(Matcher).optional(),
        phone: Matcher.optional(),
        title: Matcher.optional(),
        about: Matcher.optional(),
        company: Matcher.optional(),
      }),
    )
    .default([]),
  follow_ups: z
    .array(
      z.strictObject({
        title: Matcher.optional(),
        due_on: Day.optional(),
        due_time: z.string().optional(),
        status: z.enum(['open', 'done']).optional(),
        member: z.string().optional(),
        assigned_by: z.string().optional(),
        company: Matcher.optional(),
        contact: Matcher.optional(),
      }),
    )
    .default([]),
  relationships: z
    .array(
      z.strictObject({
        kind: Matcher.optional(),
        contact: Matcher.optional(),
        other_contact: Matcher.optional(),
        company: Matcher.optional(),
        ended: z.boolean().optional(),
      }),
    )
    .default([]),
  deals: z
    .array(
      z.strictObject({
        title: Matcher.optional(),
        company: Matcher.optional(),
        status: z.enum(DEAL_STATUSES).optional(),
        stage: z.string().optional(),
        /** In the smallest coins of its currency. */
        amount: z.int().optional(),
        currency: z.string().optional(),
        reason: Matcher.optional(),
        member: z.string().optional(),
      }),
    )
    .default([]),
  report_runs: z
    .array(
      z.strictObject({
        report: Matcher.optional(),
        member: z.string().optional(),
        /** The params of the run, as they were passed. */
        params: z.record(z.string(), Matcher).optional(),
        outcome: z.enum(['done', 'refused', 'timed_out', 'failed']).optional(),
        rows: z.int().optional(),
        /** The audience of the result: the person alone (`direct`), or everybody in a channel. */
        audience: z.enum(['direct', 'shared']).optional(),
      }),
    )
    .default([]),
  schedules: z
    .array(
      z.strictObject({
        report: Matcher.optional(),
        member: z.string().optional(),
        params: z.record(z.string(), Matcher).optional(),
        cadence: z.record(z.string(), z.unknown()).optional(),
        condition: z.record(z.string(), z.unknown()).optional(),
        status: z.enum(['offered', 'active', 'paused', 'ended']).optional(),
      }),
    )
    .default([]),
  preferences: z
    .array(
      z.strictObject({
        member: z.string().optional(),
        value: Matcher.optional(),
        /** What answers it is about: `everything`, `reports`, or a company. */
        about: z.string().optional(),
        status: z.enum(['proposed', 'active', 'superseded', 'dismissed']).optional(),
      }),
    )
    .default([]),
});
export type Rows = z.output<typeof Rows>;
export type Noun = keyof Rows;

const NounName = z.enum([
  'interactions',
  'companies',
  'contacts',
  'follow_ups',
  'relationships',
  'deals',
  'report_runs',
  'schedules',
  'preferences',
]);

/** The members who write in golden threads. */
export const CAST = {
  marta: { slackUserId: 'U0MARTA', name: 'Marta', role: 'member', timeZone: 'Europe/Lisbon' },
  tom: { slackUserId: 'U0TOM', name: 'Tom', role: 'member', timeZone: 'America/New_York' },
  kiri: { slackUserId: 'U0KIRI', name: 'Kiri', role: 'member', timeZone: 'Pacific/Auckland' },
  daniel: { slackUserId: 'U0DANIEL', name: 'Daniel', role: 'member', timeZone: 'Europe/London' },
  lea: { slackUserId: 'U0LEA', name: 'Lea', role: 'lead', timeZone: 'Europe/Berlin' },
} as const;
const Who = z.enum(['marta', 'tom', 'kiri', 'lea', 'daniel']);
export type Who = z.output<typeof Who>;

/** Patterns that must all be in a text, and those that must not. */
const Said = z.strictObject({
  says: z.array(z.string()).default([]),
  never_says: z.array(z.string()).default([]),
});
export type Said = z.output<typeof Said>;

const Expect = z.strictObject({
  reply: Said.optional(),
  /** All that we have posted in the thread, with its cards, as it stands there now. */
  card: Said.optional(),
  /** What people have got by direct message. */
  told: z.array(Said.extend({ who: Who })).default([]),
  /** Rows that must exist. */
  rows: Rows.optional(),
  /** Rows that must not exist. */
  no_rows: Rows.optional(),
  counts: z.partialRecord(NounName, z.int().min(0)).optional(),
  /** Tables that must be as they were before this message (at the end: before the first one). */
  unchanged: z.array(NounName).default([]),
});
export type Expect = z.output<typeof Expect>;

const GoldenThread = z.strictObject({
  name: z.string(),
  /** The case of `cases.yaml` that this thread plays. */
  case: z.string().optional(),
  /** The reason for this thread: what a failure would mean. */
  why: z.string(),
  now: z.iso.datetime().default('2026-11-24T10:00:00Z'),
  /** The records before the first message, as calls of the tools' own verbs. */
  given: z
    .array(z.strictObject({ as: Who, call: z.string(), with: z.record(z.string(), z.unknown()) }))
    .default([]),
  messages: z
    .array(
      z.strictObject({
        from: Who,
        in: z.enum(['dm', 'channel']).default('dm'),
        /** Whether the message answers in the thread of the one before it. */
        in_thread: z.boolean().default(false),
        text: z.string(),
        /** The button that is pressed in place of the text, which it says in words; a form that opens is sent as it is. */
        press: z.enum([...ANSWERS, 'merge_open']).optional(),
        /** The calls that a good model makes for it, step by step, and its answer. */
        calls: z
          .array(
            z.array(
              z.strictObject({ name: z.string(), with: z.record(z.string(), z.unknown()).default({}) }),
            ),
          )
          .default([]),
        answer: z.string(),
        expect: Expect.optional(),
      }),
    )
    .min(1),
  /** The expectations at the end. */
  expect: Expect.optional(),
});
export type GoldenThread = z.output<typeof GoldenThread>;

const Cases = z.array(z.strictObject({ id: z.string(), say: z.string().optional() }));

/** The cases that are to have a thread each. */
export const loadCases = (): z.output<typeof Cases> =>
  Cases.parse(parse(readFileSync(new URL('./cases.yaml', import.meta.url), 'utf8')));

const FOLDER = new URL('./threads/', import.meta.url);

/** All golden threads, by name. Throws when a file does not fit the schema. */
export function loadGoldenThreads(): GoldenThread[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map(readThread);
}

function readThread(file: string): GoldenThread {
  const content: unknown = parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  const parsed = GoldenThread.safeParse(content);
  if (!parsed.success) throw new Error(`threads/${file}: ${describeIssues(parsed.error)}`);
  if (`${parsed.data.name}.yaml` !== file)
    throw new Error(`threads/${file}: the name inside is ${parsed.data.name}`);
  return parsed.data;
}

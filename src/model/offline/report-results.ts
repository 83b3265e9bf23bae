import { z } from 'zod';

/** What the tools for reports answer, as far as replies need it. */

const Texts = z.array(z.string()).catch([]);
const Entry = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().catch(''),
  params: Texts,
});
export type ReportEntry = z.output<typeof Entry>;

/** `more` and `all`: names only. */
export const FoundReports = z.object({ reports: z.array(Entry).catch([]), more: Texts, all: Texts });
export type FoundReports = z.output<typeof FoundReports>;

const Param = z.object({
  name: z.string(),
  description: z.string().catch(''),
  rule: z.string().catch(''),
  needed: z.string().catch(''),
});
export type ParamView = z.output<typeof Param>;

export const ReportView = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().catch(''),
  for: z.string().catch(''),
  params: z.array(Param).catch([]),
  columns: z
    .array(z.object({ name: z.string().optional(), label: z.string(), meaning: z.string().catch('') }))
    .catch([]),
});
export type ReportView = z.output<typeof ReportView>;

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const RunView = z.object({
  title: z.string(),
  params: z.record(z.string(), z.string()).catch({}),
  columns: z.record(z.string(), z.string()).catch({}),
  row_count: z.number(),
  truncated: z.boolean().catch(false),
  first_rows: z.array(z.record(z.string(), Cell)).catch([]),
  totals: z.record(z.string(), z.number()).catch({}),
});
export type RunView = z.output<typeof RunView>;

/** What is not for a channel goes to the person alone. */
export const SentView = z.object({ title: z.string(), sent_by_direct_message: z.string() });

/** One of the person's schedules, in words that may be repeated. */
export const ScheduleView = z.object({
  id: z.string(),
  report: z.string(),
  title: z.string(),
  params: z.string().catch(''),
  when: z.string(),
  status: z.string().catch(''),
  next: z.string().catch(''),
  reason: z.string().catch(''),
});
export type ScheduleView = z.output<typeof ScheduleView>;

export const Schedules = z.object({ schedules: z.array(ScheduleView).catch([]) });

/** `card`: where the card is that asks the person, when it is not in this conversation. */
export const Scheduled = ScheduleView.extend({ card: z.string().catch('') });
export type Scheduled = z.output<typeof Scheduled>;

import { and, eq, inArray, like, or, type SQL, sql } from 'drizzle-orm';
import type { Context, Writing } from '../../context.ts';
import { chunks } from '../../store/chunks.ts';
import { isOfKind } from '../../store/delivery-kinds.ts';
import { redactRows } from './redact-tables.ts';
import type { Redact } from './redactor.ts';

/** Where some changes came from: runs of the agent, and the messages that the runs read. */
export type Provenance = { runIds: string[]; messages: { channel: string; ts: string }[] };

type Redacting = { redact: Redact };

/** Takes words out of the messages that led to some changes, the records of the runs, and the replies. */
export async function redactProvenance(
  ctx: Writing<Context>,
  { provenance, redact }: Redacting & { provenance: Provenance },
): Promise<void> {
  for (const runIds of chunks(provenance.runIds)) await redactRuns(ctx, { runIds, redact });
  for (const said of chunks(provenance.messages)) await redactMessages(ctx, { said, redact });
}

/** Takes words out of schedules and runs of reports that were asked for about some contacts, and of what the schedules sent. */
export async function redactReports(
  ctx: Writing<Context>,
  { ids, redact }: Redacting & { ids: ReadonlySet<string> },
): Promise<void> {
  const { keptQuestions, outbox, reportRuns, schedules } = ctx.store.tables;
  const isAbout = (
    params: typeof schedules.params | typeof reportRuns.params | typeof keptQuestions.request,
  ) => or(...[...ids].map((id) => like(sql`cast(${params} as text)`, `%${id}%`)));
  await redactRows(ctx, { name: 'reportRuns', where: isAbout(reportRuns.params), redact });
  await withdrawKept(ctx, { about: isAbout(keptQuestions.request), redact });
  const asked = await ctx.db.select({ id: schedules.id }).from(schedules).where(isAbout(schedules.params));
  for (const some of chunks(asked.map(({ id }) => id))) {
    await redactRows(ctx, { name: 'schedules', where: inArray(schedules.id, some), redact });
    await redactRows(ctx, { name: 'outbox', where: inArray(outbox.scheduleId, some), redact });
  }
}

/**
 * Withdraws the kept questions about them, which nothing can answer any more, and calls them by their ids: a name such as
 * `calls-with-ana` is no text in which words are found.
 */
async function withdrawKept(
  ctx: Writing<Context>,
  { about, redact }: Redacting & { about: SQL | undefined },
): Promise<void> {
  const { keptQuestions, reportRuns, schedules } = ctx.store.tables;
  const all = await ctx.db.select().from(keptQuestions).where(about);
  await redactRows(ctx, { name: 'keptQuestions', where: about, redact });
  for (const { id, name } of all) {
    const report = `erased-${id.toLowerCase()}`;
    await ctx.db
      .update(keptQuestions)
      .set({ name: report, status: 'withdrawn' })
      .where(eq(keptQuestions.id, id));
    await ctx.db.update(reportRuns).set({ report }).where(eq(reportRuns.report, name));
    await ctx.db.update(schedules).set({ report }).where(eq(schedules.report, name));
  }
}

/** Deliveries that no run has written: they are known by the follow-ups or the changes that their buttons are about. */
const BY_BUTTONS = ['reminder', 'assignment', 'shown'] as const;
/** Conditions of one query. */
const ASKED_AT_ONCE = 50;

/** Takes words out of reminders of some follow-ups, and out of cards of some changes that people have made by forms. */
export async function redactCards(
  ctx: Writing<Context>,
  { ids, redact }: Redacting & { ids: readonly string[] },
): Promise<void> {
  const { outbox } = ctx.store.tables;
  for (const some of chunks(ids, ASKED_AT_ONCE)) {
    const isAbout = or(...some.map((id) => like(sql`cast(${outbox.document} as text)`, `%${id}%`)));
    const where = and(isOfKind(outbox, ...BY_BUTTONS), isAbout);
    await redactRows(ctx, { name: 'outbox', where, redact });
  }
}

async function redactRuns(
  ctx: Writing<Context>,
  { runIds, redact }: Redacting & { runIds: string[] },
): Promise<void> {
  const { agentRuns, agentSteps, outbox } = ctx.store.tables;
  await redactRows(ctx, { name: 'agentRuns', where: inArray(agentRuns.id, runIds), redact });
  await redactRows(ctx, { name: 'agentSteps', where: inArray(agentSteps.runId, runIds), redact });
  await redactRows(ctx, { name: 'outbox', where: inArray(outbox.runId, runIds), redact });
  const runs = await ctx.db.select().from(agentRuns).where(inArray(agentRuns.id, runIds));
  const inboxIds = runs.map(({ inboxId }) => inboxId);
  await redactEvents(ctx, { inboxIds, redact });
}

async function redactMessages(
  ctx: Writing<Context>,
  { said, redact }: Redacting & { said: Provenance['messages'] },
): Promise<void> {
  const { inbox, messages } = ctx.store.tables;
  const here = said.map(({ channel, ts }) => and(eq(messages.channel, channel), eq(messages.ts, ts)));
  await redactRows(ctx, { name: 'messages', where: or(...here), redact });
  const arrived = said.map(({ channel, ts }) => and(eq(inbox.channel, channel), eq(inbox.messageTs, ts)));
  const events = await ctx.db
    .select({ id: inbox.id })
    .from(inbox)
    .where(or(...arrived));
  for (const some of chunks(events)) {
    await redactEvents(ctx, { inboxIds: some.map(({ id }) => id), redact });
  }
}

/** Takes words out of events in the inbox, and of what was delivered in answer to them. */
async function redactEvents(
  ctx: Writing<Context>,
  { inboxIds, redact }: Redacting & { inboxIds: string[] },
): Promise<void> {
  const { inbox, outbox } = ctx.store.tables;
  await redactRows(ctx, { name: 'inbox', where: inArray(inbox.id, inboxIds), redact });
  await redactRows(ctx, { name: 'outbox', where: inArray(outbox.inboxId, inboxIds), redact });
}

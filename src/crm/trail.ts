import { and, eq, inArray, like, or } from 'drizzle-orm';
import { chunks } from '../chunks.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../store/store.ts';
import { redactRows } from './mentions.ts';
import type { Redact } from './redaction.ts';

/** What led to some writes: runs of the agent, and the messages that they read. */
export type Trail = { runIds: string[]; messages: { channel: string; ts: string }[] };

type Redacting = { redact: Redact };

/** Takes words out of the messages of a trail, the records of its runs, and what was said to them. */
export async function redactTrail(
  ctx: Context,
  tx: Tx,
  { trail, redact }: Redacting & { trail: Trail },
): Promise<void> {
  for (const runIds of chunks(trail.runIds)) await redactRuns(ctx, tx, { runIds, redact });
  for (const said of chunks(trail.messages)) await redactMessages(ctx, tx, { said, redact });
}

async function redactRuns(
  ctx: Context,
  tx: Tx,
  { runIds, redact }: Redacting & { runIds: string[] },
): Promise<void> {
  const { agentRuns, agentSteps, outbox } = ctx.store.tables;
  await redactRows(ctx, tx, { name: 'agentRuns', where: inArray(agentRuns.id, runIds), redact });
  await redactRows(ctx, tx, { name: 'agentSteps', where: inArray(agentSteps.runId, runIds), redact });
  const shown = runIds.map((id) => like(outbox.dedupeKey, `shown:${id}:%`));
  await redactRows(ctx, tx, { name: 'outbox', where: or(...shown), redact });
  const runs = await tx.select().from(agentRuns).where(inArray(agentRuns.id, runIds));
  const inboxIds = runs.map(({ inboxId }) => inboxId);
  await redactEvents(ctx, tx, { inboxIds, redact });
}

async function redactMessages(
  ctx: Context,
  tx: Tx,
  { said, redact }: Redacting & { said: Trail['messages'] },
): Promise<void> {
  const { inbox, messages } = ctx.store.tables;
  const here = said.map(({ channel, ts }) => and(eq(messages.channel, channel), eq(messages.ts, ts)));
  await redactRows(ctx, tx, { name: 'messages', where: or(...here), redact });
  const keys = said.map(({ channel, ts }) => `${channel}:${ts}`);
  const arrived = or(inArray(inbox.dedupeKey, keys), ...keys.map((key) => like(inbox.dedupeKey, `${key}:%`)));
  const events = await tx.select({ id: inbox.id }).from(inbox).where(arrived);
  for (const some of chunks(events)) {
    await redactEvents(ctx, tx, { inboxIds: some.map(({ id }) => id), redact });
  }
}

/** What came in, and what was said to it. */
async function redactEvents(
  ctx: Context,
  tx: Tx,
  { inboxIds, redact }: Redacting & { inboxIds: string[] },
): Promise<void> {
  const { inbox, outbox } = ctx.store.tables;
  await redactRows(ctx, tx, { name: 'inbox', where: inArray(inbox.id, inboxIds), redact });
  const keys = inboxIds.flatMap((id) => [`reply:${id}`, `offer:${id}`]);
  await redactRows(ctx, tx, { name: 'outbox', where: inArray(outbox.dedupeKey, keys), redact });
}

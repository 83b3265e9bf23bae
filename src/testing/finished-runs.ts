import type { System, Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { NewRow } from '../store/schema.ts';

type Run = { memberId: string; threadKey: string; ts: string; at: Date } & Partial<
  Pick<NewRow<'inbox'>, 'channel' | 'messageTs' | 'payload'>
>;

/** Writes a run of the agent that is done, with the message in the inbox that it was for. */
export async function insertFinishedRun(
  ctx: Writing<System>,
  { memberId, threadKey, ts, at, ...message }: Run,
): Promise<{ runId: string; inboxId: string }> {
  const [inboxId, runId] = [newId(), newId()];
  const entry = { id: inboxId, kind: 'message', dedupeKey: inboxId, threadKey, ts, status: 'done' } as const;
  await insertRow(ctx, { into: 'inbox', row: { ...entry, ...message, receivedAt: at, dueAt: at } });
  const run = { id: runId, inboxId, memberId, threadKey, model: 'scripted', status: 'done' } as const;
  await insertRow(ctx, { into: 'agentRuns', row: { ...run, startedAt: at } });
  return { runId, inboxId };
}

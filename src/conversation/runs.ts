import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import type { Tx } from '../store/store.ts';

/** What the model said in one step. */
export type ModelStep = {
  kind: 'model';
  text: string;
  calls: { id: string; name: string; input: unknown }[];
  inputTokens: number;
  outputTokens: number;
};

/** What one tool call gave: a result or an error, as the model is shown it. */
type ToolStep = { kind: 'tool'; callId: string; name: string; output: unknown };

export type Step = ModelStep | ToolStep;
export type Run = Row<'agentRuns'>;

/** The run of this inbox row with its steps so far, or undefined when none was written down yet. */
export async function findRun(
  { store: { read, tables } }: Pick<System, 'store'>,
  inboxId: string,
): Promise<{ run: Run; steps: Step[] } | undefined> {
  const { agentRuns, agentSteps } = tables;
  const [run] = await read.select().from(agentRuns).where(eq(agentRuns.inboxId, inboxId));
  if (!run) return undefined;
  const rows = await read
    .select({ content: agentSteps.content })
    .from(agentSteps)
    .where(eq(agentSteps.runId, run.id))
    .orderBy(asc(agentSteps.position));
  return { run, steps: rows.map(({ content }) => content as Step) };
}

export async function startRun(
  tx: Tx,
  { store: { tables }, clock, actor }: Context,
  run: Pick<Run, 'id' | 'inboxId' | 'threadKey' | 'model'>,
): Promise<void> {
  await tx
    .insert(tables.agentRuns)
    .values({ ...run, memberId: actor.memberId, status: 'running', startedAt: clock.now() });
}

/** Writes steps down at their positions: a position is written once, whoever tries. */
export async function saveSteps(
  tx: Tx,
  { store: { tables }, clock }: Pick<System, 'store' | 'clock'>,
  { runId, position, steps }: { runId: string; position: number; steps: Step[] },
): Promise<void> {
  const { agentRuns, agentSteps } = tables;
  const createdAt = clock.now();
  await tx.insert(agentSteps).values(
    steps.map((step, at) => ({
      id: newId(),
      runId,
      position: position + at,
      kind: step.kind,
      content: step,
      createdAt,
    })),
  );
  const spent = steps.filter((step) => step.kind === 'model');
  if (spent.length === 0) return;
  const total = (count: (step: ModelStep) => number) => spent.reduce((sum, step) => sum + count(step), 0);
  await tx
    .update(agentRuns)
    .set({
      inputTokens: sql`${agentRuns.inputTokens} + ${total((step) => step.inputTokens)}`,
      outputTokens: sql`${agentRuns.outputTokens} + ${total((step) => step.outputTokens)}`,
    })
    .where(eq(agentRuns.id, runId));
}

export async function endRun(
  tx: Tx,
  { store: { tables }, clock }: Pick<System, 'store' | 'clock'>,
  { runId, status, reason }: { runId: string; status: Run['status']; reason?: string },
): Promise<void> {
  await tx
    .update(tables.agentRuns)
    .set({ status, reason: reason ?? null, finishedAt: clock.now() })
    .where(eq(tables.agentRuns.id, runId));
}

/** How many runs a thread has had since an instant: the budget that stops two bots talking to each other. */
export async function countRuns(
  { store: { read, tables } }: Pick<System, 'store'>,
  { threadKey, since }: { threadKey: string; since: Date },
): Promise<number> {
  const { agentRuns } = tables;
  return read.$count(agentRuns, and(eq(agentRuns.threadKey, threadKey), gt(agentRuns.startedAt, since)));
}

import { and, asc, count, eq, gt, inArray, sql } from 'drizzle-orm';
import { Step } from '../agent-steps.ts';
import type { Context, System, Writing } from '../context.ts';
import { newId } from '../ids.ts';
import { readAs } from '../store/json.ts';
import { insertRows, insertUnread, parameter, prepared } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';

export type AgentRun = Row<'agentRuns'>;

const selectRun = prepared<{ inboxId: string }, AgentRun>((db, { agentRuns }) =>
  db
    .select()
    .from(agentRuns)
    .where(eq(agentRuns.inboxId, sql.placeholder('inboxId'))),
);

/** Finds the run of an inbox row with its steps so far; undefined when none was written down yet. */
export async function findRun(
  ctx: System,
  inboxId: string,
): Promise<{ run: AgentRun; steps: Step[] } | undefined> {
  const [run] = await selectRun(ctx, { inboxId });
  if (!run) return undefined;
  const steps = await listSteps(ctx, [run.id]);
  return { run, steps: steps.get(run.id) ?? [] };
}

/** Finds a run by its id, with its steps so far. */
export async function findRunById(
  ctx: System,
  id: string,
): Promise<{ run: AgentRun; steps: Step[] } | undefined> {
  const { agentRuns } = ctx.store.tables;
  const [run] = await ctx.db.select().from(agentRuns).where(eq(agentRuns.id, id));
  if (!run) return undefined;
  const steps = await listSteps(ctx, [run.id]);
  return { run, steps: steps.get(run.id) ?? [] };
}

/** Lists the steps of the runs for the same member after a run, the oldest first; of the first `limit` ones. */
export async function listLaterSteps(
  ctx: System,
  { run: { id, memberId }, limit }: { run: AgentRun; limit: number },
): Promise<Step[]> {
  const { agentRuns } = ctx.store.tables;
  const later = await ctx.db
    .select({ id: agentRuns.id })
    .from(agentRuns)
    .where(and(eq(agentRuns.memberId, memberId), gt(agentRuns.id, id)))
    .orderBy(asc(agentRuns.id))
    .limit(limit);
  const steps = await listSteps(
    ctx,
    later.map((each) => each.id),
  );
  return [...steps.values()].flat();
}

/** Selects the steps of so many runs. */
const selectStepsOf = (runs: number) =>
  prepared<Record<string, string>, Pick<Row<'agentSteps'>, 'id' | 'runId' | 'content'>>(
    (db, { agentSteps }) => {
      const { id, runId, content, position } = agentSteps;
      const ids = Array.from({ length: runs }, (_, at) => sql.placeholder(`run_${at}`));
      return db
        .select({ id, runId, content })
        .from(agentSteps)
        .where(inArray(runId, ids))
        .orderBy(asc(runId), asc(position));
    },
  );

/** These queries by the number of runs. */
const selectSteps = new Map<number, ReturnType<typeof selectStepsOf>>();

/** Lists the steps of some runs, in order, by the id of their run. */
export async function listSteps(ctx: System, runIds: readonly string[]): Promise<Map<string, Step[]>> {
  const steps = new Map<string, Step[]>(runIds.map((id) => [id, []]));
  if (runIds.length === 0) return steps;
  const select = selectSteps.get(runIds.length) ?? selectStepsOf(runIds.length);
  selectSteps.set(runIds.length, select);
  const values = Object.fromEntries(runIds.map((id, at) => [`run_${at}`, id]));
  for (const row of await select(ctx, values)) steps.get(row.runId)?.push(readStep(row));
  return steps;
}

const readStep = ({ id, content }: Pick<Row<'agentSteps'>, 'id' | 'content'>): Step =>
  readAs(Step, { value: content, of: 'Step', id });

type Ending = { status: AgentRun['status']; reason?: string };

/** Writes a run with its first steps, and with its end when these are also its last steps. */
export async function startRun(
  ctx: Writing<Context>,
  {
    steps,
    ending,
    ...run
  }: Pick<AgentRun, 'id' | 'inboxId' | 'threadKey' | 'model'> & { steps: Step[]; ending?: Ending },
): Promise<void> {
  const now = ctx.clock.now();
  const row = {
    ...run,
    ...spent(steps),
    memberId: ctx.actor.memberId,
    startedAt: now,
    status: 'running' as const,
    ...(ending ? { ...ending, finishedAt: now } : {}),
  };
  await insertUnread(ctx, { into: 'agentRuns', row });
  await saveSteps(ctx, { runId: run.id, position: 0, steps });
}

/** Writes the next steps of a run, and its end when these are the last. A position is written once, whoever tries. */
export async function continueRun(
  ctx: Writing,
  { runId, position, steps, ending }: { runId: string; position: number; steps: Step[]; ending?: Ending },
): Promise<void> {
  const { agentRuns } = ctx.store.tables;
  await saveSteps(ctx, { runId, position, steps });
  if (ending) await forgetProviderMessages(ctx, runId);
  const { inputTokens, outputTokens } = spent(steps);
  if (inputTokens + outputTokens === 0 && !ending) return;
  await ctx.db
    .update(agentRuns)
    .set({
      inputTokens: sql`${agentRuns.inputTokens} + ${inputTokens}`,
      outputTokens: sql`${agentRuns.outputTokens} + ${outputTokens}`,
      ...(ending ? { ...ending, finishedAt: ctx.clock.now() } : {}),
    })
    .where(eq(agentRuns.id, runId));
}

async function saveSteps(
  ctx: Writing,
  { runId, position, steps }: { runId: string; position: number; steps: Step[] },
): Promise<void> {
  const createdAt = ctx.clock.now();
  const rows = steps.map((step, at) => ({
    id: newId(),
    runId,
    position: position + at,
    kind: step.kind,
    content: step,
    createdAt,
  }));
  await insertRows(ctx, { into: 'agentSteps', rows });
}

/**
 * Forgets the messages of the model's provider when the run has ended: they hold reasoning that nobody needs any more,
 * and that cannot be redacted where it is encrypted.
 */
async function forgetProviderMessages(ctx: Writing, runId: string): Promise<void> {
  const { agentSteps } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: agentSteps.id, content: agentSteps.content })
    .from(agentSteps)
    .where(and(eq(agentSteps.runId, runId), eq(agentSteps.kind, 'model')));
  for (const row of rows) {
    const step = readStep(row);
    if (step.kind !== 'model' || !step.messages) continue;
    const { messages: _, ...kept } = step;
    await ctx.db.update(agentSteps).set({ content: kept }).where(eq(agentSteps.id, row.id));
  }
}

function spent(steps: readonly Step[]): { inputTokens: number; outputTokens: number } {
  const said = steps.filter((step) => step.kind === 'model');
  return {
    inputTokens: said.reduce((sum, step) => sum + step.inputTokens, 0),
    outputTokens: said.reduce((sum, step) => sum + step.outputTokens, 0),
  };
}

const countSince = prepared<{ threadKey: string; since: Date }, { count: number }>((db, { agentRuns }) =>
  db
    .select({ count: count() })
    .from(agentRuns)
    .where(
      and(
        eq(agentRuns.threadKey, sql.placeholder('threadKey')),
        gt(agentRuns.startedAt, parameter('since', agentRuns.startedAt)),
      ),
    ),
);

/** Counts the runs that a thread has had since an instant: the budget that stops two bots talking to each other. */
export async function countRuns(ctx: System, which: { threadKey: string; since: Date }): Promise<number> {
  const [row] = await countSince(ctx, which);
  return row?.count ?? 0;
}

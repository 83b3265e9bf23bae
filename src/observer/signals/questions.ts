import { and, asc, between, eq, gte, inArray, like, sql } from 'drizzle-orm';
import type { Step } from '../../agent-steps.ts';
import type { System } from '../../context.ts';
import { listSteps } from '../../conversation/agent-runs.ts';
import type { Choice } from '../../errors.ts';
import { chunks } from '../../store/chunks.ts';

/** Questions in a week, all of them answered with yes, from which a name is worth remembering. */
export const OFTEN_ASKED = 3;

/** Instants: from the first to before the second. */
export type Between = { since: Date; until: Date };

/** Rapport has asked somebody whether a name means the only company or contact that it may mean. */
export type Question = {
  runId: string;
  /** The name as it was said. */
  name: string;
  /** The only one whom it may mean. */
  kind: Choice['kind'];
  id: string;
  memberId: string;
  /** Whether a later call in the thread was carried out with the one who was asked about. */
  isConfirmed: boolean;
};

type Run = { id: string; threadKey: string; memberId: string };

/** Rows that are looked up at once. */
const AT_ONCE = 50;

/** Lists the questions about a name that could mean one customer only, the oldest first: each name once for each message. */
export async function listQuestions(ctx: System, { since, until }: Between): Promise<Question[]> {
  const asking = await listRunsWith(ctx, '%"asked":%', { since, until });
  const threads = [...new Set(asking.map(({ threadKey }) => threadKey))];
  const runs = await listRuns(ctx, { threads, since });
  const steps = await readSteps(ctx, runs);
  return asking.flatMap(({ id, threadKey, memberId }) => {
    const own = steps.get(id) ?? [];
    const later = runs.filter((run) => run.threadKey === threadKey && run.id > id);
    return askedIn(own).map(({ at, name, choice }) => {
      const after = [...own.slice(at + 1), ...later.flatMap((run) => steps.get(run.id) ?? [])];
      return { runId: id, name, ...choice, memberId, isConfirmed: isNamedIn(after, choice.id) };
    });
  });
}

/** Lists those of them about companies: their names can be settled once and for all. */
export async function listCompanyQuestions(ctx: System, between: Between): Promise<Question[]> {
  return (await listQuestions(ctx, between)).filter(({ kind }) => kind === 'company');
}

/**
 * Lists the runs that ended between two instants and have a step of a tool with this in its content, as a pattern of LIKE; the
 * oldest first. `inboxId`: the event that a run answered.
 */
export async function listRunsWith(
  ctx: System,
  content: string,
  { since, until }: Between,
): Promise<(Run & { inboxId: string })[]> {
  const { agentRuns, agentSteps } = ctx.store.tables;
  const { id, threadKey, memberId, inboxId, finishedAt } = agentRuns;
  return ctx.db
    .selectDistinct({ id, threadKey, memberId, inboxId })
    .from(agentRuns)
    .innerJoin(agentSteps, eq(agentSteps.runId, id))
    .where(
      and(
        // Both ends in one condition: only then SQLite takes the index on when runs ended.
        between(finishedAt, since, new Date(until.getTime() - 1)),
        eq(agentSteps.kind, 'tool'),
        like(sql`cast(${agentSteps.content} as text)`, content),
      ),
    )
    .orderBy(asc(id));
}

/** The runs in some threads since an instant, the oldest first. */
async function listRuns(
  ctx: System,
  { threads, since }: { threads: readonly string[]; since: Date },
): Promise<Run[]> {
  const { agentRuns } = ctx.store.tables;
  const { id, threadKey, memberId, startedAt } = agentRuns;
  const found: Run[] = [];
  for (const some of chunks(threads, AT_ONCE)) {
    const where = and(inArray(threadKey, some), gte(startedAt, since));
    found.push(...(await ctx.db.select({ id, threadKey, memberId }).from(agentRuns).where(where)));
  }
  return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

async function readSteps(ctx: System, runs: readonly Run[]): Promise<Map<string, Step[]>> {
  const steps = new Map<string, Step[]>();
  const ids = runs.map(({ id }) => id);
  for (const some of chunks(ids, AT_ONCE)) {
    for (const [id, each] of await listSteps(ctx, some)) steps.set(id, each);
  }
  return steps;
}

/** The names with one candidate that these steps ask about, each where it was asked first. */
function askedIn(
  steps: readonly Step[],
): { at: number; name: string; choice: Pick<Choice, 'kind' | 'id'> }[] {
  const asked = steps.flatMap((step, at) => {
    if (step.kind !== 'tool' || !step.asked || step.asked.more !== undefined) return [];
    const { name, choices } = step.asked;
    const [only, ...others] = choices;
    if (!only || others.length > 0) return [];
    return [{ at, name, choice: { kind: only.kind, id: only.id } }];
  });
  return asked.filter(({ name }, at) => asked.findIndex((each) => each.name === name) === at);
}

/** Whether a call with this id in it was carried out. */
function isNamedIn(steps: readonly Step[], id: string): boolean {
  const done = new Set(
    steps.flatMap((step) => (step.kind === 'tool' && step.effect !== 'refused' ? [step.callId] : [])),
  );
  return steps.some(
    (step) =>
      step.kind === 'model' &&
      step.calls.some((call) => done.has(call.id) && JSON.stringify(call.input).includes(JSON.stringify(id))),
  );
}

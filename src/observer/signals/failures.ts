import { and, asc, between, eq, inArray, ne, or, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { STOPPED_BY_WISH } from '../../model/agent-loop.ts';
import { NO_ANSWER } from '../../model/model-trouble.ts';
import { jsonText } from '../../store/json-path.ts';
import { isOneOf } from '../../store/lists.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** When something that goes wrong is told. */
const FAILURES = {
  windowMs: 14 * 24 * 3_600_000,
  /** Times in two weeks: fewer are ordinary. */
  least: 5,
  /** Runs of the agent in which it happened. */
  leastRuns: 3,
  /** Steps that are read, the first ones of the window. */
  steps: 20_000,
  /** The next message in a thread that answers a question. */
  answeredWithinMs: 24 * 3_600_000,
} as const;

/** Something that went wrong once, in a run. */
type Failure = { runId: string; slot: string; valueKey: string };

/** What code says of each failure, by its slot; `value` is what tells two of them apart. */
const SAYS: Readonly<Record<string, (value: string) => string>> = {
  refused_calls: (code) => `What I wanted to do was refused (${code.replaceAll('_', ' ')})`,
  cut_answers: () => 'A part of my answer was left out because nothing bore it out',
  confirmed_questions: () => 'I asked which one was meant where there was one only, and it was that one',
  unanswered: (value) =>
    value === 'timeout' ? 'My language model took too long' : 'I could not answer at all',
  stopped_runs: () => 'I stopped before I was finished',
};

/** What has gone wrong in Rapport again and again, from the runs of the last two weeks, by what it was. */
export const failures: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const found = [...(await listEndings(ctx)), ...(await listInSteps(ctx))];
  const groups = new Map<string, Failure[]>();
  for (const each of found) {
    const key = JSON.stringify([each.slot, each.valueKey]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group): Signal[] => {
    const [first] = group;
    const runs = new Set(group.map(({ runId }) => runId)).size;
    if (!first || group.length < FAILURES.least || runs < FAILURES.leastRuns) return [];
    const { slot, valueKey } = first;
    return [
      {
        name: 'failures',
        kind: 'seen_failure',
        slot,
        subject: subjectKey({ of: 'bot' }),
        about: 'Rapport',
        companyId: null,
        valueKey,
        numbers: { times: group.length, answers: runs },
        evidence: [],
        says: `${SAYS[slot]?.(valueKey) ?? slot}: ${group.length} times in ${runs} answers of the last two weeks.`,
      },
    ];
  });
};

/** Matches the runs that ended in the two weeks. */
function ended({ store, until }: NightContext): SQL | undefined {
  const { finishedAt } = store.tables.agentRuns;
  return between(finishedAt, new Date(until.getTime() - FAILURES.windowMs), until);
}

async function listEndings(ctx: NightContext): Promise<Failure[]> {
  const { agentRuns } = ctx.store.tables;
  const { id, status, reason } = agentRuns;
  const isOwnFault = and(eq(status, 'stopped'), ne(reason, STOPPED_BY_WISH));
  const rows = await ctx.db
    .select({ runId: id, status, reason })
    .from(agentRuns)
    .where(and(ended(ctx), or(eq(status, 'failed'), isOwnFault)));
  return rows.map(({ runId, status: how, reason: why }) => {
    if (how === 'stopped') return { runId, slot: 'stopped_runs', valueKey: 'limit' };
    return { runId, slot: 'unanswered', valueKey: why?.startsWith(NO_ANSWER) ? 'timeout' : 'other' };
  });
}

type StepRow = {
  runId: string;
  threadKey: string;
  finishedAt: Date | null;
  code: string | null;
  candidates: string | null;
};

/** Refused calls, cut answers, and questions of which the answer was known. */
async function listInSteps(ctx: NightContext): Promise<Failure[]> {
  const { agentRuns, agentSteps } = ctx.store.tables;
  const { id: runId, threadKey, finishedAt } = agentRuns;
  const at = (...path: [string, ...string[]]) => jsonText(ctx, { column: agentSteps.content, path });
  const rows: StepRow[] = await ctx.db
    .select({
      runId,
      threadKey,
      finishedAt,
      code: at('output', 'error', 'code'),
      candidates: at('output', 'error', 'candidates'),
    })
    .from(agentRuns)
    .innerJoin(agentSteps, eq(agentSteps.runId, runId))
    .where(and(ended(ctx), or(eq(at('effect'), 'refused'), inArray(at('isCut'), ['1', 'true']))))
    .orderBy(asc(runId), asc(agentSteps.position))
    .limit(FAILURES.steps);
  const failed = rows.map(({ runId: run, code }): Failure => {
    return code === null
      ? { runId: run, slot: 'cut_answers', valueKey: 'cut' }
      : { runId: run, slot: 'refused_calls', valueKey: code };
  });
  return [...failed, ...(await listConfirmed(ctx, rows))];
}

/** Questions with a single candidate that was then taken: something was saved about it in the same thread within a day. */
async function listConfirmed(ctx: NightContext, rows: readonly StepRow[]): Promise<Failure[]> {
  const asked = rows.flatMap((row) => {
    const candidates = Candidates.safeParse(row.candidates).data ?? [];
    const id = candidates.length === 1 ? ID_IN_BRACKETS.exec(candidates[0] ?? '')?.[1] : undefined;
    return id && row.finishedAt ? [{ ...row, id, finishedAt: row.finishedAt }] : [];
  });
  if (asked.length === 0) return [];
  const { agentRuns, agentSteps } = ctx.store.tables;
  const effect = jsonText(ctx, { column: agentSteps.content, path: ['effect'] });
  const output = jsonText(ctx, { column: agentSteps.content, path: ['output'] });
  const threads = [...new Set(asked.map(({ threadKey }) => threadKey))];
  const saved = await ctx.db
    .select({ threadKey: agentRuns.threadKey, startedAt: agentRuns.startedAt, output })
    .from(agentRuns)
    .innerJoin(agentSteps, eq(agentSteps.runId, agentRuns.id))
    .where(and(isOneOf(ctx, { value: agentRuns.threadKey, of: threads }), ended(ctx), eq(effect, 'write')))
    .limit(FAILURES.steps);
  return asked
    .filter(({ threadKey, finishedAt, id }) =>
      saved.some((each) => {
        const later = each.startedAt.getTime() - finishedAt.getTime();
        const isAnswer = later >= 0 && later <= FAILURES.answeredWithinMs;
        return each.threadKey === threadKey && isAnswer && each.output?.includes(id) === true;
      }),
    )
    .map(({ runId }) => ({ runId, slot: 'confirmed_questions', valueKey: 'confirmed' }));
}

/** A list of candidates as a step holds it, `Bluefin Logistics [id 01…]` each. */
const Candidates = z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text)));
const ID_IN_BRACKETS = /\[id ([^\]]+)\]$/;

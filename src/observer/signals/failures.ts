import { and, asc, between, eq, inArray, ne, or, type SQL } from 'drizzle-orm';
import type { ErrorCode } from '../../errors.ts';
import { STOPPED_BY_WISH } from '../../model/agent-loop.ts';
import { NO_ANSWER } from '../../model/model-trouble.ts';
import { jsonText } from '../../store/json-path.ts';
import { fold } from '../../text.ts';
import { listQuestions, OFTEN_ASKED, type Question } from './questions.ts';

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
} as const;

/** Something that went wrong once, in a run. */
type Failure = { runId: string; slot: string; valueKey: string };

/** What code says of each failure, by its slot; `value` is what tells two of them apart. */
const SAYS: Readonly<Record<string, (value: string) => string>> = {
  refused_calls: (code) => `What I wanted to do was refused (${code.replaceAll('_', ' ')})`,
  cut_answers: () => 'A part of my answer was left out because nothing bore it out',
  confirmed_questions: () =>
    'I asked who was meant where one only could be, a person or a name new to me, and it was so',
  unanswered: (value) =>
    value === 'timeout' ? 'My language model took too long' : 'I could not answer at all',
  stopped_runs: () => 'I stopped before I was finished',
};

/** What has gone wrong in Rapport again and again, from the runs of the last two weeks, by what it was. */
export const failures: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const found = [...(await listEndings(ctx)), ...(await listInSteps(ctx)), ...(await listConfirmed(ctx))];
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

/** Refused calls, and cut answers. A question to the person is no refusal. */
async function listInSteps(ctx: NightContext): Promise<Failure[]> {
  const { agentRuns, agentSteps } = ctx.store.tables;
  const { id: runId } = agentRuns;
  const at = (...path: [string, ...string[]]) => jsonText(ctx, { column: agentSteps.content, path });
  const code = at('output', 'error', 'code');
  const rows: { runId: string; code: string | null }[] = await ctx.db
    .select({ runId, code })
    .from(agentRuns)
    .innerJoin(agentSteps, eq(agentSteps.runId, runId))
    .where(and(ended(ctx), or(eq(at('effect'), 'refused'), inArray(at('isCut'), ['1', 'true']))))
    .orderBy(asc(runId), asc(agentSteps.position))
    .limit(FAILURES.steps);
  return rows
    .filter((row) => row.code !== QUESTION)
    .map(({ runId: run, code: why }): Failure => {
      return why === null
        ? { runId: run, slot: 'cut_answers', valueKey: 'cut' }
        : { runId: run, slot: 'refused_calls', valueKey: why };
    });
}

/** The code of an error that asks the person whom they mean. */
const QUESTION: ErrorCode = 'ambiguous';

/**
 * Questions with a single answer that was then given. What is asked about one name of a company again and again is left out:
 * that name is proposed as another name of the company.
 */
async function listConfirmed(ctx: NightContext): Promise<Failure[]> {
  const { until } = ctx;
  const asked = await listQuestions(ctx, { since: new Date(until.getTime() - FAILURES.windowMs), until });
  const isOffered = ({ kind, name }: Question) =>
    kind === 'company' && asked.filter((each) => fold(each.name) === fold(name)).length >= OFTEN_ASKED;
  return asked
    .filter((question) => question.isConfirmed && !isOffered(question))
    .map(({ runId }) => ({ runId, slot: 'confirmed_questions', valueKey: 'confirmed' }));
}

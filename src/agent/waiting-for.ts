import type { Context } from '../context.ts';
import { listSteps } from '../conversation/runs.ts';
import type { Row } from '../store/schema.ts';
import { listRefusals, readCandidate } from './refusals.ts';

/** A question of Rapport's that the person has not answered yet, and what could be meant, with ids for the next call. */
export type WaitingFor = { asked: string; candidates: { name: string; id?: string }[]; since: string };

type Reply = Pick<Row<'messages'>, 'text' | 'runId' | 'createdAt'>;

/** How long after a question at the top level of a direct message a message may be its answer. */
const ANSWER_WITHIN_MS = 6 * 3_600_000;

export function mayStillAnswer({ createdAt }: Reply, at: Date): boolean {
  return at.getTime() - createdAt.getTime() <= ANSWER_WITHIN_MS;
}

const MARKS = /[?？؟]/;
const LAST_MARK = /[?？؟]["”»)*_\s]*$/;

/** What the last reply asked, if it was a question: one after a refusal with candidates, or one that ends with its mark. */
export async function findWaitingFor(
  ctx: Pick<Context, 'store'>,
  { text, runId, createdAt }: Reply,
): Promise<WaitingFor | undefined> {
  if (!MARKS.test(text)) return undefined;
  const refusals = runId ? listRefusals(await listSteps(ctx, runId)) : [];
  const named = refusals.flatMap(({ candidates }) => candidates);
  const candidates = [...new Set(named)].map(readCandidate);
  if (candidates.length === 0 && !LAST_MARK.test(text)) return undefined;
  return { asked: text, candidates, since: createdAt.toISOString() };
}

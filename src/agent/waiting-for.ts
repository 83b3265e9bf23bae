import type { Context } from '../context.ts';
import { findSaid } from '../conversation/messages.ts';
import { listSteps } from '../conversation/runs.ts';
import type { Row } from '../store/schema.ts';
import { listRefusals, type Refusal, readCandidate } from './refusals.ts';

/** A question of Rapport's that the person has not answered yet, and what the next call needs when they do. */
export type WaitingFor = {
  asked: string;
  /** The whole message that the question was about: elsewhere in the context it is cut. */
  about: string;
  /** What was to be saved and was refused. */
  refused_calls?: { tool: string; arguments: unknown }[];
  /** What could be meant, with ids. */
  candidates: { name: string; id?: string }[];
  since: string;
};

type Reply = Pick<Row<'messages'>, 'ts' | 'text' | 'runId' | 'createdAt'>;

/** Longest message, and JSON of refused calls, in characters. */
const BOUNDS = { about: 12_000, calls: 12_000 } as const;

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
  { channel, reply }: { channel: string; reply: Reply },
): Promise<WaitingFor | undefined> {
  const { ts, text, runId, createdAt } = reply;
  if (!MARKS.test(text)) return undefined;
  const refusals = runId ? listRefusals(await listSteps(ctx, runId)) : [];
  const named = refusals.flatMap(({ candidates }) => candidates);
  const candidates = [...new Set(named)].map(readCandidate);
  if (candidates.length === 0 && !LAST_MARK.test(text)) return undefined;
  const about = (await findSaid(ctx, { channel, ts })) ?? '';
  return {
    asked: text,
    about: about.slice(0, BOUNDS.about),
    ...refusedCalls(refusals),
    candidates,
    since: createdAt.toISOString(),
  };
}

function refusedCalls(refusals: readonly Refusal[]): Pick<WaitingFor, 'refused_calls'> {
  const calls = refusals.map(({ call }) => ({ tool: call.name, arguments: call.input }));
  if (calls.length === 0 || JSON.stringify(calls).length > BOUNDS.calls) return {};
  return { refused_calls: calls };
}

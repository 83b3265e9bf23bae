import type { System } from '../context.ts';
import { listSteps } from '../conversation/agent-runs.ts';
import { findAnsweredText } from '../conversation/messages.ts';
import type { Row } from '../store/schema.ts';
import { listRefusals, type Refusal, readCandidate } from './refused-writes.ts';

/** A question of Rapport's that the person has not answered yet, and what the next call needs when they do. */
type WaitingFor = {
  asked: string;
  /** The whole message that the question was about: elsewhere in the context it is cut. */
  about: string;
  /** What was to be saved and was refused. */
  refused_calls?: { tool: string; arguments: unknown }[];
  /** What could be meant, with ids. */
  candidates: { name: string; id?: string }[];
  since: string;
};

export type OpenQuestions = {
  /** What the last reply asked. */
  waiting_for?: WaitingFor;
  /** What earlier replies asked, of which something is not saved yet; the latest first. */
  still_waiting?: WaitingFor[];
};

export type Reply = Pick<Row<'messages'>, 'ts' | 'text' | 'runId' | 'createdAt'>;

const BOUNDS = {
  /** Longest message, and longest JSON of refused calls, in characters. */
  about: 12_000,
  calls: 12_000,
  /** Replies that are looked at, and earlier questions that are shown. */
  replies: 5,
  earlier: 2,
} as const;

/** How long after a question a message elsewhere, or after other questions, may be its answer. */
const ANSWER_WITHIN_MS = 6 * 3_600_000;

export function mayStillAnswer({ createdAt }: Reply, at: Date): boolean {
  return at.getTime() - createdAt.getTime() <= ANSWER_WITHIN_MS;
}

const MARKS = /[?？؟]/;
const LAST_MARK = /[?？؟]["”»)*_\s]*$/;

/** Which questions of these replies, the latest first, are open: a later reply may have made good what one asked about. */
export async function findOpenQuestions(
  ctx: System,
  { channel, replies, at }: { channel: string; replies: readonly Reply[]; at: Date },
): Promise<OpenQuestions> {
  const read = await Promise.all(
    replies.slice(0, BOUNDS.replies).map(async (reply) => ({
      reply,
      steps: reply.runId ? await listSteps(ctx, reply.runId) : [],
    })),
  );
  const refusals = listRefusals(read.toReversed().flatMap(({ steps }) => steps));
  const asked = read.map(({ reply, steps }) => {
    const calls = new Set(steps.flatMap((step) => (step.kind === 'model' ? step.calls : [])));
    return { reply, refusals: refusals.filter(({ call }) => calls.has(call)) };
  });
  const [last, ...earlier] = asked;
  const waiting = last && isQuestion(last) ? await describe(ctx, channel, last) : undefined;
  const still = earlier.filter(
    (each) => each.refusals.length > 0 && MARKS.test(each.reply.text) && mayStillAnswer(each.reply, at),
  );
  const described = await Promise.all(still.map((each) => describe(ctx, channel, each)));
  const stillWaiting = described.filter((each) => each !== undefined).slice(0, BOUNDS.earlier);
  return {
    ...(waiting ? { waiting_for: waiting } : {}),
    ...(stillWaiting.length > 0 ? { still_waiting: stillWaiting } : {}),
  };
}

type Asked = { reply: Reply; refusals: readonly Refusal[] };

/** One after a refusal, or one that ends with its mark. */
const isQuestion = ({ reply: { text }, refusals }: Asked) =>
  MARKS.test(text) && (refusals.length > 0 || LAST_MARK.test(text));

/** Nothing when the message that it was about is gone: its author has deleted it, and its words with it. */
async function describe(
  ctx: System,
  channel: string,
  { reply: { ts, text, createdAt }, refusals }: Asked,
): Promise<WaitingFor | undefined> {
  const about = await findAnsweredText(ctx, { channel, ts });
  if (about === undefined) return undefined;
  const candidates = [...new Set(refusals.flatMap((each) => each.candidates))].map(readCandidate);
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

import { dateIn, timeIn } from '../clock.ts';
import type { Context } from '../context.ts';
import { listSteps } from '../conversation/agent-runs.ts';
import { findAnswered } from '../conversation/messages.ts';
import type { Row } from '../store/schema.ts';
import { AGENT_POLICY } from './policy.ts';
import { listRefusedWrites, type RefusedWrite, readCandidate } from './refused-writes.ts';
import { bindAnswer } from './tools/bound-answer.ts';
import { listUnclearCompanies } from './unclear-companies.ts';

/** A question of Rapport's that the person has not answered yet, and what the next call needs when they do. */
type OpenQuestion = {
  asked: string;
  /** The whole message that the question was about: elsewhere in the context it is cut. */
  about: string;
  /** Calls that were to save something and were refused. */
  refused_calls?: { tool: string; arguments: unknown }[];
  /** Entries that could be meant, with their ids; companies, where something was saved for which one of them is to be said. */
  candidates: { name: string; id?: string }[];
  /** How many others could be meant: `6`, or `more than 6`. */
  more?: string;
  /** They have pressed a button: the candidate is whom they mean, or nobody of those who are known. */
  answered?: true;
  /** `2026-11-26 17:04`, for the person. */
  since: string;
};

export type OpenQuestions = {
  /** The question of the last reply. */
  waiting_for?: OpenQuestion;
  /** Questions of earlier replies that kept something from being saved until now; the latest first. */
  still_waiting?: OpenQuestion[];
};

export type PastReply = Pick<Row<'messages'>, 'ts' | 'text' | 'runId' | 'createdAt'>;

const BOUNDS = AGENT_POLICY.openQuestions;

/** Whether a message written now may answer what this reply asked. */
export function mayStillAnswer({ createdAt }: PastReply, at: Date): boolean {
  return at.getTime() - createdAt.getTime() <= BOUNDS.answerWithinMs;
}

const MARKS = /[?？؟]/;
/** Whether a reply asks something. */
export const asks = (text: string): boolean => MARKS.test(text);

/** A question mark that is no part of a link. */
const OPEN_MARK = /[？؟]|\?(?![\p{L}\p{N}=&%/])/u;
/** An empty line; a list belongs to what is above it. */
const PARAGRAPH = /\n\s*\n(?!\s*(?:[-*•]|\d+[.)])\s)/;

/** Whether the last paragraph with words asks something. */
const endsWithQuestion = (text: string): boolean =>
  OPEN_MARK.test(text.split(PARAGRAPH).findLast((part) => /\p{L}/u.test(part)) ?? '');

/** The questions of these replies that are still open; the latest reply comes first. A later reply may have settled one. */
export async function findOpenQuestions(
  ctx: Context,
  { channel, replies, at }: { channel: string; replies: readonly PastReply[]; at: Date },
): Promise<OpenQuestions> {
  const latest = replies.slice(0, BOUNDS.replies);
  if (!latest.some(({ text }) => MARKS.test(text))) return {};
  const stepsOf = await listSteps(
    ctx,
    latest.flatMap(({ runId }) => runId ?? []),
  );
  const read = latest.map((reply) => ({ reply, steps: stepsOf.get(reply.runId ?? '') ?? [] }));
  const refusals = listRefusedWrites(...read.toReversed().map(({ steps }) => steps));
  const asked = read.map(({ reply, steps }) => {
    const calls = new Set(steps.flatMap((step) => (step.kind === 'model' ? step.calls : [])));
    return {
      reply,
      refusals: refusals.filter(({ call }) => calls.has(call)),
      companies: listUnclearCompanies(steps).flat(),
    };
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

/** Open questions of which the person has just answered the last one by a button; `name`: what the button says. */
export function withAnswer(
  { waiting_for: waiting }: OpenQuestions,
  { id, name }: { id: string | undefined; name: string },
): OpenQuestions {
  if (!waiting) return {};
  const { more: _, ...question } = waiting;
  const candidates = id ? [{ name, id }] : [];
  return { waiting_for: { ...question, candidates, answered: true } };
}

/** `companies`: those of which one is to be said for what the run has saved. */
type AskedReply = { reply: PastReply; refusals: readonly RefusedWrite[]; companies: readonly string[] };

/** Whether a reply asks: it has a question mark where something is not clear, or in its last paragraph. */
const isQuestion = ({ reply: { text }, refusals, companies }: AskedReply) =>
  MARKS.test(text) && (refusals.length + companies.length > 0 || endsWithQuestion(text));

/** The question of a reply; undefined when the author has deleted the message that it was about. */
async function describe(
  ctx: Context,
  channel: string,
  { reply: { ts, text, createdAt }, refusals, companies }: AskedReply,
): Promise<OpenQuestion | undefined> {
  const answered = await findAnswered(ctx, { channel, ts });
  if (!answered) return undefined;
  const named = refusals.flatMap((each) => each.candidates);
  const candidates = [...new Set([...named, ...companies])].map(readCandidate);
  const more = refusals.flatMap((each) => each.more ?? []).join(', and ');
  return {
    asked: text,
    about: answered.text.slice(0, BOUNDS.aboutLength),
    ...refusedCalls(refusals),
    candidates,
    ...(more ? { more } : {}),
    since: `${dateIn(ctx.actor.timeZone, createdAt)} ${timeIn(ctx.actor.timeZone, createdAt)}`,
  };
}

function refusedCalls(refusals: readonly RefusedWrite[]): Pick<OpenQuestion, 'refused_calls'> {
  const calls = refusals.map(({ call, answered = [] }) => ({
    tool: call.name,
    // What the person has answered about other names of the call stays answered.
    arguments: answered.reduce(bindAnswer, call.input),
  }));
  if (calls.length === 0 || JSON.stringify(calls).length > BOUNDS.callsLength) return {};
  return { refused_calls: calls };
}

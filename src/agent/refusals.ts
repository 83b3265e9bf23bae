import type { ModelStep, Step } from '../step.ts';
import { fold } from '../text.ts';
import { CRM_TOOLS } from './tools/all.ts';

type Call = ModelStep['calls'][number];

/** A write that was not carried out, and why, in the words that the model was told. */
export type Refusal = { call: Call; message: string; candidates: readonly string[] };

/**
 * The writes of a run that were refused and not made good by a later step: what the person may believe to be saved, and
 * is not. One of which a later try was refused too stands there once, as it was tried last.
 */
export function listRefusals(steps: readonly Step[]): Refusal[] {
  const tried = triesOf(steps);
  const open: Try[] = [];
  for (const each of tried) {
    const earlier = open.filter((other) => other.call.name === each.call.name && other.round < each.round);
    const meant = closest(earlier, each.call);
    if (meant) open.splice(open.indexOf(meant), 1);
    if (each.refusal) open.push(each);
  }
  return open.flatMap(({ refusal }) => refusal ?? []);
}

type Try = { call: Call; round: number; refusal: Refusal | undefined };

/** The calls of tools that write, each with the number of its model step. */
function triesOf(steps: readonly Step[]): Try[] {
  const tries: Try[] = [];
  let round = 0;
  let calls: readonly Call[] = [];
  let at = 0;
  for (const step of steps) {
    if (step.kind === 'model') {
      round += 1;
      calls = step.calls;
      at = 0;
      continue;
    }
    // By their place: a model may give two calls one id.
    const call = calls[at];
    at += 1;
    if (!call || !isWrite(call)) continue;
    const isRefused = step.effect === 'refused';
    if (!isRefused && step.effect !== 'write') continue;
    tries.push({ call, round, refusal: isRefused ? { call, ...readError(step.output) } : undefined });
  }
  return tries;
}

function isWrite({ name, input }: Call): boolean {
  if (name === 'schedule') return (input as { action?: unknown } | null)?.action !== 'list';
  return Object.hasOwn(CRM_TOOLS, name) && CRM_TOOLS[name as keyof typeof CRM_TOOLS].effect === 'write';
}

/** Of what two tries say, this much is the same when one is the other said anew. */
const ALIKE = 0.3;

/** The try that a later call of the same tool makes good: the one most like it. */
function closest(tries: readonly Try[], call: Call): Try | undefined {
  const words = wordsIn(call.input);
  const likeness = ({ call: other }: Try) => {
    const others = wordsIn(other.input);
    const least = Math.min(words.size, others.size);
    return least === 0 ? 1 : [...others].filter((word) => words.has(word)).length / least;
  };
  const [best] = tries.toSorted((one, other) => likeness(other) - likeness(one));
  return best && likeness(best) >= ALIKE ? best : undefined;
}

/** The words of a call's input; its kind is said by too many. */
function wordsIn(value: unknown): Set<string> {
  if (typeof value === 'string') return new Set(fold(value).split(' ').filter(Boolean));
  if (typeof value !== 'object' || value === null) return new Set();
  const said = Object.entries(value).filter(([key]) => key !== 'kind');
  return new Set(said.flatMap(([, each]) => [...wordsIn(each)]));
}

function readError(output: unknown): { message: string; candidates: readonly string[] } {
  const error = (output as { error?: { message?: unknown; candidates?: unknown } } | null)?.error ?? {};
  const { message, candidates } = error;
  return {
    message: typeof message === 'string' ? message : '',
    candidates: Array.isArray(candidates) ? candidates.filter((each) => typeof each === 'string') : [],
  };
}

/** A candidate as errors name it: `Bluefin Logistics (bluefin.example) [id 01…]`. */
export function readCandidate(candidate: string): { name: string; id?: string } {
  const [, name, id] = /^(.*?)\s*\[id ([^\]]+)\]$/.exec(candidate) ?? [];
  return name && id ? { name, id } : { name: candidate };
}

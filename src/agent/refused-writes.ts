import { isWrite, type ModelStep, type Step, type ToolStep } from '../agent-steps.ts';
import {
  fieldsOf,
  hasDoneBesides,
  isAboutSame,
  isToldAgain,
  likeness,
  type RefusedCall,
} from './call-subjects.ts';
import { CRM_TOOLS } from './tools/all.ts';

type Call = ModelStep['calls'][number];

/**
 * A write that was not carried out, and why, in the words that the model was told. `isAsking`: the reason is what was said, which the
 * person may be asked about.
 */
export type RefusedWrite = { call: Call; isAsking?: boolean } & Pick<
  ToolStep,
  'asked' | 'answered' | 'pair'
> &
  Omit<ToldError, 'code'>;

/** An error as the model was told it. `more`: how many others could be meant besides the candidates. */
type ToldError = { code: unknown; message: string; candidates: readonly string[]; more?: string };

/**
 * The writes of runs, in their order, that were refused and not made good by a later step: what the person may believe to be
 * saved, and is not. A write that was refused twice is listed once, as last tried. What a later run has saved of the same
 * customer makes good only what it tells again: something else may have been told meanwhile.
 */
export function listRefusedWrites(...runs: readonly (readonly Step[])[]): RefusedWrite[] {
  let open: (WriteCall & { refusal: RefusedWrite })[] = [];
  for (const each of writeCallsOf(runs)) {
    const { call, refusal } = each;
    const [meant] = open
      .filter(({ call: { name }, round }) => name === call.name && round < each.round)
      .filter((other) => isAboutSame(other, each) && (other.run === each.run || isToldAgain(other, each)))
      .toSorted(
        (one, other) => likeness(other.call.input, call.input) - likeness(one.call.input, call.input),
      );
    const isMade = (other: WriteCall) =>
      other === meant || (!refusal && other.round < each.round && hasDoneBesides(other, each));
    open = open.filter((other) => !isMade(other));
    if (refusal) open.push({ ...each, refusal });
  }
  return open.map(({ refusal }) => refusal);
}

type WriteCall = RefusedCall & { run: number; round: number; refusal: RefusedWrite | undefined };

/** The calls of tools that write, each with the number of its run and of its model step. */
function writeCallsOf(runs: readonly (readonly Step[])[]): WriteCall[] {
  const tries: WriteCall[] = [];
  let round = 0;
  let calls: readonly Call[] = [];
  let at = 0;
  for (const { step, run } of runs.flatMap((steps, run) => steps.map((step) => ({ step, run })))) {
    if (step.kind === 'model') {
      round += 1;
      calls = step.calls;
      at = 0;
      continue;
    }
    // Calls are matched by position, since a model may give two calls one id.
    const call = calls[at];
    at += 1;
    if (!call || !isToWrite(call)) continue;
    const isRefused = step.effect === 'refused';
    if (!isRefused && !isWrite(step)) continue;
    const { code, ...error } = readError(step.output);
    const { asked, answered, pair } = step;
    const people = {
      ...(asked ? { asked } : {}),
      ...(answered ? { answered } : {}),
      ...(pair ? { pair } : {}),
    };
    const refusal = isRefused ? { call, isAsking: isAboutWhatWasSaid(code), ...error, ...people } : undefined;
    const output = isRefused ? undefined : step.output;
    tries.push({
      call,
      output,
      run,
      round,
      refusal,
      candidates: error.candidates,
      isUnknown: code === 'not_found',
    });
  }
  return tries;
}

/** Whether a call is to save something, whatever has become of it. */
function isToWrite({ name, input }: Call): boolean {
  if (name === 'schedule') return (input as { action?: unknown } | null)?.action !== 'list';
  return Object.hasOwn(CRM_TOOLS, name) && CRM_TOOLS[name as keyof typeof CRM_TOOLS].effect === 'write';
}

const ASKING: ReadonlySet<unknown> = new Set(['not_found', 'ambiguous', 'invalid']);

/** Whether an error is about what was said rather than what somebody may do, so that the person may be asked about it. */
export const isAboutWhatWasSaid = (code: unknown): boolean => ASKING.has(code);

/** The error of a call that was refused, as the model was told it. */
export function readError(output: unknown): ToldError {
  const { code, message, candidates, more } = fieldsOf(fieldsOf(output).error);
  return {
    code,
    message: typeof message === 'string' ? message : '',
    candidates: Array.isArray(candidates) ? candidates.filter((each) => typeof each === 'string') : [],
    ...(typeof more === 'string' ? { more } : {}),
  };
}

/** A candidate as errors name it: `Bluefin Logistics (bluefin.example) [id 01…]`. */
export function readCandidate(candidate: string): { name: string; id?: string } {
  const [, name, id] = /^(.*?)\s*\[id ([^\]]+)\]$/.exec(candidate) ?? [];
  return name && id ? { name, id } : { name: candidate };
}

import type { ModelCall, ModelStep, Step } from '../agent-steps.ts';
import { conflict, invalid, RapportError } from '../errors.ts';
import { isRecord } from './json-text.ts';
import type { Declared } from './next-step.ts';

/** Calls of one step that are carried out; the model is told to repeat the rest. */
export const CALLS_AT_ONCE = 8;

/** How the reason begins that a call is held back for, which says nothing about the call itself. */
export const NOT_CARRIED_OUT = 'Not carried out';

/** A tool as the loop sees it: whether it reads, writes, or shows the person something. */
export type LoopTool = Declared & { readonly effect?: 'read' | 'write' | 'show' | 'card' };
export type LoopTools<Tool extends LoopTool> = Readonly<Record<string, Tool>>;

/** A call of the same step that has a result. */
export type EarlierCall = { call: ModelCall; wasRefused: boolean };

/** The calls of a step that have a result, each with whether it was refused. */
export function earlierCalls({ calls }: ModelStep, results: readonly Step[]): EarlierCall[] {
  return calls.slice(0, results.length).map((call, index) => {
    const result = results[index];
    return { call, wasRefused: result?.kind === 'tool' && result.effect === 'refused' };
  });
}

/** The tool that a call means. Throws a `RapportError` for the model when the call is not carried out. */
export function permitCall<Tool extends LoopTool>(
  call: ModelCall,
  { index, earlier, tools }: { index: number; earlier: readonly EarlierCall[]; tools: LoopTools<Tool> },
): Tool {
  if (index >= CALLS_AT_ONCE)
    throw conflict(`${NOT_CARRIED_OUT}: at most ${CALLS_AT_ONCE} calls at once. Call it again.`);
  const tool = Object.hasOwn(tools, call.name) ? tools[call.name] : undefined;
  if (!tool) {
    const names = Object.keys(tools).join(', ');
    throw new RapportError('not_found', `There is no tool “${call.name}”. There are: ${names}.`);
  }
  if (call.problem) throw invalid(call.problem);
  const isWriting = (name: string) => Object.hasOwn(tools, name) && isWrite(tools[name]);
  const broken = earlier.find(
    (each) =>
      each.wasRefused && isWriting(each.call.name) && isWriting(call.name) && buildsOn(call, each.call),
  );
  if (broken)
    throw conflict(
      `${NOT_CARRIED_OUT}, because ${broken.call.name} before it was refused. Mend that first, then call this again.`,
    );
  return tool;
}

const isWrite = (tool: LoopTool | undefined) => tool?.effect === 'write' || tool?.effect === 'card';

/**
 * Whether a write of the same step builds on an earlier one that was refused: everything after a correction that failed,
 * and otherwise what names the same company, person, address or id.
 */
function buildsOn(later: Pick<ModelCall, 'input'>, refused: Pick<ModelCall, 'name' | 'input'>): boolean {
  if (refused.name === 'undo' || refused.name.startsWith('change_')) return true;
  const named = namesIn(refused.input);
  return [...namesIn(later.input)].some((name) => named.has(name));
}

const NAMING = /^(?:id|name|email|domain|company|contacts?|other_contact|.+_id)$/;

/** Names, addresses and ids in the arguments of a call, in small letters. */
function namesIn(input: unknown, key = '', depth = 0): Set<string> {
  if (typeof input === 'string')
    return new Set(NAMING.test(key) && input.trim() ? [input.trim().toLowerCase()] : []);
  if (typeof input !== 'object' || input === null || depth > 5) return new Set();
  const fields = isRecord(input)
    ? Object.entries(input)
    : (input as unknown[]).map((each) => [key, each] as const);
  return new Set(fields.flatMap(([name, each]) => [...namesIn(each, name, depth + 1)]));
}

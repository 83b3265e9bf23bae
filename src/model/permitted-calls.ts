import type { ModelCall } from '../agent-steps.ts';
import { isRaw } from './portable-schema.ts';

/**
 * Whether a write of the same step builds on an earlier one that was refused: everything after a correction that failed,
 * and otherwise what names the same company, person, address or id.
 */
export function buildsOn(
  later: Pick<ModelCall, 'input'>,
  refused: Pick<ModelCall, 'name' | 'input'>,
): boolean {
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
  const fields = isRaw(input)
    ? Object.entries(input)
    : (input as unknown[]).map((each) => [key, each] as const);
  return new Set(fields.flatMap(([name, each]) => [...namesIn(each, name, depth + 1)]));
}

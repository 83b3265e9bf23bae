import { isWrite, type Step } from '../agent-steps.ts';
import { fieldsOf } from './call-subjects.ts';

/** What the writes of a run could not read as an address or a number, and have not kept, in words, each once. */
export function listUnkeptPoints(steps: readonly Step[]): string[] {
  const all = steps.filter(isWrite).flatMap(({ output }): unknown[] => {
    const { not_kept: points } = fieldsOf(output);
    return Array.isArray(points) ? points : [];
  });
  return [...new Set(all.filter((each) => typeof each === 'string'))];
}

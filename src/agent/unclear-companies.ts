import { isWrite, type Step } from '../agent-steps.ts';
import { fieldsOf } from './call-subjects.ts';

/**
 * The companies of which one may be meant, in words, where a run has saved something with people of several and no company is said;
 * not where the run has put it right.
 */
export function listUnclearCompanies(steps: readonly Step[]): string[] {
  const unclear = new Map<unknown, string>();
  for (const { output } of steps.filter(isWrite)) {
    const { interaction, follow_up: followUp, company_unclear: names } = fieldsOf(output);
    const { id } = fieldsOf(interaction ?? followUp);
    if (Array.isArray(names)) unclear.set(id, names.join(' or '));
    else unclear.delete(id);
  }
  return [...new Set(unclear.values())];
}

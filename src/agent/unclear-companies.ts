import { isWrite, type Step } from '../agent-steps.ts';
import { fieldsOf } from './call-subjects.ts';

/**
 * The companies of which one may be meant, by name, where a run has saved something with people of several and no company is said;
 * not where the run has put it right. The same companies are listed once.
 */
export function listUnclearCompanies(steps: readonly Step[]): string[][] {
  const unclear = new Map<unknown, string[]>();
  for (const { output } of steps.filter(isWrite)) {
    const { interaction, follow_up: followUp, company_unclear: names } = fieldsOf(output);
    const { id } = fieldsOf(interaction ?? followUp);
    if (Array.isArray(names)) unclear.set(id, names.map(String));
    else unclear.delete(id);
  }
  return [...new Map([...unclear.values()].map((names) => [names.join('\n'), names])).values()];
}

import type { Step } from '../agent-steps.ts';
import { fieldsOf } from './call-subjects.ts';

/** A company that was taken by another name than its own, and why, in words. */
export type CompanyMeant = { said: string; name: string; because: string };

/** The companies that the writes of a run have taken by another name than their own, each once. */
export function listCompaniesMeant(steps: readonly Step[]): CompanyMeant[] {
  const all = steps.flatMap((step) =>
    step.kind === 'tool' && step.effect === 'write' ? readMeant(fieldsOf(step.output).company_meant) : [],
  );
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function readMeant(value: unknown): CompanyMeant[] {
  const { said, name, because } = fieldsOf(value);
  const isWhole = typeof said === 'string' && typeof name === 'string' && typeof because === 'string';
  return isWhole ? [{ said, name, because }] : [];
}

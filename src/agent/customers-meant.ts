import { isWrite, type Step } from '../agent-steps.ts';
import { fieldsOf } from './call-subjects.ts';

/** A company or a contact who was taken by another name than their own, and why, in words. */
export type CustomerMeant = { said: string; name: string; because: string };

/** The customers whom the writes of a run have taken by another name than their own, each once. */
export function listCustomersMeant(steps: readonly Step[]): CustomerMeant[] {
  const all = steps.filter(isWrite).flatMap(({ output }) => {
    const { company_meant: company, contacts_meant: contacts } = fieldsOf(output);
    return [company, ...(Array.isArray(contacts) ? contacts : [])].flatMap(readMeant);
  });
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

function readMeant(value: unknown): CustomerMeant[] {
  const { said, name, because } = fieldsOf(value);
  const isWhole = typeof said === 'string' && typeof name === 'string' && typeof because === 'string';
  return isWhole ? [{ said, name, because }] : [];
}

import type { CrmSettings } from '../crm-settings.ts';
import { messageOf } from '../errors.ts';
import { CRM_LIMITS, CrmDefinition, knownKeys } from './crm-definition.ts';
import { type Problem, problemsIn, readYaml } from './yaml-text.ts';

/** What the rules say of a text of `crm.yaml`. */
export type JudgedCrm = { settings: CrmSettings } | { problems: Problem[] };

/** Reads a text of `crm.yaml`. A text that no parser can read is a problem, too. */
export function judgeCrm(text: string): JudgedCrm {
  try {
    const read = readYaml(text, CRM_LIMITS);
    if ('problems' in read) return read;
    const { data, lineOf } = read;
    const parsed = CrmDefinition.safeParse(data, { reportInput: true });
    if (parsed.success) return { settings: parsed.data };
    return { problems: problemsIn(parsed.error, { lineOf, known: knownKeys }) };
  } catch (error) {
    return { problems: [{ line: 1, reason: `cannot be read: ${messageOf(error)}` }] };
  }
}

import type { Because, Verdict } from '../names/verdict.ts';
import type { CustomerKind } from './merged-ids.ts';

/**
 * Reasons for which two are shown as a pair that may be one, besides all for which they are the same. Left out is what fits
 * many who are different, so that nearly every pair that is shown is one: first words, initials and single names, other
 * legal forms, and somebody of the same name elsewhere.
 */
const TELLING: Record<CustomerKind, ReadonlySet<Because>> = {
  company: new Set([
    'other_domain',
    'domain_of_another_name',
    'like_the_domain',
    'spaces',
    'signs',
    'word_order',
    'spelling',
  ]),
  contact: new Set([
    'other_address',
    'address_of_another_name',
    'like_the_address',
    'same_phone',
    'spaces',
    'signs',
    'word_order',
  ]),
};

/** Reasons that tell something of two people who work at one company. */
const AMONG_COLLEAGUES: ReadonlySet<Because> = new Set([
  'nickname',
  'spelling',
  'more_names',
  'particle',
  'initials',
]);

/** Whether two are to be shown as a pair that may be one. */
export function isTelling(
  { answer, because }: Verdict,
  { kind, areColleagues }: { kind: CustomerKind; areColleagues: boolean },
): boolean {
  if (answer === 'new') return false;
  return answer === 'same' || TELLING[kind].has(because) || (areColleagues && AMONG_COLLEAGUES.has(because));
}

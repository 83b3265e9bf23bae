import { and, eq, type SQL } from 'drizzle-orm';
import type { Tables } from '../../store/schema.ts';
import { cut } from '../../text.ts';
import type { Signal } from '../signals/signal.ts';
import { LIMITS } from './limits.ts';
import type { Observation } from './observation.ts';

/** What a pass has found out: an observation to be, before it is kept. */
export type Finding = Pick<
  Observation,
  'kind' | 'subject' | 'slot' | 'valueKey' | 'companyId' | 'claim' | 'remark' | 'signal'
>;

type Key = Pick<Finding, 'subject' | 'slot' | 'valueKey'>;

/** Whether two findings or observations are the same one, in whatever words they are said. */
export function isSameFinding(a: Key, b: Key): boolean {
  return a.subject === b.subject && a.slot === b.slot && a.valueKey === b.valueKey;
}

/** Matches the rows of a scope that hold the same finding. */
export function aboutFinding(
  table: Tables['observations'] | Tables['suppressions'],
  { scope, finding }: { scope: string; finding: Key },
): SQL | undefined {
  return and(
    eq(table.scope, scope),
    eq(table.subject, finding.subject),
    eq(table.slot, finding.slot),
    eq(table.valueKey, finding.valueKey),
  );
}

/** Makes a finding of a signal: the claim is code's, and the observer's sentence only a remark. */
export function findingOf(
  signal: Signal,
  { remark, night }: { remark: string | null; night: string },
): Finding {
  const { kind, subject, slot, valueKey, companyId, says, name, numbers } = signal;
  const record = { name, numbers: { ...numbers }, absent: 0, night };
  const claim = cut(says, LIMITS.claim);
  return { kind, subject, slot, valueKey, companyId, claim, remark, signal: record };
}

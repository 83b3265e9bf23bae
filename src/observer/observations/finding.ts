import { and, eq, type SQL } from 'drizzle-orm';
import { cut } from '../../delivery/cut.ts';
import type { Tables } from '../../store/schema.ts';
import type { Signal } from '../signals/signal.ts';
import type { Observation } from './life.ts';
import { LIMITS } from './limits.ts';

/** What a pass has found out, whoever found it. */
export type Finding = Pick<
  Observation,
  'kind' | 'subject' | 'slot' | 'valueKey' | 'companyId' | 'claim' | 'remark' | 'signal'
>;

type Key = Pick<Finding, 'subject' | 'slot' | 'valueKey'>;

/** Whether two are the same finding, be they said in other words. */
export function isSameFinding(a: Key, b: Key): boolean {
  return a.subject === b.subject && a.slot === b.slot && a.valueKey === b.valueKey;
}

/** Rows of a scope that are about the same finding. */
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

/** A signal as a finding: what is said of it is code's, and the observer's only as a remark. */
export function findingOf(
  signal: Signal,
  { remark, night }: { remark: string | null; night: string },
): Finding {
  const { kind, subject, slot, valueKey, companyId, says, name, numbers } = signal;
  const record = { name, numbers: { ...numbers }, absent: 0, night };
  const claim = cut(says, LIMITS.claim);
  return { kind, subject, slot, valueKey, companyId, claim, remark, signal: record };
}

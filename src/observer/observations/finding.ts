import { and, eq, type SQL } from 'drizzle-orm';
import { cut } from '../../delivery/cut.ts';
import type { Tables } from '../../store/schema.ts';
import type { SignalRecord } from '../../store/schema-observations.ts';
import type { Signal } from '../signals/signal.ts';
import { LIMITS } from './kinds.ts';
import type { Observation } from './life.ts';

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

/** How much there is to what was counted, by the name of its signal. */
const STRENGTH: Record<string, (numbers: Readonly<Record<string, number>>) => number | undefined> = {
  customer_silent: ({ days_since: days }) => days,
  topic_rising: ({ mentions }) => mentions,
  topic_new: ({ mentions }) => mentions,
  workload_shift: ({ recent = 0, usual = 0 }) => Math.abs(recent - usual),
  follow_ups_slipping: ({ overdue }) => overdue,
  repeated_correction: ({ corrections }) => corrections,
  thumbs_down_cluster: ({ down }) => down,
};

/** What must have doubled before something dismissed is proposed again: what was counted, or else the sources. */
export function strengthOf(signal: Pick<SignalRecord, 'name' | 'numbers'> | null, sources: number): number {
  const counted = signal && STRENGTH[signal.name]?.(signal.numbers);
  return Math.max(1, counted ?? sources);
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

import type { SignalRecord } from '../../store/schema-observations.ts';
import type { Choice, Kind, Slot } from './kind.ts';
import { KINDS } from './kinds.ts';

/** The row of a kind. Throws for a name that is none: what is kept or counted is always of a kind in the table. */
export function kindOf(name: string): Kind {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new Error(`There is no kind of observation called ${name}.`);
  return kind;
}

/** The rules of one side of a subject. */
export function slotOf({ kind, slot }: { kind: string; slot: string }): Slot {
  return kindOf(kind).slots[slot] ?? {};
}

/** The names of the kinds of which something is so. */
export function kindsWhere(isSo: (kind: Kind) => boolean): string[] {
  return Object.entries(KINDS)
    .filter(([, kind]) => isSo(kind))
    .map(([name]) => name);
}

/** What code says of a choice from the closed list of a kind; undefined when it is not on the list. */
export function findChoice({ restsOn }: Kind, { slot, value }: Choice): string | undefined {
  if (restsOn.type !== 'own words' || !Object.hasOwn(restsOn.values, slot)) return undefined;
  const values = restsOn.values[slot] ?? {};
  return Object.hasOwn(values, value) ? values[value] : undefined;
}

/** What must have doubled before something dismissed is proposed again: what was counted, or else the sources. */
export function strengthOf(
  found: { kind: string; slot: string; signal: Pick<SignalRecord, 'numbers'> | null },
  sources: number,
): number {
  const counted = found.signal && slotOf(found).strength?.(found.signal.numbers);
  return Math.max(1, counted ?? sources);
}

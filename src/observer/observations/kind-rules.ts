import type { SignalRecord } from '../../store/schema-observations.ts';
import type { Choice, Found, Kind, Slot } from './kind.ts';
import { KINDS } from './kinds.ts';

/**
 * The row of a kind by its name. Throws for an unknown name: observations and signals are always of a kind in the
 * table.
 */
export function kindOf(name: string): Kind {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new Error(`There is no kind of observation called ${name}.`);
  return kind;
}

/** The rules of one side of a subject. */
export function slotOf({ kind, slot }: { kind: string; slot: string }): Slot {
  return kindOf(kind).slots[slot] ?? {};
}

/** The names of the kinds for which a condition holds. */
export function kindsWhere(isSo: (kind: Kind) => boolean): string[] {
  return Object.entries(KINDS)
    .filter(([, kind]) => isSo(kind))
    .map(([name]) => name);
}

/** Whether an observation of a kind holds by the yes of its person alone: it is what they want. */
export const needsYes = ({ restsOn }: Kind): boolean => restsOn.type === 'own words';

/**
 * What is kept of a choice from the closed list of a kind; undefined for a choice, or a place, that is not on the list.
 */
export function findChoice({ restsOn }: Kind, { slot, value, where }: Choice): Found | undefined {
  if (restsOn.type !== 'own words' || !Object.hasOwn(restsOn.values, slot)) return undefined;
  const values = restsOn.values[slot] ?? {};
  const claim = Object.hasOwn(values, value) ? values[value] : undefined;
  const place = where ?? restsOn.places[0];
  if (claim === undefined || place === undefined || !restsOn.places.includes(place)) return undefined;
  return restsOn.foundIn(place, claim);
}

/** The subjects of which a no counts for a finding: its own, and for a choice also the usual place, which covers all others. */
export function subjectsCovering({ kind, subject }: { kind: string; subject: string }): string[] {
  const { restsOn } = kindOf(kind);
  const [usual] = restsOn.type === 'own words' ? restsOn.places : [];
  if (restsOn.type !== 'own words' || usual === undefined) return [subject];
  return [...new Set([subject, restsOn.foundIn(usual, '').subject])];
}

/**
 * The number that must have doubled before a dismissed finding is proposed again: the counted number, or else the
 * sources.
 */
export function strengthOf(
  found: { kind: string; slot: string; signal: Pick<SignalRecord, 'numbers'> | null },
  sources: number,
): number {
  const counted = found.signal && slotOf(found).strength?.(found.signal.numbers);
  return Math.max(1, counted ?? sources);
}

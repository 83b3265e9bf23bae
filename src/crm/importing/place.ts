import { newId } from '../../ids.ts';
import type { OwnValue } from './cells.ts';
import type { Slice } from './slice.ts';

/** What a line was found to mean, or why that is not clear. `made`: new with this line. `repeated`: made by an earlier line. */
export type Placed = { id: string; name: string; how: 'made' | 'known' | 'repeated' } | { problem: string };

/** What became of a line. `differs`: it says something else than what is known, which stays. */
export type Outcome =
  | { how: 'made' | 'completed' | 'same' | 'repeated'; differs?: boolean }
  | { problem: string };

/** What has become of something that was known before. */
export function outcomeOf(
  placed: Placed,
  { isCompleted, differs }: { isCompleted: boolean; differs: boolean },
): Outcome {
  if ('problem' in placed) return placed;
  const { how } = placed;
  if (how !== 'known') return { how };
  return { how: isCompleted ? 'completed' : 'same', ...(differs ? { differs } : {}) };
}

const OWNER_COLUMNS = { companyId: null, contactId: null, dealId: null } as const;

/** Adds values of own fields that an owner has none of yet. Gives whether there were any, and their words. */
export function addOwnValues(
  slice: Slice,
  {
    column,
    id,
    values,
    filled,
  }: {
    column: 'companyId' | 'contactId' | 'dealId';
    id: string;
    values: readonly OwnValue[];
    filled: Set<string> | undefined;
  },
): string[] | undefined {
  const added = values.filter(({ field }) => !filled?.has(field));
  for (const value of added) {
    filled?.add(value.field);
    slice.make('fieldValues', { id: newId(), ...OWNER_COLUMNS, ...value, [column]: id });
  }
  if (added.length === 0) return undefined;
  return added.flatMap(({ text }) => (text && text !== 'yes' && text !== 'no' ? [text] : []));
}

/** Keeps by which id the source knows a row. */
export function addExternalId(
  slice: Slice,
  {
    kind,
    externalId,
    ...points
  }: {
    kind: 'company' | 'contact' | 'deal' | 'interaction' | 'follow_up';
    externalId: string | undefined;
    companyId?: string;
    contactId?: string;
    dealId?: string;
    interactionId?: string;
    followUpId?: string;
  },
): boolean {
  const key = `${kind} id ${externalId}`;
  if (externalId === undefined || slice.recall(key)) return false;
  const id = newId();
  slice.remember([key], { id: Object.values(points)[0] ?? id, name: '' });
  slice.make('externalIds', {
    id,
    source: slice.source,
    kind,
    externalId,
    companyId: null,
    contactId: null,
    dealId: null,
    interactionId: null,
    followUpId: null,
    ...points,
  });
  return true;
}

/** `“Acme GmbH”, “Acme Ltd” and 3 others`. */
export function namesIn(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} others` : shown.join(', ');
}

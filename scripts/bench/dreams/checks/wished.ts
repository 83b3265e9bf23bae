import type { Row } from '../../../../src/store/schema.ts';
import type { World } from '../world.ts';

/** Whether the member whom a preference is about has wished for it, until a day of the corpus. */
export function isWished(
  { corpus, ids }: World,
  { scope, subject, slot, valueKey }: Pick<Row<'observations'>, 'scope' | 'subject' | 'slot' | 'valueKey'>,
  until = Number.POSITIVE_INFINITY,
): boolean {
  return corpus.planted.some(
    (each) =>
      each.what === 'preferences' &&
      each.slot === slot &&
      each.value === valueKey &&
      each.scope !== 'team' &&
      'is' in each.subject &&
      each.subject.is === subject &&
      ids.members.get(each.scope) === scope &&
      each.since <= until,
  );
}

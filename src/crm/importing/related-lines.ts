import type { Context } from '../../context.ts';
import { findCommonEmployer } from '../employers.ts';
import type { Outcome } from './place.ts';
import type { Related } from './place-related.ts';
import type { Slice } from './slice.ts';

/** The customers of a line where they are clear. */
export type Clear = Exclude<Related, { problem: string }>;

/** The ids of customers that lines belong to. */
export const idsIn = (related: readonly Related[], idsOf: (one: Clear) => (string | undefined)[]): string[] =>
  related.flatMap((one) => ('problem' in one ? [] : idsOf(one).filter((id) => id !== undefined)));

/** The customers of a line that names none. */
export const NOBODY: Related = { companyId: undefined, companyName: '', contacts: [] };

/** The company of a line; where it names contacts alone, the one they all work at. */
export async function companyOf(ctx: Context, { companyId, contacts }: Clear): Promise<string | null> {
  if (companyId) return companyId;
  if (contacts.length === 0) return null;
  return (
    (
      await findCommonEmployer(
        ctx,
        contacts.map(({ id }) => id),
      )
    )?.id ?? null
  );
}

/** Whether a row was there before, or was made by an earlier line. */
export function howKnown(
  slice: Slice,
  { external, key, id }: { external: string | undefined; key: string; id: string | undefined },
): Exclude<Outcome, { problem: string }> {
  const isHere = external === undefined ? slice.recall(key) : slice.recall(external);
  if (isHere) return { how: 'repeated' };
  if (!id) return { how: 'made' };
  return { how: id < slice.importId ? 'same' : 'repeated' };
}

import type { Context } from '../../context.ts';
import { RapportError } from '../../errors.ts';
import { compareCompanyNames } from '../../names/compare-companies.ts';
import { comparePersonNames } from '../../names/compare-people.ts';
import { REASONS } from '../../names/verdict.ts';
import type { CustomerKind } from '../merged-ids.ts';
import { countKnownOf, labelOf } from './known-of.ts';
import { type Customer, getPair } from './pair.ts';

type Pair = { kind: CustomerKind; oneId: string; otherId: string };

/** `one` and `other`: what tells them apart, as far as the actor may know it. `because`: why they may be one, in words. */
export type PairInWords = Pair & { one: string; other: string; because?: string | undefined };

/**
 * Two companies or contacts so that people see whether they are one. `because` is a reason that was found before; without it
 * the names are compared. Throws as `getPair`.
 */
export async function describePair(
  ctx: Context,
  { because, ...pair }: Pair & { because?: string | undefined },
): Promise<PairInWords> {
  const [one, other] = await getPair(ctx, pair);
  return {
    ...pair,
    one: await describeSide(ctx, { kind: pair.kind, row: one }),
    other: await describeSide(ctx, { kind: pair.kind, row: other }),
    because: sayReason(because ?? reasonFor(pair.kind, one, other)),
  };
}

/** Describes those pairs of which both are still there. */
export async function describePairs<Found extends Pair & { because: string }>(
  ctx: Context,
  pairs: readonly Found[],
): Promise<(Found & PairInWords)[]> {
  const described = await Promise.all(
    pairs.map(async (pair) => {
      const { kind, oneId, otherId, because } = pair;
      const words = await describePair(ctx, { kind, oneId, otherId, because }).catch(ignoreGone);
      return words ? [{ ...pair, ...words }] : [];
    }),
  );
  return described.flat() as (Found & PairInWords)[];
}

function ignoreGone(error: unknown): undefined {
  if (!(error instanceof RapportError)) throw error;
}

async function describeSide(ctx: Context, side: { kind: CustomerKind; row: Customer }): Promise<string> {
  const { interactions } = await countKnownOf(ctx, { kind: side.kind, id: side.row.id });
  return `${await labelOf(ctx, side)}, ${interactions} interaction${interactions === 1 ? '' : 's'}`;
}

function reasonFor(kind: CustomerKind, one: Customer, other: Customer): string {
  const compare = kind === 'company' ? compareCompanyNames : comparePersonNames;
  return compare(one.name, other.name).because;
}

function sayReason(because: string): string | undefined {
  if (because === 'another_name') return undefined;
  const words = Object.hasOwn(REASONS, because) ? REASONS[because as keyof typeof REASONS] : undefined;
  return words && `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

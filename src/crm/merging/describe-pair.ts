import type { Context } from '../../context.ts';
import { RapportError } from '../../errors.ts';
import { type Because, REASONS } from '../../names/verdict.ts';
import type { Row } from '../../store/schema.ts';
import { type CustomerKind, currentId } from '../merged-ids.ts';
import { countSeen, labelsOf } from './known-of.ts';
import { type Customer, getPair } from './pair.ts';

/** How far the interactions of each are counted. */
const MOST_COUNTED = 50;

type Pair = Pick<Row<'duplicates'>, 'id' | 'kind' | 'oneId' | 'otherId' | 'because'>;

/**
 * A pair by its id. `one` and `other`: what tells them apart, as far as the actor may know it. `because`: why they may be
 * one, in a sentence; left out where nothing but somebody's word says so.
 */
export type PairInWords = { id: string; kind: CustomerKind; one: string; other: string; because?: string };

/** Describes those of some pairs whose two are there, and two. */
export async function describePairs(ctx: Context, pairs: readonly Pair[]): Promise<PairInWords[]> {
  const described: PairInWords[] = [];
  for (const pair of pairs) {
    const two = await readTwo(ctx, pair).catch(ignoreGone);
    if (!two) continue;
    const { id, kind, because } = pair;
    const labels = await labelsOf(ctx, { kind, rows: two });
    const say = async ({ id }: Customer) => `${labels.get(id)}: ${await sayCount(ctx, { kind, id })}`;
    const [one, other] = two;
    described.push({ id, kind, one: await say(one), other: await say(other), ...sayReason(because) });
  }
  return described;
}

/** The ids of the two of a pair as they are known by today. */
export async function currentIds(
  ctx: Context,
  { kind, oneId, otherId }: Omit<Pair, 'id' | 'because'>,
): Promise<{ kind: CustomerKind; oneId: string; otherId: string }> {
  return {
    kind,
    oneId: await currentId(ctx, kind, oneId),
    otherId: await currentId(ctx, kind, otherId),
  };
}

const readTwo = async (ctx: Context, pair: Pair) => getPair(ctx, await currentIds(ctx, pair));

function ignoreGone(error: unknown): undefined {
  if (!(error instanceof RapportError)) throw error;
}

async function sayCount(ctx: Context, which: { kind: CustomerKind; id: string }): Promise<string> {
  const interactions = await countSeen(ctx, which, { most: MOST_COUNTED });
  const more = interactions === MOST_COUNTED ? ' or more' : '';
  return `${interactions}${more} interaction${interactions === 1 ? '' : 's'}`;
}

function sayReason(because: string): Pick<PairInWords, 'because'> {
  if (because === 'another_name' || !Object.hasOwn(REASONS, because)) return {};
  const words: string = REASONS[because as Because];
  return { because: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` };
}

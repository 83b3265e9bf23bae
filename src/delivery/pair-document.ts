import { z } from 'zod';
import { conflict } from '../errors.ts';
import { ID } from '../ids.ts';
import type { Action, Card } from './document.ts';

/** Two companies or two contacts that may be one. */
export const Pair = z.strictObject({
  kind: z.enum(['company', 'contact']),
  oneId: z.string().regex(ID),
  otherId: z.string().regex(ID),
});
export type Pair = z.infer<typeof Pair>;

/** A pair as the value of a button. */
export const pairValue = ({ kind, oneId, otherId }: Pair): string => JSON.stringify({ kind, oneId, otherId });

/** The pair that a button names; undefined for the value of another button. */
export function findPair(value: string): Pair | undefined {
  const parsed = z.json().safeParse(readJson(value));
  const pair = Pair.safeParse(parsed.data);
  return pair.success ? pair.data : undefined;
}

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The pair that a button names. Throws `conflict` for a value that names none. */
export function readPair(value: string): Pair {
  const pair = findPair(value);
  if (!pair) throw conflict('This is not known any more.');
  return pair;
}

/** A pair in words. `one` and `other`: what tells each of them apart. `because`: why they may be one, as a sentence. */
export type DescribedPair = Pair & { one: string; other: string; because?: string | undefined };

/** What has become of a pair. */
export type PairState =
  | { is: 'open' }
  | { is: 'different'; by: string }
  /** `what`: which is one with which now. */
  | { is: 'merged'; what: string; by: string }
  /** One of them is not there any more. */
  | { is: 'gone' };

const TITLES = { company: 'May be one company', contact: 'May be one person' } as const;

/** The buttons of a pair. `mayWait`: whether it can also be put away for now. */
export function pairActions(pair: Pair, { mayWait = false } = {}): [Action, ...Action[]] {
  const value = pairValue(pair);
  return [
    { id: 'merge_open', label: 'Merge…', value, style: 'primary' },
    { id: 'merge_different', label: 'Two different', value },
    ...(mayWait ? [{ id: 'merge_later' as const, label: 'Not now', value }] : []),
  ];
}

/** A pair that somebody who may merge decides about. */
export function buildPairCard(pair: DescribedPair, options?: { mayWait?: boolean }): Card {
  return { ...describePair(pair), actions: pairActions(pair, options) };
}

/** A pair in words alone. */
export function describePair({ kind, one, other, because }: DescribedPair): Omit<Card, 'actions'> {
  return { title: TITLES[kind], text: `${one}\n${other}`, ...(because ? { note: because } : {}) };
}

/** The card of a pair as it is now: what was decided about it stands in place of the buttons, or below a merge Undo. */
export function pairCardNow(card: Card, { pair, state }: { pair: Pair; state: PairState }): Card {
  switch (state.is) {
    case 'open':
      return card;
    case 'different':
      return { ...card, outcome: `Two different, as ${state.by} has said.` };
    case 'merged':
      return {
        title: 'Merged',
        text: state.what,
        note: `by ${state.by}`,
        actions: [{ id: 'merge_undo', label: 'Undo', value: pairValue(pair), confirm: UNDO }],
      };
    case 'gone':
      return { ...card, outcome: 'This is not known any more.' };
    default:
      return state satisfies never;
  }
}

const UNDO = {
  title: 'Take the merge back?',
  text: 'Both will be there again, each with what it had.',
  yes: 'Undo',
  no: 'Keep',
};

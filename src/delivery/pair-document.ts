import type { Action, Card } from './document.ts';

/** Two companies or two contacts that may be one, by the id of the pair, in words. `because`: why, as a sentence. */
export type DescribedPair = {
  id: string;
  kind: 'company' | 'contact';
  one: string;
  other: string;
  because?: string;
};

const TITLES = { company: 'May be one company', contact: 'May be one person' } as const;

const DECISIONS = ['merge_open', 'merge_different', 'merge_later', 'merge_undo'] as const;
const isDecision = ({ id }: Action) => (DECISIONS as readonly string[]).includes(id);

/** The id of the pair that a card is about; undefined for other cards. */
export const pairOf = ({ actions }: Pick<Card, 'actions'>): string | undefined =>
  actions.find(isDecision)?.value;

/** The buttons of a pair. `mayWait`: whether it can also be put away for now. */
export function pairActions(value: string, { mayWait = false } = {}): [Action, ...Action[]] {
  return [
    { id: 'merge_open', label: 'Merge…', value, style: 'primary' },
    { id: 'merge_different', label: 'Two different', value },
    ...(mayWait ? [{ id: 'merge_later' as const, label: 'Not now', value }] : []),
  ];
}

/** A pair that somebody who may merge decides about. */
export function buildPairCard(pair: DescribedPair, options?: { mayWait?: boolean }): Card {
  return { ...describePair(pair), actions: pairActions(pair.id, options) };
}

/** A pair in words alone. */
export function describePair({ kind, one, other, because }: DescribedPair): Omit<Card, 'actions'> {
  return { title: TITLES[kind], text: `${one}\n${other}`, ...(because ? { note: because } : {}) };
}

/** What has become of a pair. `what`: which was merged into which. */
type Decided =
  | { is: 'open' | 'gone' }
  | { is: 'different'; by: string }
  | { is: 'merged'; what: string; by: string };

/** The card of a pair as it is now: what was decided about it stands in place of the buttons; below a merge there is Undo. */
export function pairCardNow(card: Card, { id, state }: { id: string; state: Decided }): Card {
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
        actions: [{ id: 'merge_undo', label: 'Undo', value: id, confirm: UNDO }],
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

import { speaksOf, takesBack } from '../../observer/preferences.ts';
import { PREFERENCES, type PreferenceSlot } from '../../observer/vocabulary.ts';

export type Wish = { slot: PreferenceSlot; value: string; isOver: boolean };

/** Every wish of the closed list that these words of a person speak of, or take back. */
export const wishesIn = (text: string): Wish[] =>
  (Object.keys(PREFERENCES) as PreferenceSlot[])
    .flatMap((slot) => Object.keys(PREFERENCES[slot]).map((value) => ({ slot, value })))
    .map((wish) => ({ ...wish, isOver: takesBack(text, wish) }))
    .filter((wish) => wish.isOver || speaksOf(text, wish));

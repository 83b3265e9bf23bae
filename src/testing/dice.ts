import { seededRandom } from './seeded-random.ts';

/** Chance that is the same in every run with the same seed. */
export type Dice = {
  /** A number from 0 to 1. */
  next(): number;
  /** A whole number, both bounds counted in. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** The number of events by chance in a span in which `usual` ones are usual (Poisson). */
  count(usual: number): number;
};

export function createDice(seed = 1): Dice {
  const next = seededRandom(seed);
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (from) => from[Math.floor(next() * from.length)] as (typeof from)[number],
    count: (usual) => {
      let [count, product] = [0, next()];
      while (product > Math.exp(-usual)) {
        count += 1;
        product *= next();
      }
      return count;
    },
  };
}

/** Picks the first item most, the second half as often, the third a third as often. */
export function zipf<T>(from: readonly T[]): (dice: Dice) => T {
  const weights = from.map((_, at) => 1 / (at + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return ({ next }) => {
    let left = next() * sum;
    const at = weights.findIndex((weight) => {
      left -= weight;
      return left <= 0;
    });
    return from[Math.max(at, 0)] as T;
  };
}

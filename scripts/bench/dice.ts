export type Dice = <T>(from: readonly T[]) => T;

/** Picks at random, and the same in every run (mulberry32). */
export function createDice(seed = 1): Dice {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (from) => from[Math.floor(next() * from.length)] as (typeof from)[number];
}

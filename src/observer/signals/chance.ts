/** A probability below this is taken for no chance: several hundred words and numbers are looked at every night. */
const RARE = 0.002;

/** Whether so many of all falling into a part, of which it is a `share`, is more than chance makes likely. */
export function isMany(hits: number, { of: all, share }: { of: number; share: number }): boolean {
  return chanceOf(hits, { of: all, share }) < RARE;
}

/** Whether so few of all falling into a part is less than chance makes likely. */
export function isFew(hits: number, { of: all, share }: { of: number; share: number }): boolean {
  return chanceOf(all - hits, { of: all, share: 1 - share }) < RARE;
}

/** How likely at least so many of all fall into a part by chance (the binomial distribution's upper tail). */
export function chanceOf(hits: number, { of: all, share }: { of: number; share: number }): number {
  let chance = 0;
  // Logarithms: the ways to choose are more than a number can hold.
  let ways = 0;
  for (let each = 0; each <= all; each += 1) {
    if (each > 0) ways += Math.log((all - each + 1) / each);
    if (each >= hits) chance += Math.exp(ways + each * Math.log(share) + (all - each) * Math.log(1 - share));
  }
  return Math.min(chance, 1);
}

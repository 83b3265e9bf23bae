/** How sure an observation is, 0 to 100, from the distinct sources and the distinct days that speak for it. */
export function weigh({ sources, days }: { sources: number; days: number }): number {
  return Math.round(100 * (1 - 0.5 ** ((sources + days) / 2)));
}

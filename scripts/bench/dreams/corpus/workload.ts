import { busyMembers, type Planting } from './planting.ts';

/** A member has more or less to do than usual, between two days. */
export type Shift = { scope: number; from: number; until: number; factor: number };

/** Some members have three and a half times as much to do for some weeks, others are away. */
export function plantShifts(planting: Planting): Shift[] {
  const { size, dice } = planting;
  const busy = busyMembers(planting);
  return Array.from({ length: size.planted.workload }, (_, at) => {
    const from = dice.between(0, 4);
    return { scope: busy[at * 3] ?? 0, from, until: from + 18, factor: at % 3 === 2 ? 0 : 3.5 };
  });
}

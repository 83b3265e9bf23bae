import type { Dice } from '../../../../src/testing/dice.ts';
import { type Corpus, type Event, isWorkday } from './corpus.ts';

/** A corpus while it is being filled. */
export type Planting = Corpus & { dice: Dice; add(day: number, event: Event): void };

/** Minutes after the working day begins. */
export const someMinute = ({ between }: Dice) => between(0, 400);

/** The members who are not quiet, by number. */
export const busyMembers = ({ members }: Corpus): number[] =>
  members.flatMap(({ isQuiet }, at) => (isQuiet ? [] : [at]));

export const someBusyMember = (planting: Planting) => planting.dice.pick(busyMembers(planting));

/** This day, or the first working day after it. */
export function workdayFrom(day: number): number {
  return isWorkday(day) ? day : workdayFrom(day + 1);
}

/** How many interactions these events log. */
export function countLogged(events: readonly Event[]): number {
  return events.filter((each) => each.type === 'log' || (each.type === 'say' && each.said.captured)).length;
}

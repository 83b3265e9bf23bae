import type { System } from '../context.ts';
import type { Because } from '../names/verdict.ts';
import { listInForce } from './team-settings.ts';

/** The setting by which names are taken without a question; each row of it is for one of these reasons. */
export const TAKE_NAMES = 'stop_asking';

/**
 * The ways in which a name may differ from the only one that it fits, and be taken for it where the team wants that. Where the
 * letters differ it is always asked: two spelt alike are often two.
 */
export const TAKEABLE = {
  spaces: 'in spaces',
  signs: 'in signs',
  word_order: 'in the order of its words',
  acronym: 'in being made of first letters',
} as const satisfies Partial<Record<Because, string>>;
export type Takeable = keyof typeof TAKEABLE;

export const isTakeable = (because: string): because is Takeable => Object.hasOwn(TAKEABLE, because);

/** Whether the team wants a name that differs so, and fits one company alone, to be taken for it. */
export async function isTaken(ctx: System, because: Because): Promise<boolean> {
  if (!isTakeable(because)) return false;
  return (await listInForce(ctx, TAKE_NAMES)).some(({ subject }) => subject === because);
}

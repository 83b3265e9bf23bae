import { systemClock } from '../../clock.ts';
import type { ApiCall } from '../../emulator/faults.ts';
import type { Workspace } from '../../emulator/workspace-types.ts';
import type { Dice } from '../dice.ts';
import type { Script } from '../model-script.ts';

/** The moment at which a process is killed. */
type Death =
  | { at: 'some time'; ms: number }
  /** At a call of Slack's, before Slack has done it or after; `posts` counts only what everybody can see. */
  | { at: 'call'; of: 'all' | 'posts'; nth: number; isDone: boolean }
  | { at: 'question to the model'; nth: number };

/** A process that never comes to its call is killed after this long. */
const MOST_MS = 2_500;
/** A process is up after some 300 ms, and has done what is there to do after another 1,000. */
const LATEST_MS = 1_500;
const POSTS = /^(?:chat\.postMessage|files\.|chat\.update)/;

export function chooseDeath(dice: Dice): Death {
  const way = dice.next();
  if (way < 0.25) return { at: 'some time', ms: dice.between(20, LATEST_MS) };
  if (way < 0.7) return { at: 'call', of: 'posts', nth: dice.between(1, 8), isDone: dice.next() < 0.7 };
  if (way < 0.85) return { at: 'call', of: 'all', nth: dice.between(1, 40), isDone: dice.next() < 0.5 };
  return { at: 'question to the model', nth: dice.between(1, 10) };
}

/** Stands where the app can be seen from outside, and kills it there. */
export function createKiller(workspace: Workspace, answer: Script) {
  let death: Death | undefined;
  let left = 0;
  let strike: () => void = () => undefined;

  /** Whether this is the moment; then the app has been killed. */
  function isMoment(): boolean {
    left -= 1;
    if (left > 0) return false;
    death = undefined;
    strike();
    return true;
  }

  workspace.fault(({ method }: ApiCall) => {
    if (death?.at !== 'call' || (death.of === 'posts' && !POSTS.test(method))) return undefined;
    const { isDone } = death;
    if (!isMoment()) return undefined;
    return isDone ? 'drop-after' : 'drop-before';
  });

  return {
    script: ((request) => {
      if (death?.at === 'question to the model' && isMoment()) return { drop: true };
      return answer(request);
    }) satisfies Script,
    /** Waits for the moment and kills then. */
    killAt: async (
      moment: Death,
      { kill, slowness }: { kill: () => Promise<void>; slowness: number },
    ): Promise<void> => {
      const come = new Promise<Promise<void>>((resolve) => {
        strike = () => resolve(kill());
      });
      left = 'nth' in moment ? moment.nth : 0;
      death = moment;
      const timer = systemClock.setTimeout(
        () => strike(),
        slowness * (moment.at === 'some time' ? moment.ms : MOST_MS),
      );
      await come.finally(timer.clear);
      death = undefined;
    },
  };
}

import type { ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { z } from 'zod';
import { type Clock, systemClock, timeLimit } from '../clock.ts';
import { createMovingClock } from '../emulator/clock/moving-clock.ts';

/** Moving a clock is no work: an app that has not answered by then is stuck or gone. */
const ANSWER_WITHIN_MS = 5_000;

/** The message of both ends: how far the clock is ahead of this computer's. */
const Ahead = z.strictObject({ aheadMs: z.number().int().nonnegative() });
type Ahead = z.infer<typeof Ahead>;

type Leader = Pick<ChildProcess, 'send' | 'connected'> & NodeJS.EventEmitter;
type Follower = Pick<NodeJS.EventEmitter, 'on'> & { send?: ((answer: Ahead) => unknown) | undefined };

/** For the workspace: tells the app how far ahead the clock is, and does not wait. */
export function sendClock(app: Leader, aheadMs: number): void {
  // An app that is gone is noticed by the answer that it does not give.
  app.send({ aheadMs } satisfies Ahead, () => undefined);
}

/** For the workspace: tells the app and waits until it has moved its clock. Throws when it does not within 5 seconds. */
export async function moveClock(app: Leader, aheadMs: number, clock: Clock = systemClock): Promise<void> {
  if (app.connected && (await isTaken(app, aheadMs, clock))) return;
  throw new Error("Rapport did not move its clock to the workspace's. Is it still running?");
}

async function isTaken(app: Leader, aheadMs: number, clock: Clock): Promise<boolean> {
  const { signal, clear } = timeLimit(clock, ANSWER_WITHIN_MS);
  const answers = on(app, 'message', { signal, close: ['disconnect'] });
  sendClock(app, aheadMs);
  try {
    for await (const [answer] of answers) {
      // The loader of the app's sources speaks on this channel too.
      const { data } = Ahead.safeParse(answer);
      if (data && data.aheadMs >= aheadMs) return true;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clear();
  }
  return false;
}

/** For the app: gives a clock that goes with the workspace's, as soon as the workspace has told it once. */
export function followClock(workspace: Follower, base: Clock = systemClock): Promise<Clock> {
  const { send } = workspace;
  if (!send) throw new Error('The local workspace starts this: npm run demo');
  const clock = createMovingClock(base);
  return new Promise((resolve) => {
    workspace.on('message', (message) => {
      clock.moveTo(Ahead.parse(message).aheadMs);
      send.call(workspace, { aheadMs: clock.aheadMs() });
      resolve(clock);
    });
  });
}

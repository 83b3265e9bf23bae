import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Clock, systemClock } from '../clock.ts';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';
import { moveClock, sendClock } from './clock-link.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const APP = fileURLToPath(new URL('./app-main.ts', import.meta.url));

const PATIENCE = {
  /** A computer that is slow or busy loads the sources and migrates a new database before the app is ready. */
  readyWithinMs: 180_000,
  /** The app gives its work ten seconds to end; after that it is killed. */
  stopWithinMs: 12_000,
  lookAgainMs: 50,
} as const;
/** Characters of the app's output that are shown when it ends by itself. */
const OUTPUT_SHOWN = 4_000;

export type AppProcess = {
  /** Why the app has ended, with the last it said; pending while it runs. */
  ended: Promise<string>;
  /** Moves the app's clock ahead of this computer's; a clock never goes back. Throws when the app does not follow. */
  moveClock(aheadMs: number): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  environment: Record<string, string>;
  port: number;
  /** How far the app's clock is ahead from the start. */
  aheadMs?: number;
  onOutput?: ((text: string) => void) | undefined;
  clock?: Clock;
};

/** Starts the app as a process of its own and waits until it is ready. Throws with its last output when it ends. */
export async function startApp({
  environment,
  port,
  aheadMs = 0,
  onOutput,
  clock = systemClock,
}: Options): Promise<AppProcess> {
  const child = fork(APP, {
    execArgv: [...RUNS_TYPESCRIPT],
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_SHOWN);
      onOutput?.(text);
    });
  }
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`Rapport could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      process.removeListener('exit', kill);
      resolve(
        `Rapport has stopped (${signal ?? `exit code ${code}`}).${output && ` It last said:\n${output}`}`,
      );
    });
  });

  async function stop() {
    child.kill('SIGTERM');
    const patience = clock.setTimeout(kill, PATIENCE.stopWithinMs);
    await ended;
    patience.clear();
  }

  // The app starts its work when it has heard how late it is.
  sendClock(child, aheadMs);
  const failure = await Promise.race([untilReady(port, clock), ended]);
  if (failure === undefined) return { ended, moveClock: (to) => moveClock(child, to, clock), stop };
  await stop();
  throw new Error(failure);
}

/** Waits until the app is ready. Gives a sentence when it is not ready in time. */
async function untilReady(port: number, clock: Clock): Promise<string | undefined> {
  const end = clock.monotonic() + PATIENCE.readyWithinMs;
  while (clock.monotonic() < end) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return undefined;
    await clock.sleep(PATIENCE.lookAgainMs);
  }
  return `Rapport was not ready within ${PATIENCE.readyWithinMs / 1000} seconds.`;
}

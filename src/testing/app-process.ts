import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A busy computer takes long to load the sources and to migrate a database. */
const READY_WITHIN_MS = 60_000;

export type AppProcess = {
  pid: number;
  output(): string;
  /** Settled when the process has ended, with its exit code; null when it was killed. */
  ended: Promise<number | null>;
  ready(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
};

/** Runs `src/main.ts` of a folder in a process of its own, with this environment and nothing else. */
export function startProcess(env: Record<string, string>, folder = ROOT): AppProcess {
  return watchProcess([process.execPath, ...RUNS_TYPESCRIPT, 'src/main.ts'], env, folder);
}

/** Runs a command of operators: its file, and what is typed behind it. */
export function startProgram(words: readonly string[], env: Record<string, string>): AppProcess {
  return watchProcess([process.execPath, ...RUNS_TYPESCRIPT, ...words], env);
}

/** Runs `npm start`, as operators do; its pid and its signals are those of npm. */
export function startByNpm(env: Record<string, string>): AppProcess {
  return watchProcess(['npm', 'start'], { HOME: tmpdir(), ...env });
}

function watchProcess(
  [program = '', ...words]: string[],
  env: Record<string, string>,
  folder = ROOT,
): AppProcess {
  const child: ChildProcess = spawn(program, words, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  child.stderr?.on('data', (data) => {
    output += data;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let over = false;
  ended.then(() => {
    over = true;
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    ready: async () => {
      const end = systemClock.monotonic() + READY_WITHIN_MS;
      while (systemClock.monotonic() < end && !over) {
        const answer = await fetch(`http://127.0.0.1:${env.PORT}/readyz`).catch(() => undefined);
        if (answer?.status === 200) return;
        await systemClock.sleep(50);
      }
      throw new Error(`Rapport did not become ready:\n${output}`);
    },
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

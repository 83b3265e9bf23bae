import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../src/testing/files.ts';

export type Server = { url: string; stop(): void };

/** Starts one of the servers of server.ts. */
export async function startServer(kind: string, apiUrl: string): Promise<Server> {
  const path = fileURLToPath(new URL('server.ts', import.meta.url));
  const folder = temporaryFolder();
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', path, kind, apiUrl, folder.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (data) => {
      const found = /port (\d+)/.exec(String(data))?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server “${kind}” ended.`)));
  });
  const stop = () => {
    child.once('close', folder.remove);
    child.kill('SIGKILL');
  };
  return { url: `http://127.0.0.1:${port}/slack/events`, stop };
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const median = (values: number[]) => percentile(values, 0.5);

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One line of the table: two measurements made in turns in this run, and their ratio. */
export type Ratio = {
  what: string;
  unit: string;
  ours: number;
  theirs: number;
  /** The goal for ours / theirs. */
  goal: { atLeast: number } | { atMost: number };
};

export function verdict({ ours, theirs, goal }: Ratio): { ratio: number; goal: string; met: boolean } {
  const ratio = ours / theirs;
  return 'atLeast' in goal
    ? { ratio, goal: `>= ${goal.atLeast.toFixed(1)}`, met: ratio >= goal.atLeast }
    : { ratio, goal: `<= ${goal.atMost.toFixed(1)}`, met: ratio <= goal.atMost };
}

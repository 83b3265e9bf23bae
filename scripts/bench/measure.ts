import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RUNS_TYPESCRIPT } from '../../src/node-arguments.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';

export type Server = {
  url: string;
  /** Says a word to it, and gives what it answers. */
  tell(word: string): Promise<string>;
  stop(): Promise<void>;
};

/** Starts one of the servers of server.ts, on the database in `folder`, or else on a new one. */
export async function startServer(
  kind: string,
  { apiUrl, folder, modelUrl = '' }: { apiUrl: string; folder?: string; modelUrl?: string },
): Promise<Server> {
  const path = fileURLToPath(new URL('server.ts', import.meta.url));
  const own = temporaryFolder();
  const args = [kind, apiUrl, folder ?? own.path, modelUrl];
  const child = spawn(process.execPath, [...RUNS_TYPESCRIPT, path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: own.path },
  });
  const ended = once(child, 'close');
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const listen = async () => {
    const { value, done } = await said.next();
    if (done) throw new Error(`The server “${kind}” ended.`);
    return String(value);
  };
  const port = (await listen()).replace('port ', '');
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    tell: (word) => {
      child.stdin.write(`${word}\n`);
      return listen();
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      own.remove();
    },
  };
}

export function percentile(values: number[], share: number): number {
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

/** One line of the table. */
export type Line = Ratio | Bound | Part;

type Measured = { what: string; unit: string; ours: number };

/** Two measurements made in turns in this run, and their ratio. */
export type Ratio = Measured & {
  theirs: number;
  /** The goal for ours / theirs; none where theirs stands there for orientation. */
  goal: { atLeast: number } | { atMost: number } | undefined;
};

/** One measurement that must stay below a bound; another one may stand beside it. */
export type Bound = Measured & { theirs?: number; below: number };

/** A part of something that has a bound as a whole; what it was before may stand beside it. */
type Part = Measured & { theirs?: number };

type Verdict = { ratio: number | undefined; goal: string; met: boolean };

export function verdict(line: Line): Verdict {
  if ('below' in line) {
    const { ours, theirs, below, unit } = line;
    const ratio = theirs === undefined ? undefined : ours / theirs;
    return { ratio, goal: `< ${below} ${unit}`, met: ours < below };
  }
  if (!('goal' in line) || !line.goal)
    return { ratio: line.theirs && line.ours / line.theirs, goal: '–', met: true };
  const { ours, theirs, goal } = line;
  const ratio = ours / theirs;
  return 'atLeast' in goal
    ? { ratio, goal: `>= ${goal.atLeast}`, met: ratio >= goal.atLeast }
    : { ratio, goal: `<= ${goal.atMost}`, met: ratio <= goal.atMost };
}

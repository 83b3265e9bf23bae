import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';

/** Starts a file in a process of its own. No token and no key goes with it: its environment is empty. */
export function startChild(file: URL, args: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(file), args, { execArgv: [...RUNS_TYPESCRIPT], env: {}, stdio: 'ignore' });
}

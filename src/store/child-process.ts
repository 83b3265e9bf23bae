import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Starts a file in a process of its own. No token and no key goes with it: its environment is empty. */
export function startChild(file: URL, args: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(file), args, { execArgv: ['--import', LOADER], env: {}, stdio: 'ignore' });
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { bundleApp, ROOT } from './bundle.ts';

/** The end of what a process has said, which is shown when it ends by itself. */
const OUTPUT_SHOWN = 4_000;

/** The real program in processes of its own, one after another. The next one is loaded while one works. */
export type KilledApp = {
  /** Starts a process whose clock is so far ahead of this computer's. Throws when the one before has ended by itself. */
  start(aheadMs: number): Promise<void>;
  /** Ends the process as a crash does. The signal is sent at once; settles when the process is gone. */
  kill(): Promise<void>;
  close(): Promise<void>;
};

type Process = { child: ChildProcess; output(): string; ended: Promise<unknown> };

export async function createKilledApp(env: Record<string, string>): Promise<KilledApp> {
  const program = await bundleApp();
  const load = () => loadProgram(program.path, env);
  let next = load();
  let current: Process | undefined;

  async function kill(): Promise<void> {
    const killed = current;
    current = undefined;
    if (!killed) return;
    const { exitCode, signalCode } = killed.child;
    killed.child.kill('SIGKILL');
    await killed.ended;
    if (exitCode === null && signalCode === null) return;
    throw new Error(`Rapport has ended by itself (${exitCode ?? signalCode}):\n${killed.output()}`);
  }

  return {
    start: async (aheadMs) => {
      await kill();
      current = next;
      next = load();
      const { child, ended } = current;
      const answered = once(child, 'message');
      child.send({ aheadMs });
      await Promise.race([answered, ended]);
    },
    kill,
    close: async () => {
      next.child.kill('SIGKILL');
      await next.ended;
      await kill();
      program.remove();
    },
  };
}

/** Loads the program, which does nothing before it has heard what time it is. */
function loadProgram(path: string, env: Record<string, string>): Process {
  const child = fork(path, {
    execArgv: [],
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_SHOWN);
    });
  }
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close').finally(() => process.removeListener('exit', kill));
  return { child, output: () => output, ended };
}

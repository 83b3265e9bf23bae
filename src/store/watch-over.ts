import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The signal with which a child ends itself when it needs more memory than it may have. */
export const OUT_OF_MEMORY = 'SIGUSR2';

/**
 * A query that never ends would outlive a parent that was killed, or take all memory: a thread of its own looks after
 * that. It must be at work before the first query is, for it cannot begin while this thread computes.
 */
export async function watchOver({ memory, watchMs }: { memory: number; watchMs: number }): Promise<void> {
  const watch = `const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
      if (process.memoryUsage.rss() > ${memory}) process.kill(process.pid, '${OUT_OF_MEMORY}');
    }, ${watchMs});
    require('node:worker_threads').parentPort.postMessage('at work');`;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const watcher = new Worker(watch, { eval: true, execArgv: [] });
  await once(watcher, 'message');
  watcher.unref();
}

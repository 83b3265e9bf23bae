/** Work that runs by itself, without anybody asking for it, from its start until it is stopped. */
export type Job = {
  start(): void;
  /** Settles when the job has nothing under way and is not about to look. Draining itself looks for nothing. */
  drain(): Promise<void>;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
};

/** Several jobs as one. */
export function joinJobs(jobs: readonly Job[]): Job {
  return {
    start: () => {
      for (const job of jobs) job.start();
    },
    drain: async () => void (await Promise.all(jobs.map((job) => job.drain()))),
    stop: async () => void (await Promise.all(jobs.map((job) => job.stop()))),
  };
}

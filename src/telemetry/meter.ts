import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Told } from '../happenings.ts';
import { measureQueues } from '../queue/waiting-rows.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { VERSION } from '../version.ts';

/** The bounds of times that are counted, in seconds. */
const SECONDS = {
  /** From what a table takes to the longest wait of a person for an answer. */
  work: [0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 300],
  /** Deliveries may wait out a day in which Slack is down. */
  delivery: [0.5, 1, 5, 30, 300, 3_600, 86_400],
} as const;

/** A measure of numbers of the moment: nothing is asked of the database more often than this, whoever asks for it. */
const FRESH_FOR_MS = 5_000;
/** So much that has happened is counted together at most, so that it never takes a millisecond. */
const COUNTED_TOGETHER = 64;

/** Counts what happens, and tells it in the text format of Prometheus. */
export type Meter = {
  /** Counts a happening. */
  watch(told: Told): void;
  /** Writes all numbers as text. Throws when the database does not answer. */
  render(): Promise<{ type: string; text: string }>;
  stop(): void;
};

/** What the meter asks about the moment, besides the queues. */
type Sources = {
  /** Whether the language model answered when it was asked last. */
  isModelDown(): boolean;
};

/**
 * Counts what happens from now on. The numbers have labels of fixed words only: no id, no name. Their names begin with `rapport_`.
 * Source: https://prometheus.io/docs/practices/naming/
 */
export function createMeter(ctx: System, { isModelDown }: Sources): Meter {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `rapport_${name}`, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name: `rapport_${name}`, help, labelNames, registers });
  const seconds = <Label extends string>(
    name: string,
    help: string,
    { labelNames, buckets }: { labelNames: Label[]; buckets: readonly number[] },
  ) => new Histogram({ name: `rapport_${name}`, help, labelNames, buckets: [...buckets], registers });

  const attempts = counter('attempts_total', 'Attempts at rows of the queues.', ['queue', 'outcome']);
  const messages = counter('messages_total', 'Messages that were answered or given up.', ['outcome']);
  const answered = seconds('message_wait_seconds', 'From the arrival of a message to its answer.', {
    labelNames: ['outcome'],
    buckets: SECONDS.work,
  });
  const steps = counter('agent_steps_total', 'Steps of the agent: of the model and of tools.', []);
  const reports = counter('reports_total', 'Reports that were run or refused.', ['by', 'outcome']);
  const ran = seconds('report_seconds', 'How long reports took.', {
    labelNames: ['by'],
    buckets: SECONDS.work,
  });
  const deliveries = counter('deliveries_total', 'Deliveries that have ended.', ['kind', 'outcome']);
  const delivered = seconds('delivery_wait_seconds', 'From the writing of a delivery to its end.', {
    labelNames: ['kind'],
    buckets: SECONDS.delivery,
  });
  const nights = counter('nights_total', 'Nights that have ended.', ['scope', 'outcome']);
  const calls = counter('model_calls_total', 'Calls of the language model.', ['by', 'outcome']);
  const asked = seconds('model_call_seconds', 'How long calls of the language model took.', {
    labelNames: ['by'],
    buckets: SECONDS.work,
  });
  const tokens = counter('model_tokens_total', 'Tokens that the language model has told.', ['by', 'side']);

  gauge('info', 'The version that runs.', ['version', 'store']).set(
    { version: VERSION, store: ctx.store.dialect },
    1,
  );
  const rows = gauge('queue_rows', 'Rows of the queues that are due and have not ended.', ['queue']);
  const ages = gauge('queue_oldest_seconds', 'How long the oldest of these has been due.', ['queue']);
  const size = gauge('store_bytes', 'Size of the database.');
  const retries = gauge('store_retries', 'Transactions that were begun anew.');
  const down = gauge('model_down', '1 when the language model did not answer when it was asked last.');
  const memory = gauge('process_resident_memory_bytes', 'Memory of the process.');
  const lag = gauge('event_loop_lag_seconds', 'Stops of the event loop since the last look.', ['quantile']);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();

  const count = {
    message: ({ outcome, waitedMs, steps: taken }) => {
      messages.inc({ outcome });
      answered.observe({ outcome }, waitedMs / 1_000);
      steps.inc(taken);
    },
    report: ({ by, outcome, ms }) => {
      reports.inc({ by, outcome });
      ran.observe({ by }, ms / 1_000);
    },
    delivery: ({ kind, outcome, ms }) => {
      deliveries.inc({ kind, outcome });
      delivered.observe({ kind }, ms / 1_000);
    },
    night: ({ member, outcome }) => nights.inc({ scope: member ? 'member' : 'team', outcome }),
    'model call': ({ by, outcome, ms, inputTokens, outputTokens }) => {
      calls.inc({ by, outcome });
      asked.observe({ by }, ms / 1_000);
      tokens.inc({ by, side: 'input' }, inputTokens);
      tokens.inc({ by, side: 'output' }, outputTokens);
    },
    attempt: ({ queue, outcome }) => attempts.inc({ queue, outcome }),
  } satisfies { [What in Told['what']]: (told: Extract<Told, { what: What }>) => void };

  let uncounted: Told[] = [];
  const trouble = createRepeatedTrouble(ctx, { failed: 'not counted' });
  /** Counts what waits for it, each by itself. Most of it happens while somebody waits for an answer, and is counted later. */
  function countAll(): void {
    const all = uncounted;
    uncounted = [];
    for (const told of all)
      try {
        (count[told.what] as (told: Told) => void)(told);
      } catch (error) {
        trouble.failed(messageOf(error), { what: told.what });
      }
  }

  async function measure(): Promise<void> {
    const [queues, bytes] = await Promise.all([measureQueues(ctx), ctx.store.size()]);
    for (const { queue, due, oldestMs } of queues) {
      rows.set({ queue }, due);
      ages.set({ queue }, oldestMs / 1_000);
    }
    size.set(bytes);
  }

  let measured: { at: number; done: Promise<void> } | undefined;
  const measureSeldom = () => {
    const now = ctx.clock.monotonic();
    if (!measured || now >= measured.at + FRESH_FOR_MS) measured = { at: now, done: measure() };
    return measured.done;
  };

  return {
    watch: (told) => {
      uncounted.push(told);
      if (uncounted.length >= COUNTED_TOGETHER) countAll();
    },
    render: async () => {
      await measureSeldom();
      countAll();
      retries.set(ctx.store.retries());
      down.set(isModelDown() ? 1 : 0);
      memory.set(process.memoryUsage().rss);
      for (const quantile of [0.5, 0.99, 1])
        lag.set({ quantile: String(quantile) }, delay.percentile(quantile * 100) / 1e9);
      delay.reset();
      return { type: registry.contentType, text: await registry.metrics() };
    },
    stop: () => delay.disable(),
  };
}

import type { Clock } from './clock.ts';
import { isWritten, type Log, logWith } from './log.ts';

/**
 * What Rapport has done, for those who keep it: ids, numbers and fixed words, never what people have written, a name, a token or a
 * key. Each is told once, when it is committed: to the log, and to whoever counts or draws it.
 */
export type Happening =
  /** A message was answered, or is given up. `waitedMs`: since it was received, `ms`: the attempt that has ended it. */
  | ({
      what: 'message';
      member: string;
      run?: string | undefined;
      outcome: 'done' | 'stopped' | 'failed';
      ms: number;
      waitedMs: number;
      steps: number;
    } & Tokens)
  /** A report was run, or refused; the name is left out where there may be no such report. */
  | {
      what: 'report';
      run: string;
      member: string;
      report?: string | undefined;
      by: string;
      outcome: string;
      rows: number | null;
      ms: number;
    }
  /** A delivery has ended. `ms`: since it was written. */
  | {
      what: 'delivery';
      delivery: string;
      kind: string;
      member?: string | undefined;
      outcome: 'sent' | 'failed' | 'cancelled';
      attempts: number;
      ms: number;
    }
  /** A night has ended: that of a member, or without one the team’s. */
  | ({
      what: 'night';
      night: string;
      member?: string | undefined;
      outcome: string;
      ms: number;
      calls: number;
      created: number;
    } & Tokens)
  /** The language model was asked. `outcome`: `answered`, `broken off`, or the kind of trouble. */
  | ({ what: 'model call'; by: 'agent' | 'observer'; model: string; outcome: string; ms: number } & Tokens)
  /** An attempt at a row of a queue has ended: `done`, `later` or `given up`. */
  | { what: 'attempt'; queue: string; outcome: 'done' | 'later' | 'given up'; ms: number };

type Tokens = { inputTokens: number; outputTokens: number };

/** A happening, what it belongs to, and when it was over. */
export type Told = Happening & { trace: string | undefined; at: Date };

/** What tells of happenings: the parts of a context that it takes. */
type Teller = {
  readonly log: Log;
  readonly clock: Clock;
  readonly trace?: string | undefined;
  readonly watch?: ((told: Told) => void) | undefined;
};

/** How loud the log says it: people who keep Rapport want one line for each thing that it was asked to do. */
const LEVELS = {
  message: 'info',
  report: 'info',
  delivery: 'info',
  night: 'info',
  'model call': 'debug',
  attempt: 'trace',
} as const satisfies Record<Happening['what'], string>;

/** Tells of something that has happened. */
export function tell({ log, clock, trace, watch }: Teller, happening: Happening): void {
  const level = LEVELS[happening.what];
  if (isWritten(log, level)) {
    const { what, ...facts } = happening;
    log[level](facts, what);
  }
  watch?.({ ...happening, trace, at: clock.now() });
}

/**
 * The same context for what belongs to one row: the message, the delivery or the night by whose id all of it is found. The id stands in
 * every line of its log.
 */
export function withTrace<Ctx extends Teller>(ctx: Ctx, trace: string): Ctx {
  return { ...ctx, trace, log: logWith(ctx.log, { trace }) };
}

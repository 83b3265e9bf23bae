import { createHash, randomBytes } from 'node:crypto';
import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import type { Told } from '../happenings.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { VERSION } from '../version.ts';
import type { TraceAddress } from '../watch-settings.ts';

/** The numbers of sending spans. */
const SPANS = {
  sendEveryMs: 5_000,
  /** As many are sent at once; more that wait are dropped, the oldest first: a collector that is down costs nothing else. */
  atOnce: 512,
  mostWaiting: 4_096,
  withinMs: 10_000,
} as const;

/** Draws what happens as spans. */
export type Spans = {
  watch(told: Told): void;
  /** Sends what waits, and nothing after it. */
  stop(): Promise<void>;
};

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { intValue: string } | { stringValue: string } }[];
  status: { code: number };
};

/**
 * Sends what happens to a collector in OpenTelemetry’s form (OTLP over HTTP, as JSON): a trace for each message, with the calls of the
 * language model, the reports and the deliveries in it. Attributes are the ids, numbers and fixed words of the log: nothing that anybody
 * has written, and neither the prompts nor the answers of the model.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlphttp, https://opentelemetry.io/docs/specs/semconv/gen-ai/
 */
export function createSpans(
  { clock, log }: System,
  { url, headers, send = fetch }: TraceAddress & { send?: typeof fetch },
): Spans {
  const trouble = createRepeatedTrouble({ clock, log }, { failed: 'traces not sent' });
  let waiting: Span[] = [];
  let sending = Promise.resolve();
  const timer: Timer = clock.setInterval(() => flush(), SPANS.sendEveryMs);
  timer.unref();

  function flush(): Promise<void> {
    const spans = waiting.splice(0, SPANS.atOnce);
    if (spans.length > 0) sending = sending.then(() => post(spans));
    return sending;
  }

  async function post(spans: Span[]): Promise<void> {
    const late = new AbortController();
    const limit = clock.setTimeout(() => late.abort(new Error('no answer')), SPANS.withinMs);
    try {
      const response = await send(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(envelope(spans)),
        signal: late.signal,
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the collector answers ${response.status}`);
      trouble.worked();
    } catch (error) {
      trouble.failed(messageOf(error), { dropped: spans.length });
    } finally {
      limit.clear();
    }
  }

  return {
    watch: (told) => {
      if (told.what === 'attempt') return;
      waiting.push(spanOf(told));
      if (waiting.length > SPANS.mostWaiting) waiting = waiting.slice(-SPANS.mostWaiting);
      if (waiting.length >= SPANS.atOnce) void flush();
    },
    stop: async () => {
      timer.clear();
      while (waiting.length > 0) await flush();
      await sending;
    },
  };
}

/** Kinds and codes of OTLP. Source: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
const INTERNAL = 1;
const CLIENT = 3;
const FAILED = 2;
const UNSET = 0;

/** What is no failure of ours. */
const WELL = new Set([
  'done',
  'sent',
  'stopped',
  'cancelled',
  'answered',
  'broken off',
  'quiet',
  'observed',
  'refused',
]);

/** What the whole trace is: the message or the night that the rest belongs to. */
const isRoot = ({ what }: Told) => what === 'message' || what === 'night';

function spanOf(told: Told): Span {
  const { what, trace, at, outcome, ms, ...facts } = told;
  const traceId = traceIdOf(trace);
  const root = traceId.slice(16);
  const end = at.getTime();
  return {
    traceId,
    ...(isRoot(told)
      ? { spanId: root }
      : { spanId: randomBytes(8).toString('hex'), ...(trace ? { parentSpanId: root } : {}) }),
    name: what === 'model call' ? `chat ${told.what === 'model call' ? told.model : ''}` : what,
    kind: what === 'model call' ? CLIENT : INTERNAL,
    startTimeUnixNano: nanoseconds(end - ms),
    endTimeUnixNano: nanoseconds(end),
    attributes: Object.entries({ outcome, ...facts }).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [{ key: nameOf(key), value: attributeValue(value) }],
    ),
    status: { code: WELL.has(outcome) ? UNSET : FAILED },
  };
}

/** Sixteen bytes for a row: the same for all that belongs to it, in every process. */
const traceIdOf = (trace: string | undefined) =>
  trace ? createHash('sha256').update(trace).digest('hex').slice(0, 32) : randomBytes(16).toString('hex');

const nanoseconds = (ms: number) => `${Math.round(ms)}000000`;

const GEN_AI: Record<string, string> = {
  model: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
};
const nameOf = (key: string) => GEN_AI[key] ?? `rapport.${key}`;

const attributeValue = (value: string | number) =>
  typeof value === 'number' ? { intValue: String(Math.round(value)) } : { stringValue: value };

function envelope(spans: Span[]) {
  const attributes = [
    { key: 'service.name', value: { stringValue: 'rapport' } },
    { key: 'service.version', value: { stringValue: VERSION } },
  ];
  return {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'rapport' }, spans }] }],
  };
}

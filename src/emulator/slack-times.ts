import type { Clock } from '../clock.ts';
import { secondsOf } from './events/message-events.ts';
import type { Json } from './workspace-types.ts';

const TIMESTAMP = /^\d{10,}\.\d{6,}$/;
/** What the caller says about a message, and what the emulator answers. */
const ASKED = new Set(['ts', 'thread_ts', 'message_ts', 'timestamp']);
const ANSWERED = new Set(['ts', 'thread_ts', 'message_ts', 'latest_reply', 'last_read']);
/** What an author wrote is nobody's to change. */
const WRITTEN = new Set(['blocks', 'attachments', 'metadata']);

/**
 * The emulator takes the time from the computer; this puts the workspace's in front of it, one to one. The second is
 * the workspace's when a timestamp is first seen, which is when it is made; the emulator's running number is kept, so
 * that it stays unique and in order.
 */
export function createTimestampMap(clock: Clock) {
  const toEmulated = new Map<string, string>();
  const toOurs = new Map<string, string>();

  function learn(emulated: string, ours: string): string {
    toOurs.set(emulated, ours);
    toEmulated.set(ours, emulated);
    return ours;
  }

  function ours(emulated: string): string {
    const known = toOurs.get(emulated);
    if (known !== undefined) return known;
    const [, number] = emulated.split('.');
    return learn(emulated, `${secondsOf(clock)}.${number}`);
  }

  /** What the emulator has not made comes back from it as it went. */
  function emulated(asked: string): string {
    const known = toEmulated.get(asked);
    if (known !== undefined) return known;
    return learn(asked, asked);
  }

  function translate(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(translate);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, held]) => [field, translateField(field, held)]),
    );
  }

  function translateField(field: string, value: unknown): unknown {
    if (WRITTEN.has(field)) return value;
    return ANSWERED.has(field) && isTimestamp(value) ? ours(value) : translate(value);
  }

  return {
    translateArguments: (body: Json): Json =>
      Object.fromEntries(
        Object.entries(body).map(([field, value]) => [
          field,
          ASKED.has(field) && isTimestamp(value) ? emulated(value) : value,
        ]),
      ),
    translateAnswer: (answer: Json): Json => translate(answer) as Json,
  };
}

const isTimestamp = (value: unknown): value is string => typeof value === 'string' && TIMESTAMP.test(value);

import type { WebClient } from '@slack/web-api';
import type { System } from '../context.ts';
import { type Enqueue, lastSeen } from '../conversation/inbox.ts';
import { messageOf } from '../errors.ts';
import { readHistory, type Us } from './events.ts';

/** How far back we look, how many conversations we ask for, and how many pages of each. */
const BOUNDS = { days: 7, conversations: 300, pages: 5, pageSize: 200 } as const;
const PAUSE_MS = 1_200; // Slack allows about 50 calls a minute
const BURST = 20;

type Place = { channel: string; thread: string | undefined; after: string };

/**
 * Slack does not always deliver again what it could not deliver while we were away: reads what was said since in the
 * conversations we know, and takes in what is missing. Gives how many messages were new.
 */
export async function catchUp(
  system: System,
  { client, us, enqueue, signal }: { client: WebClient; us: Us; enqueue: Enqueue; signal: AbortSignal },
): Promise<number> {
  const since = String(system.clock.now().getTime() / 1_000 - BOUNDS.days * 86_400);
  const places = placesToRead(await lastSeen(system, { since }));
  let found = 0;
  for (const [at, place] of places.slice(0, BOUNDS.conversations).entries()) {
    if (signal.aborted) return found;
    if (at >= BURST) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    try {
      found += await readPlace(client, { place, us, enqueue });
    } catch (error) {
      system.log.warn({ channel: place.channel, error: messageOf(error) }, 'could not catch up here');
    }
  }
  return found;
}

/** Each channel since the last thing seen anywhere in it, and each thread since the last thing seen in it. */
function placesToRead(seen: { channel: string; threadKey: string; ts: string }[]): Place[] {
  const channels = new Map<string, string>();
  for (const { channel, ts } of seen) {
    const known = channels.get(channel);
    if (!known || known < ts) channels.set(channel, ts);
  }
  const threads = seen.map(({ channel, threadKey, ts }) => ({
    channel,
    thread: threadKey.slice(channel.length + 1),
    after: ts,
  }));
  const newestFirst = threads.toSorted((a, b) => b.after.localeCompare(a.after));
  return [
    ...[...channels].map(([channel, after]) => ({ channel, thread: undefined, after })),
    ...newestFirst,
  ];
}

async function readPlace(
  client: WebClient,
  { place: { channel, thread, after }, us, enqueue }: { place: Place; us: Us; enqueue: Enqueue },
): Promise<number> {
  const range = { channel, oldest: after, limit: BOUNDS.pageSize };
  let found = 0;
  let cursor: string | undefined;
  for (let page = 0; page < BOUNDS.pages; page += 1) {
    const answer = thread
      ? await client.conversations.replies({ ...range, ts: thread, cursor })
      : await client.conversations.history({ ...range, cursor });
    for (const message of answer.messages ?? []) {
      const entry = readHistory(message, channel, us);
      if (entry && entry.ts > after && (await enqueue(entry)) === 'new') found += 1;
    }
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (!cursor) break;
  }
  return found;
}

import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { System } from '../context.ts';
import { type Enqueue, findLastSeen, type LastSeen } from '../conversation/inbox.ts';
import { findLastRestore } from '../crm/restored.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import type { Installation } from './installation.ts';
import { readHistory } from './message-events.ts';
import { mayWorkLater } from './messenger.ts';
import { SLACK_POLICY } from './policy.ts';
import { isSharedOutside } from './shared-channels.ts';

const DAY_S = 86_400;

const BOUNDS = SLACK_POLICY.catchUp;

/** The first message of a thread that has replies. */
const Root = z.object({
  ts: z.string(),
  latest_reply: z.string(),
  reply_users: z.array(z.string()).optional(),
});

/** A channel's own messages, or one thread, from `oldest` on. */
type PlaceToRead = { channel: string; thread?: string; oldest: string; failures?: number };

type Reading = { client: WebClient; installation: Installation; enqueue: Enqueue; signal: AbortSignal };

/**
 * Slack does not always deliver again what it could not deliver while we were away: reads what was said since in the
 * conversations we know, and takes in what is missing. Gives how many messages were new.
 */
export async function catchUp(ctx: System, reading: Reading): Promise<number> {
  const { clock } = ctx;
  const since = String(clock.now().getTime() / 1_000 - BOUNDS.activeDays * DAY_S);
  const seen = await findLastSeen(ctx, { since, mostThreads: BOUNDS.threadsLookedAt });
  const restored = await findLastRestore(ctx, { since: new Date(Number(since) * 1_000) });
  const places = placesToRead(seen, restored);
  const unread = createRepeatedTrouble(ctx, { failed: 'could not catch up here' });
  let found = 0;
  let calls = 0;
  for (let place = places.shift(); place && !reading.signal.aborted; place = places.shift()) {
    calls += 1;
    if (calls > BOUNDS.callsAtOnce) await clock.sleep(BOUNDS.pauseMs);
    const { failures = 0 } = place;
    if (failures > 0) await clock.sleep(BOUNDS.againMs * failures);
    try {
      const read = await readPlace(ctx, { ...reading, ...place });
      found += read.found;
      places.push(...read.threads);
    } catch (error) {
      unread.failed(messageOf(error), { channel: place.channel });
      // Nobody would look here again before the next start or gap.
      if (mayWorkLater(error) && failures + 1 < BOUNDS.tries)
        places.push({ ...place, failures: failures + 1 });
    }
  }
  return found;
}

/**
 * Each channel we know, and the threads in it that began before the part of the channel that is read. What was said before the
 * database was restored from a backup was answered, for all we know, and is not read.
 */
function placesToRead({ channels, threads }: LastSeen, restored: Date | undefined): PlaceToRead[] {
  const earliest = (restored?.getTime() ?? 0) / 1_000;
  const from = (ts: string) => String(Math.max(Number(ts) - BOUNDS.overlapDays * DAY_S, earliest));
  // Where people have just talked they wait for an answer: the newest conversations come first.
  const newest = channels.toSorted((a, b) => Number(b.ts) - Number(a.ts));
  const readFrom = new Map(newest.map(({ channel, ts }) => [channel, from(ts)]));
  const older = threads
    .map(({ channel, threadKey, ts }) => ({
      channel,
      thread: threadKey.slice(channel.length + 1),
      oldest: from(ts),
    }))
    .filter(({ channel, thread }) => Number(thread) < Number(readFrom.get(channel) ?? '0'))
    .slice(0, BOUNDS.threads);
  return [...[...readFrom].map(([channel, oldest]) => ({ channel, oldest })), ...older];
}

/** Takes in what is new in one place; in a channel also tells the threads that have replies to be read. */
async function readPlace(
  ctx: System,
  { client, installation, enqueue, signal, channel, thread, oldest }: Reading & PlaceToRead,
): Promise<{ found: number; threads: PlaceToRead[] }> {
  const isShared = await patiently(ctx, signal, () => isSharedOutside(client, channel));
  const range = { channel, oldest, limit: BOUNDS.pageSize };
  const threads: PlaceToRead[] = [];
  let found = 0;
  let cursor: string | undefined;
  for (let page = 0; page < BOUNDS.pages; page += 1) {
    const answer = await patiently(ctx, signal, () =>
      thread
        ? client.conversations.replies({ ...range, ts: thread, cursor })
        : client.conversations.history({ ...range, cursor }),
    );
    for (const message of answer.messages ?? []) {
      const entry = readHistory(message, { channel, isShared }, installation);
      if (entry && (await enqueue(entry)) === 'new') found += 1;
      const root = thread ? undefined : Root.safeParse(message).data;
      const onlyOurs = root?.reply_users?.every((user) => user === installation.botUserId);
      if (root && !onlyOurs) threads.push({ channel, thread: root.ts, oldest });
    }
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (!cursor) break;
  }
  return { found, threads };
}

/** Calls again after the pause that Slack asks for. */
async function patiently<Answer>(
  ctx: System,
  signal: AbortSignal,
  call: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || tries >= BOUNDS.tries || signal.aborted) throw error;
      await ctx.clock.sleep(error.retryAfter * 1_000);
    }
  }
}

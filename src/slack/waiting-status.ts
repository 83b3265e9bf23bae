import type { WebClient } from '@slack/web-api';
import type { MessageRef, WaitingStatus } from '../app/chat.ts';
import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { SLACK_POLICY } from './policy.ts';

/** What people see while they wait, from when they wrote. Slack writes our name before a status. */
const STAGES = [
  { afterMs: 400, status: 'is thinking…' },
  { afterMs: 3_000, status: 'is working on it…', text: 'I am working on it…' },
  {
    afterMs: 20_000,
    status: 'is still working on it; this takes longer than usual…',
    text: 'I am still working on it; this takes longer than usual.',
  },
] as const;
type Stage = (typeof STAGES)[number];

/**
 * Shows in the thread that work is going on: a status, in direct messages and channels, which our answer takes away. Where
 * Slack refuses it, the person alone sees a line. Nice to have, never waited for.
 */
export function showWaiting(
  ctx: System,
  {
    client,
    channel,
    threadTs,
    ts,
    user,
    since,
  }: MessageRef & { client: WebClient; threadTs: string | null; user: string; since: Date },
): WaitingStatus {
  const thread = { channel_id: channel, thread_ts: threadTs ?? ts };
  const waited = () => ctx.clock.now().getTime() - since.getTime();
  let stopped = false;
  let shown = false;
  let timer: Timer | undefined;

  const ignore = (error: unknown) =>
    ctx.log.debug({ channel, ts, error: messageOf(error) }, 'waiting not shown');
  const set = (status: string) => client.assistant.threads.setStatus({ ...thread, status });
  const clear = () => void set('').catch(ignore);

  async function show(stage: Stage, isRepeated: boolean): Promise<void> {
    try {
      await set(stage.status);
      shown = true;
    } catch (error) {
      ignore(error);
      // Below a message without replies Slack shows nothing that only one person sees.
      if ('text' in stage && !isRepeated && !stopped)
        await client.chat.postEphemeral({
          channel,
          user,
          text: stage.text,
          ...(threadTs ? { thread_ts: threadTs } : {}),
        });
    }
    // The status may have come after the answer, which would have taken it away.
    if (stopped && shown) clear();
  }

  function arm(stage: Stage, inMs: number, isRepeated = false): void {
    timer = ctx.clock.setTimeout(() => {
      show(stage, isRepeated).catch(ignore);
      const next = STAGES[STAGES.indexOf(stage) + 1];
      if (next) arm(next, Math.max(0, next.afterMs - waited()));
      else arm(stage, SLACK_POLICY.waiting.repeatEveryMs, true);
    }, inMs);
  }

  const reached = STAGES.findLast(({ afterMs }) => afterMs <= waited());
  if (reached) arm(reached, 0);
  else arm(STAGES[0], STAGES[0].afterMs - waited());
  return {
    stop: () => {
      stopped = true;
      timer?.clear();
    },
    clear: () => shown && clear(),
  };
}

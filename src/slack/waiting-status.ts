import type { WebClient } from '@slack/web-api';
import type { MessageRef, WaitingStatus } from '../app/chat.ts';
import type { Timer } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { LIMITS } from './limits.ts';
import { SLACK_POLICY } from './policy.ts';

/** What people see while they wait, from when they wrote, where Slack keeps no session. Slack writes our name before a status. */
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

type Thread = { channel: string; threadTs: string };

type Waiting = MessageRef & {
  client: WebClient;
  threadTs: string | null;
  user: string;
  title: string;
  since: Date;
};

/**
 * Shows in the thread that work is going on, in direct messages and channels. Slack's session shows it with a stop button
 * and until we end it. Where Slack keeps no session, a status is shown, which our answer takes away; where it refuses that,
 * too, the person alone sees a line. Nice to have, never waited for.
 * Source: https://docs.slack.dev/ai/agent-sessions
 */
export function showWaiting(ctx: System, options: Waiting): WaitingStatus {
  const { client, channel, threadTs, ts, user, title, since } = options;
  const thread = { channel, threadTs: threadTs ?? ts };
  const waited = () => ctx.clock.now().getTime() - since.getTime();
  let stopped = false;
  let shown: 'session' | 'status' | undefined;
  let timer: Timer | undefined;

  const ignore = (error: unknown) =>
    ctx.log.debug({ channel, ts, error: messageOf(error) }, 'waiting not shown');
  const setStatus = (status: string) =>
    client.assistant.threads.setStatus({ channel_id: channel, thread_ts: thread.threadTs, status });
  const endShownSession = () => void endSession(client, thread).catch(ignore);
  const clearStatus = () => void setStatus('').catch(ignore);

  async function showFirst(): Promise<void> {
    try {
      await startSession(client, { ...thread, user, title });
      shown = 'session';
      if (stopped) endShownSession();
    } catch (error) {
      ignore(error);
      if (stopped) return;
      const stage = STAGES.findLast(({ afterMs }) => afterMs <= waited()) ?? STAGES[0];
      await show(stage, false);
      armNext(stage);
    }
  }

  async function show(stage: Stage, isRepeated: boolean): Promise<void> {
    try {
      await setStatus(stage.status);
      shown = 'status';
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
    if (stopped && shown === 'status') clearStatus();
  }

  function arm(inMs: number, look: () => Promise<void>): void {
    if (!stopped) timer = ctx.clock.setTimeout(() => void look().catch(ignore), inMs);
  }

  function armNext(stage: Stage): void {
    const next = STAGES[STAGES.indexOf(stage) + 1];
    const inMs = next ? Math.max(0, next.afterMs - waited()) : SLACK_POLICY.waiting.repeatEveryMs;
    arm(inMs, async () => {
      armNext(next ?? stage);
      await show(next ?? stage, !next);
    });
  }

  arm(Math.max(0, STAGES[0].afterMs - waited()), showFirst);
  return {
    stop: () => {
      stopped = true;
      timer?.clear();
      if (shown === 'session') endShownSession();
    },
    clear: () => shown === 'status' && clearStatus(),
  };
}

/** Slack shows that we work in this thread, with a button to stop us, until `endSession`. */
async function startSession(
  client: WebClient,
  { channel, threadTs, user, title }: Thread & { user: string; title: string },
): Promise<void> {
  await client.agents.sessions.setStatus({
    channel_id: channel,
    thread_ts: threadTs,
    status: 'processing',
    initiator_user_id: user,
    title: title.replace(/\s+/g, ' ').slice(0, LIMITS.sessionTitle),
  });
}

/** Nothing is under way in this thread any more. */
export async function endSession(client: WebClient, { channel, threadTs }: Thread): Promise<void> {
  await client.agents.sessions.setStatus({ channel_id: channel, thread_ts: threadTs, status: 'active' });
}

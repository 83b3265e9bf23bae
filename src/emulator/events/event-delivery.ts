import type { EmulatorContext } from '../context.ts';
import { IDENTITY } from '../ids.ts';
import { type AppConnection, eventRequest } from '../server/app-connection.ts';
import type { SlackMessage, Workspace, WorkspaceChange } from '../workspace-types.ts';
import { buildChangedEvent, buildEnvelope, buildMessageEvent } from './message-events.ts';

type Options = { app: AppConnection; retryDelaysMs?: number[] | undefined };

/** Sends events to the app when it is there, each again after every one of the delays until the app has acknowledged it. */
export function createEventDelivery(
  ctx: EmulatorContext,
  { app, retryDelaysMs = [] }: Options,
): Workspace['deliverEvent'] {
  return async (event, delivery) => {
    const request = eventRequest(buildEnvelope(ctx, event));
    await app.start();
    let last = await app.send(request, delivery);
    for (const [index, delay] of retryDelaysMs.entries()) {
      if (last.status >= 200 && last.status < 300) break;
      await ctx.clock.sleep(delay);
      const retryReason = last.error === 'timeout' ? 'http_timeout' : (last.error ?? 'http_error');
      last = await app.send(request, { ...delivery, retryNum: index + 1, retryReason });
    }
    return last;
  };
}

type Ways = { app: AppConnection; deliverEvent: Workspace['deliverEvent'] };

/** Delivers the bot's own messages and edits back to the app, as Slack does. */
export function createEcho(
  ctx: EmulatorContext,
  { app, deliverEvent }: Ways,
): (change: WorkspaceChange) => void {
  const previous = new Map<string, SlackMessage>();
  return (change) => {
    if (!('message' in change) || change.message.user !== IDENTITY.botUserId || !app.hasApp()) return;
    const { channel, message } = change;
    const before = previous.get(`${channel}:${message.ts}`) ?? message;
    previous.set(`${channel}:${message.ts}`, message);
    if (change.type === 'message_posted') void deliverEvent(buildMessageEvent(ctx, { channel, message }));
    if (change.type !== 'message_changed') return;
    const event = buildChangedEvent(ctx, { channel, message, previous: before, ts: ctx.nextTs() });
    void deliverEvent(event);
  };
}

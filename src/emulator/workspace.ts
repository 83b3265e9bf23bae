import { systemClock } from '../clock.ts';
import { createMovingClock } from './clock/moving-clock.ts';
import { createTimeJumps } from './clock/time-jumps.ts';
import type { EmulatorContext } from './context.ts';
import { createEcho, createEventDelivery } from './events/event-delivery.ts';
import { buildEnvelope } from './events/message-events.ts';
import { directChannelOf, IDENTITY, userToken } from './ids.ts';
import { createMemberClicks } from './members/member-clicks.ts';
import { createMemberMessages } from './members/member-messages.ts';
import { createMemberViews } from './members/member-views.ts';
import { createPostedFiles } from './members/posted-files.ts';
import { BOT_SCOPES } from './methods/scopes.ts';
import { startApiServer } from './server/api-server.ts';
import { createAppConnection, eventRequest } from './server/app-connection.ts';
import { createHttpClient } from './server/http-client.ts';
import { createResponseUrls } from './server/response-urls.ts';
import { createSocketServer } from './server/socket-server.ts';
import { createAssistantThreads } from './state/assistant-threads.ts';
import { createDirectory } from './state/directory.ts';
import { createEphemerals } from './state/ephemerals.ts';
import { createFiles } from './state/files.ts';
import { createMessages } from './state/messages.ts';
import { createTimestamps } from './state/timestamps.ts';
import { createViews } from './state/views.ts';
import type { Json, Workspace, WorkspaceChange, WorkspaceOptions } from './workspace-types.ts';

/** A Slack workspace on this computer: people, channels, the Web API, signed events, Socket Mode. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const emit = (change: WorkspaceChange) => {
    for (const listener of listeners) listener(change);
  };
  const clock = createMovingClock({ ...systemClock, ...options.clock });
  const directory = createDirectory(options, clock);
  const ctx: EmulatorContext = {
    clock,
    teamName: options.teamName ?? 'Rapport',
    scopes: options.scopes ?? BOT_SCOPES,
    directory,
    messages: createMessages(),
    ephemerals: createEphemerals(emit),
    files: createFiles(),
    views: createViews(emit, systemClock),
    threads: createAssistantThreads(emit),
    nextTs: createTimestamps(clock),
    origin: () => api.origin,
    openSocketUrl: () => sockets.openUrl(api.origin),
    emit,
  };
  const responses = createResponseUrls(ctx);
  const api = await startApiServer(ctx, {
    port: options.port ?? 0,
    clock: systemClock,
    respond: responses.respond,
  });
  const http = createHttpClient(systemClock);
  const sockets = createSocketServer(api.server, { appId: IDENTITY.appId, clock: systemClock });
  const app = createAppConnection({
    http,
    sockets,
    clock: systemClock,
    isStarting: options.isAppStarting ?? false,
  });

  const deliverEvent = createEventDelivery(ctx, { app, retryDelaysMs: options.retryDelaysMs });
  if (options.echoBotMessages) listeners.add(createEcho(ctx, { app, deliverEvent }));

  return {
    ...createTimeJumps(clock, emit),
    apiUrl: `${api.origin}/api/`,
    botToken: IDENTITY.botToken,
    appToken: IDENTITY.appToken,
    signingSecret: IDENTITY.signingSecret,
    botUserId: IDENTITY.botUserId,
    botId: IDENTITY.botId,
    appId: IDENTITY.appId,
    teamId: IDENTITY.teamId,
    teamName: ctx.teamName,
    users: directory.people,
    channels: directory.channels,
    slackUser: (id) => directory.slackUser(id),
    updateUser(id, patch) {
      const user = directory.updateUser(id, patch);
      emit({ type: 'user_changed', user });
      return user;
    },
    directChannel: (userId) => directChannelOf(directory.getUser(userId).id),
    userToken,
    connect: app.connect,
    disconnect: app.disconnect,
    ...createMemberMessages(ctx, { app, deliverEvent }),
    ...createMemberClicks(ctx, { app, responses }),
    ...createMemberViews(ctx, { app }),
    commands: () => options.commands ?? [],
    shortcuts: () => options.shortcuts ?? [],
    envelope: (event) => buildEnvelope(ctx, event),
    deliver: (body, delivery) => app.send(eventRequest(body as Json), delivery),
    deliverEvent,
    openHome: (userId, tab = 'messages') =>
      deliverEvent({
        type: 'app_home_opened',
        user: userId,
        channel: directChannelOf(userId),
        tab,
        event_ts: ctx.nextTs(),
        ...(tab === 'home' && ctx.views.home(userId) ? { view: ctx.views.home(userId) } : {}),
      }),
    messages: async (channel, threadTs) =>
      threadTs ? ctx.messages.thread(channel, threadTs) : ctx.messages.all(channel),
    ...createPostedFiles(ctx),
    ephemerals: ctx.ephemerals.of,
    views: ctx.views.stackOf,
    homeView: ctx.views.home,
    suggestedPrompts: ctx.threads.prompts,
    status: ctx.threads.status,
    session: ctx.threads.session,
    stopSession: ({ as, channel, threadTs }) =>
      deliverEvent({
        type: 'agent_session_stopped',
        user: as,
        channel,
        thread_ts: threadTs,
        streaming_message_ts: [],
        event_ts: ctx.nextTs(),
      }),
    calls: (method) => api.calls.filter((call) => method === undefined || call.method === method),
    clearCalls: () => void api.calls.splice(0),
    fault: api.fault,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    sockets: sockets.count,
    acks: sockets.acks,
    dropSockets: sockets.drop,
    async close() {
      sockets.close();
      await api.close();
      http.close();
    },
  };
}

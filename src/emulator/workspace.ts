import { systemClock } from '../clock.ts';
import { createMovingClock } from './clock/moving-clock.ts';
import { createTimeJumps } from './clock/time-jumps.ts';
import type { ApiContext } from './context.ts';
import { directChannelOf, IDENTITY, startEmulatedSlack, userToken } from './emulated-slack.ts';
import {
  buildChangedEvent,
  buildEnvelope,
  buildMessageEvent,
  eventTimestamp,
} from './events/message-events.ts';
import { createMemberInteractions } from './members/member-clicks.ts';
import { createMemberActions } from './members/member-messages.ts';
import { createMemberViews } from './members/member-views.ts';
import { BOT_SCOPES } from './methods/scopes.ts';
import { startApiServer } from './server/api-server.ts';
import { createAppLink, eventRequest } from './server/app-link.ts';
import { createHttpClient } from './server/http.ts';
import { createResponseUrls } from './server/response-urls.ts';
import { createSocketServer } from './server/socket-server.ts';
import { createDirectory } from './state/directory.ts';
import { createFiles } from './state/files.ts';
import { createMessageLog } from './state/messages.ts';
import { createViews } from './state/views.ts';
import type { Json, SlackMessage, Workspace, WorkspaceChange, WorkspaceOptions } from './workspace-types.ts';

/** A Slack workspace on this computer: people, channels, the Web API, signed events, Socket Mode. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const http = createHttpClient(systemClock);
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const emit = (change: WorkspaceChange) => {
    for (const listener of listeners) listener(change);
  };
  const clock = createMovingClock({ ...systemClock, ...options.clock });
  const directory = createDirectory(options, clock);
  const callAsBot = (method: string, body: Json) => api.call(IDENTITY.botToken, method, body);
  const responses = createResponseUrls(() => context, callAsBot);
  const api = await startApiServer({
    port: options.port ?? 0,
    clock: systemClock,
    scopes: options.scopes ?? BOT_SCOPES,
    respond: responses.respond,
  });
  const slack = await startEmulatedSlack({ options, http, clock, publicOrigin: api.origin });
  const sockets = createSocketServer(api.server, { appId: IDENTITY.appId, clock: systemClock });
  const link = createAppLink({ http, sockets, clock: systemClock });

  const context: ApiContext = {
    slack,
    clock,
    directory,
    log: createMessageLog(),
    ephemerals: [],
    views: createViews(emit, systemClock),
    statuses: new Map(),
    prompts: new Map(),
    origin: () => api.origin,
    openSocketUrl: () => sockets.openUrl(api.origin),
    emit,
  };
  api.serve(context);

  const envelope = (event: Json) => {
    const channel = typeof event.channel === 'string' ? event.channel : '';
    return buildEnvelope(event, { isShared: directory.isShared(channel), clock });
  };
  const deliverEvent: Workspace['deliverEvent'] = async (event, delivery) => {
    const request = eventRequest(envelope(event));
    let last = await link.send(request, delivery);
    for (const [index, delay] of (options.retryDelaysMs ?? []).entries()) {
      if (last.status >= 200 && last.status < 300) break;
      await clock.sleep(delay);
      const retryReason = last.error === 'timeout' ? 'http_timeout' : (last.error ?? 'http_error');
      last = await link.send(request, { ...delivery, retryNum: index + 1, retryReason });
    }
    return last;
  };
  const actions = createMemberActions({ context, api, link, deliverEvent });
  const interactions = createMemberInteractions({ context, link, responses });
  const submissions = createMemberViews({ context, link, callAsBot });
  if (options.echoBotMessages) listeners.add(echo);

  const previous = new Map<string, SlackMessage>();
  function echo(change: WorkspaceChange) {
    if (!('message' in change) || change.message.user !== IDENTITY.botUserId || !link.isConnected()) return;
    const { channel, message } = change;
    const before = previous.get(`${channel}:${message.ts}`) ?? message;
    previous.set(`${channel}:${message.ts}`, message);
    if (change.type === 'message_posted') void deliverEvent(buildMessageEvent(directory, channel, message));
    if (change.type === 'message_changed') {
      const ts = eventTimestamp(clock);
      void deliverEvent(buildChangedEvent(directory, channel, { message, previous: before, ts }));
    }
  }

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
    teamName: options.teamName ?? 'Rapport',
    users: directory.people,
    channels: directory.channels,
    slackUser: (id) => directory.slackUser(id),
    updateUser(id, patch) {
      const user = directory.updateUser(id, patch);
      context.emit({ type: 'user_changed', user });
      return user;
    },
    directChannel: (userId) => directChannelOf(directory.getUser(userId).id),
    userToken,
    connect: link.connect,
    disconnect: link.disconnect,
    ...actions,
    ...interactions,
    ...submissions,
    commands: () => options.commands ?? [],
    envelope,
    deliver: (body, delivery) => link.send(eventRequest(body as Json), delivery),
    deliverEvent,
    openHome: (userId, tab = 'messages') =>
      deliverEvent({
        type: 'app_home_opened',
        user: userId,
        channel: directChannelOf(userId),
        tab,
        event_ts: eventTimestamp(clock),
        ...(tab === 'home' && context.views.home(userId) ? { view: context.views.home(userId) } : {}),
      }),
    messages: async (channel, threadTs) =>
      threadTs ? context.log.thread(channel, threadTs) : context.log.all(channel),
    ...createFiles(context),
    ephemerals: (userId) => context.ephemerals.filter(({ user }) => user === userId),
    views: context.views.stackOf,
    homeView: context.views.home,
    suggestedPrompts: (channel) => context.prompts.get(channel) ?? [],
    status: (channel, threadTs = '') => context.statuses.get(`${channel}:${threadTs}`) ?? '',
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
      await slack.close();
      http.close();
    },
  };
}

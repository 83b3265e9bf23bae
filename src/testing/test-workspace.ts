import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogLevel, WebClient } from '@slack/web-api';
import { BOT_SCOPES } from '../emulator/methods/scopes.ts';
import { readAll } from '../emulator/server/http-client.ts';
import { signatureOf } from '../emulator/server/signing.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Json, WorkspaceOptions, WorkspaceUser } from '../emulator/workspace-types.ts';

type Received = { headers: IncomingMessage['headers']; body: Json };

/** The smallest app: believes only signed requests, remembers them, answers what it is told to. */
async function startEndpoint(secret: string) {
  const received: Received[] = [];
  let respond = (_body: Json): { status?: number; body?: string } => ({});
  const server = createServer(async (request, response) => {
    const raw = (await readAll(request)).toString();
    const timestamp = Number(request.headers['x-slack-request-timestamp']);
    if (request.headers['x-slack-signature'] !== signatureOf(secret, timestamp, raw)) {
      response.writeHead(401).end();
      return;
    }
    const form = new URLSearchParams(raw);
    const isForm = request.headers['content-type']?.includes('urlencoded');
    const sent = isForm ? (form.get('payload') ?? JSON.stringify(Object.fromEntries(form))) : raw;
    const body = JSON.parse(sent) as Json;
    received.push({ headers: request.headers, body });
    const { status = 200, body: text = '' } = respond(body);
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received,
    answer: (next: (body: Json) => { status?: number; body?: string }) => {
      respond = next;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const person = (id: string, name: string, timeZone: string): WorkspaceUser => ({
  id,
  name,
  realName: `${name[0]?.toUpperCase()}${name.slice(1)} Test`,
  email: `${name}@rapport.test`,
  timeZone,
});

/** A small workspace with an endpoint that listens, for this folder's tests. */
export async function startTestWorkspace(more: Partial<WorkspaceOptions> = {}) {
  const workspace = await createWorkspace({
    users: [
      person('U0ANA', 'ana', 'Europe/Lisbon'),
      person('U0BO', 'bo', 'Asia/Tokyo'),
      { ...person('U0GUEST', 'guest', 'UTC'), isUltraRestricted: true },
      { ...person('U0PARTNER', 'partner', 'UTC'), teamId: 'T0PARTNER', isStranger: true },
    ],
    channels: [
      { id: 'C0SALES', name: 'sales', members: ['U0ANA', 'U0BO', 'U0GUEST'] },
      { id: 'C0RANDOM', name: 'random', botAbsent: true },
      { id: 'C0DEAL', name: 'deal-room', isPrivate: true, members: ['U0ANA'] },
      { id: 'C0SHARED', name: 'with-partner', members: ['U0ANA', 'U0BO', 'U0PARTNER'] },
    ],
    // The app of this repository marks no messages and asks nothing about direct messages; others do.
    scopes: [...BOT_SCOPES, 'im:read', 'reactions:write'],
    ...more,
  });
  const web = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  const endpoint = await startEndpoint(workspace.signingSecret);
  workspace.connect(endpoint.url);
  return {
    workspace,
    web,
    endpoint,
    events: () => endpoint.received.map(({ body }) => body.event as Json),
    /** Forget what came before and listen again. */
    reset() {
      endpoint.received.length = 0;
      endpoint.answer(() => ({}));
      workspace.connect(endpoint.url);
    },
    async close() {
      await endpoint.close();
      await workspace.close();
    },
  };
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

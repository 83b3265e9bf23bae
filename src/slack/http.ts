import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HTTPModuleFunctions as bolt, type HTTPReceiver } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { System } from '../context.ts';
import { messageOf } from '../errors.ts';
import { createRepeatedTrouble } from '../repeated-trouble.ts';
import { VERSION } from '../version.ts';
import { type Connections, limitConnections } from './connections.ts';
import { slackLogger } from './logger.ts';
import { SLACK_POLICY } from './policy.ts';
import type { Readiness } from './readiness.ts';

const SLACK_PATH = '/slack/events';
/** The types of requests that bring events; Bolt would not answer the second. */
const EVENTS: ReadonlySet<unknown> = new Set(['event_callback', 'app_rate_limited']);

type Listening = {
  port: number;
  /** All addresses of this computer when left out. */
  host?: string | undefined;
  ready(): Promise<Readiness>;
  /** Writes the numbers for those who watch Rapport; left out, there are none to see. */
  metrics?: Metrics | undefined;
  /** How slow a client may be; as the policy says when left out. */
  sockets?: Sockets | undefined;
  /** Left out in Socket Mode: then there are only the probes. */
  slack?: {
    signingSecret: string;
    /** Takes in an event; false when Slack should send it again. */
    takeEvent(body: unknown): Promise<boolean>;
    receiver: HTTPReceiver;
  };
};

/** Numbers as text, and of which type the text is. */
export type Metrics = () => Promise<{ type: string; text: string }>;

/** How long connections are waited for, in milliseconds, and how many there may be. */
export type Sockets = Readonly<Record<keyof typeof SLACK_POLICY.sockets, number>>;

export type HttpServer = { port: number; close(): Promise<void> };

/**
 * Serves POST /slack/events, the probes, and the numbers. An event is acknowledged when its inbox row is committed, and not before;
 * commands and interactions go to Bolt's receiver. Errors: 401 for a bad signature, 500 when an event could not be
 * stored, so that Slack sends it again.
 */
export async function listen(
  ctx: System,
  { port, host, ready, metrics, slack, sockets = SLACK_POLICY.sockets }: Listening,
): Promise<HttpServer> {
  const { clock } = ctx;
  const failing = createRepeatedTrouble(ctx, { failed: 'request failed', level: 'error' });
  const refused = createRepeatedTrouble(ctx, { failed: 'request refused' });
  const logger = slackLogger(ctx);
  const { mostConnections, ...timeouts } = sockets;
  const server = createServer(timeouts, (request, response) => {
    route(request, response).catch((error) => {
      failing.failed(messageOf(error));
      if (!response.headersSent) respond(response, 500);
    });
  });

  const connections = limitConnections(server, mostConnections);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (path === SLACK_PATH && request.method === 'POST' && slack) return receive(request, response, slack);
    if (path === '/healthz') return respond(response, 200, 'up\n');
    if (path === '/readyz') return readiness(response);
    if (path === '/metrics' && metrics && !isForwarded(request)) {
      const { type, text } = await metrics();
      return respond(response, 200, text, type);
    }
    return respond(response, 404);
  }

  async function readiness(response: ServerResponse): Promise<void> {
    const { state, why } = await ready();
    const words = why.length > 0 ? `${state}: ${why.join('; ')}` : state;
    respond(response, state === 'not ready' ? 503 : 200, `${words}\nversion ${VERSION}\n`);
  }

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    { signingSecret, takeEvent, receiver }: NonNullable<Listening['slack']>,
  ): Promise<void> {
    const verified = await verify(request, signingSecret);
    if ('status' in verified) return respond(response, verified.status);
    const { body } = verified;
    if (!isRecord(body)) return respond(response, 400);
    if (!EVENTS.has(body.type)) return receiver.requestListener(request, response);
    const isTaken = await takeEvent(body);
    failing.worked();
    respond(response, isTaken ? 200 : 503);
  }

  async function verify(
    request: IncomingMessage,
    signingSecret: string,
  ): Promise<{ body: unknown } | { status: number }> {
    try {
      const buffered = await bolt.parseAndVerifyHTTPRequest(
        { signingSecret, bodyLimit: SLACK_POLICY.requests.mostBytes, logger },
        request,
      );
      return { body: bolt.parseHTTPRequestBody(buffered) };
    } catch (error) {
      if (bolt.isRawBodyError(error)) return { status: 413 };
      refused.failed(messageOf(error));
      return { status: error instanceof SyntaxError ? 400 : 401 };
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
  });
  return { port: addressOf(server), close: () => close(server, { clock, connections }) };
}

/** Whether a body is what Slack sends: an object. A signed `null` or list is nothing that Bolt expects. */
function isRecord(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** Whether a request came through a proxy, such as the one through which Slack calls: who watches Rapport asks it directly. */
function isForwarded({ headers }: IncomingMessage): boolean {
  return ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some((name) => name in headers);
}

function respond(
  response: ServerResponse,
  status: number,
  text?: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, text ? { 'content-type': type } : {});
  response.end(text);
}

function addressOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function close(
  server: Server,
  { clock, connections }: { clock: Clock; connections: Connections },
): Promise<void> {
  server.closeIdleConnections();
  connections.closeSilent();
  // Who is still sending after that will send again.
  const cutOff = clock.setTimeout(() => server.closeAllConnections(), SLACK_POLICY.connecting.closeWithinMs);
  return new Promise((resolve) =>
    server.close(() => {
      cutOff.clear();
      resolve();
    }),
  );
}

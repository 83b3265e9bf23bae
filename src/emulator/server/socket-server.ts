import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../clock.ts';
import { isJson, parseJsonObject } from '../json.ts';
import { SLACK } from '../slack-policies.ts';
import type { Delivery, DeliveryOptions, Json, SignedRequest } from '../workspace-types.ts';

const SOCKET_PATH = '/link/';

type Ack = { envelopeId: string; payload: Json; at: number };
export type SocketServer = ReturnType<typeof createSocketServer>;

/** Socket Mode as Slack speaks it: hello, envelopes, acknowledgements, and a polite disconnect. */
export function createSocketServer(server: Server, { appId, clock }: { appId: string; clock: Clock }) {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: Json) => void>();
  const acks: Ack[] = [];
  let turn = 0;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== SOCKET_PATH || !tickets.delete(url.searchParams.get('ticket') ?? '')) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, welcome);
  });

  function welcome(socket: WebSocket) {
    const pings = clock.setInterval(() => socket.ping(), SLACK.pingEveryMs);
    socket.on('close', pings.clear);
    socket.on('message', (data) => acknowledge(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.clients.size,
        connection_info: { app_id: appId },
        debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
  }

  function acknowledge(text: string) {
    const message = parseJsonObject(text);
    if (!message || typeof message.envelope_id !== 'string') return;
    const payload = isJson(message.payload) ? message.payload : {};
    acks.push({ envelopeId: message.envelope_id, payload, at: clock.now().getTime() });
    waiting.get(message.envelope_id)?.(payload);
  }

  /** Slack gives each envelope to one connection only. */
  function send(request: SignedRequest, options: DeliveryOptions): Promise<Delivery> {
    const open = [...sockets.clients].filter((socket) => socket.readyState === socket.OPEN);
    const socket = open[turn++ % Math.max(open.length, 1)];
    if (!socket) return Promise.resolve({ status: 0, body: '', error: 'connection_failed' });
    const envelopeId = randomUUID();
    const isEvent = request.kind === 'events_api';
    return new Promise((resolve) => {
      const settle = (delivery: Delivery) => {
        timer.clear();
        waiting.delete(envelopeId);
        socket.off('close', onClose);
        resolve(delivery);
      };
      const onClose = () => settle({ status: 0, body: '', error: 'connection_failed' });
      const timer = clock.setTimeout(
        () => settle({ status: 0, body: '', error: 'timeout' }),
        options.timeoutMs ?? SLACK.ackWithinMs,
      );
      waiting.set(envelopeId, (payload) =>
        settle({ status: 200, body: Object.keys(payload).length > 0 ? JSON.stringify(payload) : '' }),
      );
      socket.on('close', onClose);
      socket.send(
        JSON.stringify({
          envelope_id: envelopeId,
          type: request.kind,
          payload: request.payload,
          accepts_response_payload: !isEvent,
          ...(isEvent
            ? { retry_attempt: options.retryNum ?? 0, retry_reason: options.retryReason ?? '' }
            : {}),
        }),
      );
    });
  }

  return {
    send,
    acks: () => [...acks],
    count: () => sockets.clients.size,
    /** The address that `apps.connections.open` hands out: good for one connection. */
    openUrl(origin: string) {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${origin.replace('http:', 'ws:')}${SOCKET_PATH}?ticket=${ticket}&app_id=${appId}`;
    },
    drop(how: 'disconnect' | 'cut') {
      for (const socket of sockets.clients) {
        if (how === 'cut') socket.terminate();
        else
          socket.send(
            JSON.stringify({
              type: 'disconnect',
              reason: 'refresh_requested',
              debug_info: { host: 'local' },
            }),
          );
      }
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

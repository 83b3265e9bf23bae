import type { Clock } from '../../clock.ts';
import { IDENTITY } from '../ids.ts';
import { SLACK } from '../slack-policies.ts';
import type { Delivery, DeliveryOptions, Json, SignedRequest } from '../workspace-types.ts';
import type { HttpClient } from './http-client.ts';
import { signatureOf } from './signing.ts';
import type { SocketServer } from './socket-server.ts';

export type AppConnection = ReturnType<typeof createAppConnection>;

type Ways = {
  http: HttpClient;
  sockets: SocketServer;
  /** The clock of this computer, by which requests are signed, whatever time it is in the workspace. */
  clock: Clock;
  /** Whether the app is being started, and will be connected. */
  isStarting: boolean;
};

/** Sends requests to the app: by signed HTTP to its endpoint, or through an open socket. */
export function createAppConnection({ http, sockets, clock, isStarting }: Ways) {
  let endpoint: string | undefined;
  let endStart = () => {};
  let start = isStarting ? new Promise<void>((resolve) => (endStart = resolve)) : undefined;

  async function post(url: string, request: SignedRequest, options: DeliveryOptions): Promise<Delivery> {
    const timestamp = options.timestamp ?? Math.floor(clock.now().getTime() / 1000);
    const secret = options.badSignature ? 'not-the-secret' : IDENTITY.signingSecret;
    try {
      const answer = await http.send({
        url,
        headers: {
          'content-type': request.contentType,
          'content-length': String(Buffer.byteLength(request.body)),
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': String(timestamp),
          'x-slack-signature': signatureOf(secret, timestamp, request.body),
          ...(options.retryNum === undefined
            ? {}
            : {
                'x-slack-retry-num': String(options.retryNum),
                'x-slack-retry-reason': options.retryReason ?? 'http_error',
              }),
        },
        body: request.body,
        timeoutMs: options.timeoutMs ?? SLACK.ackWithinMs,
      });
      return { status: answer.status, body: answer.body.toString() };
    } catch (error) {
      const isTimeout = error instanceof Error && error.message === 'timeout';
      return { status: 0, body: '', error: isTimeout ? 'timeout' : 'connection_failed' };
    }
  }

  return {
    connect(url: string) {
      endpoint = url;
      start = undefined;
      endStart();
    },
    disconnect() {
      endpoint = undefined;
    },
    /** Settles when the app that is being started is connected; undefined where none is. */
    start: () => start,
    /** Whether there is an app, or will be. */
    hasApp: () => start !== undefined || endpoint !== undefined || sockets.count() > 0,
    send(request: SignedRequest, options: DeliveryOptions = {}): Promise<Delivery> {
      return endpoint ? post(endpoint, request, options) : sockets.send(request, options);
    },
  };
}

export function eventRequest(envelope: Json): SignedRequest {
  return {
    kind: 'events_api',
    contentType: 'application/json',
    body: JSON.stringify(envelope),
    payload: envelope,
  };
}

export function interactionRequest(payload: Json): SignedRequest {
  return {
    kind: 'interactive',
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
    payload,
  };
}

export function commandRequest(payload: Record<string, string>): SignedRequest {
  return {
    kind: 'slash_commands',
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(payload).toString(),
    payload,
  };
}

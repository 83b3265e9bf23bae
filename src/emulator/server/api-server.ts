import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../clock.ts';
import type { Actor, EmulatorContext } from '../context.ts';
import type { ApiCall, FaultAction, FaultPlan } from '../faults.ts';
import { IDENTITY, userToken } from '../ids.ts';
import { parseJsonObject } from '../json.ts';
import { callMethod } from '../methods/call-method.ts';
import { refuse } from '../methods/method.ts';
import type { Json } from '../workspace-types.ts';
import { downloadFile, receiveUpload } from './file-transfer.ts';
import { readAll } from './http-client.ts';

// WebClient sends everything as a form; these arrive as JSON inside it.
const STRUCTURED = ['blocks', 'attachments', 'message', 'metadata', 'view', 'files', 'prompts'];

type Options = {
  port: number;
  /** The clock of this computer, which dates calls, whatever time it is in the workspace. */
  clock: Clock;
  respond: (id: string, body: Json) => { status: number; body: string };
};

/** The door the app knocks on: Slack's API, response URLs and uploads, with faults on request. */
export async function startApiServer(ctx: EmulatorContext, options: Options) {
  const calls: ApiCall[] = [];
  const plans: FaultPlan[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      answer(response, { status: 500, body: error instanceof Error ? error.message : 'failed' });
    });
  });
  server.keepAliveTimeout = 60_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', origin);
    const raw = await readAll(request);
    const [, area = '', ...rest] = url.pathname.split('/');
    const token = tokenOf(request);
    const method = area === 'api' ? rest.join('/') : AREA_METHODS[area];
    if (!method) return answer(response, { status: 404, body: 'not found' });
    const body = method === 'files.upload' ? {} : parseBody(request, url, raw);
    const actor = actorOf(token ?? (typeof body.token === 'string' ? body.token : ''));
    const call: ApiCall = {
      method,
      body,
      at: options.clock.now().getTime(),
      ...(actor ? { user: actor.id } : {}),
    };
    calls.push(call);

    const fault = plans.map((plan) => plan(call)).find((action) => action && action !== 'pass') ?? 'pass';
    if (fault === 'hang') return;
    if (fault === 'drop-before') return request.socket.destroy();
    if (typeof fault === 'object') return answer(response, faultAnswer(fault));
    const result = await work(area, rest, { request, raw, token, body, method });
    if (fault === 'drop-after') return request.socket.destroy();
    return answer(response, result);
  }

  type Work = {
    request: IncomingMessage;
    raw: Buffer;
    token: string | undefined;
    body: Json;
    method: string;
  };

  async function work(area: string, rest: string[], input: Work): Promise<Answer> {
    const { request, raw, token, body } = input;
    if (area === 'actions') return options.respond(rest.at(-1) ?? '', body);
    if (area === 'upload') {
      return receiveUpload(ctx, { id: rest.at(-1) ?? '', type: request.headers['content-type'], raw });
    }
    if (area === 'files-pri') return downloadFile(ctx, { id: rest[0] ?? '', actor: actorOf(token ?? '') });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': ctx.scopes.join(','),
    };
    return { status: 200, headers, body: JSON.stringify(run(input)) };
  }

  function run({ method, body, token }: Work): Json {
    const { token: bodyToken, ...args } = body;
    const given = token ?? (typeof bodyToken === 'string' ? bodyToken : '');
    if (!given) return refuse('not_authed');
    if (given === IDENTITY.appToken) {
      return method === 'apps.connections.open'
        ? { ok: true, url: ctx.openSocketUrl() }
        : refuse('not_allowed_token_type');
    }
    const actor = actorOf(given);
    if (!actor) return refuse('invalid_auth');
    if (method === 'apps.connections.open') return refuse('not_allowed_token_type');
    if (ctx.directory.getUser(actor.id).deleted) return refuse('account_inactive');
    return callMethod(ctx, { actor, method, body: args });
  }

  function actorOf(token: string): Actor | undefined {
    if (token === IDENTITY.botToken) return { kind: 'bot', id: IDENTITY.botUserId };
    const user = ctx.directory.people().find(({ id }) => userToken(id) === token);
    return user && { kind: 'user', id: user.id };
  }

  return {
    origin,
    server,
    calls,
    fault(plan: FaultPlan) {
      plans.push(plan);
      return () => {
        const index = plans.indexOf(plan);
        if (index >= 0) plans.splice(index, 1);
      };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const AREA_METHODS: Record<string, string> = {
  actions: 'response_url',
  upload: 'files.upload',
  'files-pri': 'files.download',
};

function tokenOf(request: IncomingMessage): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim();
}

function parseBody(request: IncomingMessage, url: URL, raw: Buffer): Json {
  const text = raw.toString();
  if ((request.headers['content-type'] ?? '').includes('json')) return parseJsonObject(text) ?? {};
  const body: Json = {
    ...Object.fromEntries(url.searchParams),
    ...Object.fromEntries(new URLSearchParams(text)),
  };
  for (const field of STRUCTURED) {
    const value = body[field];
    if (typeof value === 'string' && /^\s*[[{]/.test(value)) body[field] = parseAny(value);
  }
  return body;
}

function parseAny(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Answer = { status: number; headers?: Record<string, string>; body: string | Buffer };

function faultAnswer(fault: Exclude<FaultAction, string>): Answer {
  const isText = fault.body === undefined || typeof fault.body === 'string';
  return {
    status: fault.status,
    headers: { ...(isText ? {} : { 'content-type': 'application/json' }), ...fault.headers },
    body: typeof fault.body === 'object' ? JSON.stringify(fault.body) : (fault.body ?? ''),
  };
}

function answer(response: ServerResponse, { status, headers, body }: Answer) {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

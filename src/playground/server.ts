import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJsonObject } from '../emulator/json.ts';
import { readAll } from '../emulator/server/http-client.ts';
import { buildPage } from './build-page.ts';
import { answerPage, findDownload } from './page-api.ts';
import { describeChange } from './page-state.ts';
import { PAGE, type PlaygroundOptions } from './page-types.ts';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Serves the workspace as a web page, to this computer only. */
export async function startPlayground(
  options: PlaygroundOptions,
): Promise<{ url: string; close: () => Promise<void> }> {
  const files = await buildPage();
  const streams = new Set<ServerResponse>();
  const stopListening = options.workspace.onChange((change) => {
    const line = `data: ${JSON.stringify(describeChange(change))}\n\n`;
    for (const stream of streams) stream.write(line);
  });

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse) {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const refusal = refuseForeign(request, port());
    if (refusal) return send(response, 403, { error: refusal });
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/api/changes') return stream(request, response);
    if (url.pathname === '/api/file') return download(url, response);
    if (!url.pathname.startsWith('/api/')) return serveFile(url.pathname, response);
    const body = await readBody(request);
    if (body === 'too-large') return send(response, 413, { error: 'That is too much text.' });
    const answer = await answerPage(options, {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      body,
    });
    send(response, answer.status, answer.body);
  }

  function serveFile(path: string, response: ServerResponse) {
    const file = files.get(path === '/' ? '/index.html' : path);
    if (!file) return send(response, 404, { error: 'There is nothing here.' });
    response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-store' });
    response.end(file.body);
  }

  async function download(url: URL, response: ServerResponse) {
    const file = await findDownload(options, Object.fromEntries(url.searchParams));
    if (!file) return send(response, 404, { error: 'There is no such file.' });
    const plainName = file.name.replace(/[^\w .-]/g, '_');
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${plainName}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'cache-control': 'no-store',
    });
    response.end(file.body);
  }

  function stream(request: IncomingMessage, response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': connected\n\n');
    streams.add(response);
    request.on('close', () => streams.delete(response));
  }

  const port = () => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });

  return {
    url: `http://localhost:${port()}`,
    async close() {
      stopListening();
      for (const open of streams) open.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Another site's page must neither read this one through a rebound name nor post to it. */
function refuseForeign(request: IncomingMessage, port: number): string | undefined {
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  if (!hosts.includes(request.headers.host ?? '')) return 'Open this page as http://localhost.';
  const { origin } = request.headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return 'Another site sent this.';
  // Following a link from a README to this page is fine; fetching from elsewhere is not.
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && request.method === 'GET';
  if (request.headers['sec-fetch-site'] === 'cross-site' && !isNavigation) return 'Another site sent this.';
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  return request.headers['content-type'] === 'application/json' ? undefined : 'This takes JSON only.';
}

async function readBody(request: IncomingMessage) {
  if (Number(request.headers['content-length'] ?? 0) > PAGE.requestBytes) return 'too-large';
  const raw = await readAll(request);
  if (raw.length > PAGE.requestBytes) return 'too-large';
  return parseJsonObject(raw.toString()) ?? {};
}

function send(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { systemClock } from '../clock.ts';
import type { ModelRequest, Script } from './model-script.ts';
import { lenientProvider } from './providers/lenient.ts';
import { isWire, type Provider, type Wire } from './providers/provider.ts';

export type ModelServer = {
  baseUrl: string;
  requests: ModelRequest[];
  /** The refusals of the provider so far, word for word. */
  refused: unknown[];
  script(next: Script): void;
  close(): Promise<void>;
};

/** A server on a free port of this computer that behaves as a provider does, and says what a script tells it. */
export async function startModelServer(
  script: Script,
  { delayMs = 0, provider = lenientProvider() }: { delayMs?: number; provider?: Provider } = {},
): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const refused: unknown[] = [];
  let current = script;
  const asked = provider.speaks === 'responses' ? '/responses' : '/chat/completions';

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const parsed: unknown = text ? JSON.parse(text) : {};
    const body = isWire(parsed) ? parsed : {};
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    if (path === `${provider.base}${asked}`) return answer({ query, request, body }, response);
    const told = provider.about?.(request.method ?? 'GET', path, body);
    send(response, told === undefined ? 404 : 200, told ?? { error: { message: 'Not Found' } });
  }

  async function answer(
    { query, request, body }: { query: URLSearchParams; request: IncomingMessage; body: Wire },
    response: ServerResponse,
  ): Promise<void> {
    const { 'api-key': apiKey, authorization } = request.headers;
    const headers = { authorization, 'api-key': apiKey ? String(apiKey) : undefined };
    const refusal = provider.check({ query, headers, body });
    if (refusal) {
      refused.push(refusal.body);
      return send(response, refusal.status, refusal.body, refusal.headers);
    }
    const read = provider.read(body);
    requests.push(read);
    if (delayMs > 0) await systemClock.sleep(delayMs);
    const said = await current(read);
    if ('hang' in said) return;
    if ('drop' in said) {
      response.destroy();
      return;
    }
    if ('status' in said) {
      const scripted = said.body ?? { error: { message: 'scripted', type: 'scripted' } };
      return send(response, said.status, scripted, said.headers);
    }
    send(response, 200, 'raw' in said ? said.raw : provider.answer(said, body));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}${provider.base}${provider.query ?? ''}`,
    requests,
    refused,
    script: (next) => {
      current = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Text as it is, anything else as JSON. */
function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

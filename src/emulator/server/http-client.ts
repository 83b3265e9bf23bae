import { Agent, type IncomingMessage, request } from 'node:http';

import type { Clock } from '../../clock.ts';

export type HttpAnswer = { status: number; headers: Record<string, string>; body: Buffer };

export type HttpRequest = {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  timeoutMs?: number;
};

/** One keep-alive client per workspace: thousands of small requests to two local servers. */
export function createHttpClient(clock: Clock) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  function send(input: HttpRequest, isRetry = false): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        input.url,
        { agent, method: input.method ?? 'POST', headers: input.headers ?? {} },
        (answer) => {
          readAll(answer).then(
            (body) =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: Object.fromEntries(
                  Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
                ),
                body,
              }),
            reject,
          );
        },
      );
      if (input.timeoutMs !== undefined) {
        const timer = clock.setTimeout(() => outgoing.destroy(new Error('timeout')), input.timeoutMs);
        outgoing.on('close', timer.clear);
      }
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection just as we took it from the pool: nothing was read, ask again.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET' && !isRetry) resolve(send(input, true));
        else reject(error);
      });
      outgoing.end(input.body);
    });
  }

  return { send, close: () => agent.destroy() };
}

export type HttpClient = ReturnType<typeof createHttpClient>;

export async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

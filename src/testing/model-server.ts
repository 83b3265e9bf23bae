import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { systemClock } from '../clock.ts';

/** What a Chat Completions request says, as far as scripts look at it. */
export type ModelRequest = {
  /** What the person said: the last part of the last user message. */
  said: string;
  /** Results of this run's tool calls so far, oldest first. */
  results: unknown[];
  messages: { role: string; content: unknown; tool_calls?: unknown }[];
  tools: { name: string; parameters: Record<string, unknown> }[];
};

export type ScriptedCall = { name: string; input: unknown; id?: string };

/** What the scripted model does with one request. */
export type ModelAnswer =
  | { text: string }
  | { calls: ScriptedCall[]; text?: string }
  | { status: number; body?: string; headers?: Record<string, string> }
  /** Any bytes with status 200. */
  | { raw: string }
  | { hang: true }
  | { drop: true };

export type Script = (request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>;

export type ModelServer = {
  baseUrl: string;
  requests: ModelRequest[];
  script(next: Script): void;
  close(): Promise<void>;
};

/** An OpenAI-compatible server on a free port of this computer that answers as a script tells it. */
export async function startModelServer(script: Script, { delayMs = 0 } = {}): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  let current = script;
  let count = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const read = readRequest(JSON.parse(Buffer.concat(chunks).toString()));
    requests.push(read);
    if (delayMs > 0) await systemClock.sleep(delayMs);
    const said = await current(read);
    if ('hang' in said) return;
    if ('drop' in said) {
      response.destroy();
      return;
    }
    if ('status' in said) {
      response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
      response.end(said.body ?? JSON.stringify({ error: { message: 'scripted', type: 'scripted' } }));
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    count += 1;
    response.end('raw' in said ? said.raw : JSON.stringify(completion(said, count)));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    script: (next) => {
      current = next;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Body = {
  messages: ModelRequest['messages'];
  tools?: { function: { name: string; parameters: Record<string, unknown> } }[];
};

function readRequest({ messages, tools = [] }: Body): ModelRequest {
  const spoken = messages.findLast(({ role }) => role === 'user');
  const results = messages.flatMap(({ role, content }) =>
    role === 'tool' && typeof content === 'string' ? [JSON.parse(content)] : [],
  );
  return { said: textOf(spoken?.content), results, messages, tools: tools.map((tool) => tool.function) };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content.at(-1) as { text?: string } | undefined)?.text ?? '';
}

function completion(said: { text?: string; calls?: ScriptedCall[] }, count: number) {
  const calls = said.calls ?? [];
  return {
    id: `chatcmpl-${count}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'scripted',
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
        message: {
          role: 'assistant',
          content: said.text ?? null,
          ...(calls.length > 0
            ? {
                tool_calls: calls.map(({ name, input, id }, at) => ({
                  id: id ?? `call_${count}_${at}`,
                  type: 'function',
                  function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
                })),
              }
            : {}),
        },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}

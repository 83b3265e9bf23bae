import { createServer } from 'node:http';

/** A server of a language model that answers “Fine.” at once, over Chat Completions. */
export async function startModelStub(): Promise<{ baseUrl: string; close(): void }> {
  const answer = JSON.stringify({
    id: 'chat-1',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Fine.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    baseUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

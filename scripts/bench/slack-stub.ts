import { createServer } from 'node:http';

/** The bare minimum of Slack's Web API, answering at once; tells about every posted message. */
export async function startSlackStub(
  onPost: (body: string) => void,
  more: Record<string, (params: URLSearchParams) => object> = {},
): Promise<{ apiUrl: string; close(): void }> {
  const answers: Record<string, object> = {
    'auth.test': { ok: true, user_id: 'UBOT', bot_id: 'BBOT', team_id: 'T1', url: 'x', team: 'x', user: 'x' },
    'users.info': {
      ok: true,
      user: { id: 'U1', team_id: 'T1', name: 'one', real_name: 'One', tz: 'UTC', profile: {} },
    },
    'chat.postMessage': { ok: true, channel: 'D1', ts: '1.1', message: {} },
  };
  const server = createServer((request, response) => {
    const method = request.url?.split('/').at(-1) ?? '';
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (method === 'chat.postMessage') onPost(body);
      response.writeHead(200, { 'content-type': 'application/json' });
      const answer = more[method]?.(new URLSearchParams(body)) ?? answers[method];
      response.end(JSON.stringify(answer ?? { ok: true, messages: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

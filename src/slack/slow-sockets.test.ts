import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { HTTPReceiver } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { type HttpServer, listen, type Sockets } from './http.ts';
import { SLACK_POLICY } from './policy.ts';

const SECRET = 'secret';
const NO_HEADERS = '';
const HALF_HEADERS = 'POST /slack/events HTTP/1.1\r\nhost: rapport\r\ncontent-le';
const HALF_BODY = 'POST /slack/events HTTP/1.1\r\nhost: rapport\r\ncontent-length: 100\r\n\r\n{"type":';
const WHOLE = 'GET /healthz HTTP/1.1\r\nhost: rapport\r\n\r\n';
const SLOW = [NO_HEADERS, HALF_HEADERS, HALF_BODY];

let server: HttpServer;
const opened: Socket[] = [];

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await server.close();
});

async function serve(sockets: Partial<Sockets> = {}) {
  const { system } = createTeam(await DIALECTS.sqlite());
  server = await listen(system, {
    port: 0,
    host: '127.0.0.1',
    ready: async () => ({ state: 'ready', why: [] }),
    sockets: { ...SLACK_POLICY.sockets, ...sockets },
    slack: {
      signingSecret: SECRET,
      takeEvent: async () => true,
      receiver: new HTTPReceiver({ signingSecret: SECRET }),
    },
  });
  return system.clock;
}

/** Opens a connection and sends the beginning of a request. */
async function begin(text: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  opened.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (text) await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

const statusOf = async () => (await fetch(`http://127.0.0.1:${server.port}/healthz`)).status;

test('hundreds who send nothing, or half of a request, keep nobody from being answered', async () => {
  await serve();
  await Promise.all(Array.from({ length: 600 }, (_, at) => begin(SLOW[at % SLOW.length] ?? '')));
  expect(await statusOf()).toBe(200);
});

test('who fills all places gives up the oldest ones to others', async () => {
  await serve({ mostConnections: 20 });
  for (let at = 0; at < 60; at += 1) await begin(SLOW[at % SLOW.length] ?? '');
  expect(await statusOf()).toBe(200);
});

test.each([
  ['sends nothing', NO_HEADERS],
  ['sends half of the headers', HALF_HEADERS],
  ['sends half of the body', HALF_BODY],
])('a client that %s is cut off', async (_, text) => {
  await serve({ headersTimeout: 30, requestTimeout: 60, connectionsCheckingInterval: 10 });
  const socket = await begin(text);
  socket.resume();
  await once(socket, 'close');
  expect(await statusOf()).toBe(200);
});

test.each([
  ['said nothing', NO_HEADERS],
  ['was answered and stays', WHOLE],
])('a connection that has %s holds up no stop', async (_, text) => {
  await serve();
  const socket = await begin(text);
  if (text === WHOLE) await once(socket, 'data');
  // No time passes on the clock by which connections are cut off.
  await server.close();
});

test('who is still sending at a stop has a moment to end', async () => {
  const clock = await serve();
  const socket = await begin(HALF_HEADERS);
  await statusOf();
  const closed = server.close();
  clock.advance(SLACK_POLICY.connecting.closeWithinMs);
  await Promise.all([closed, once(socket, 'close')]);
});

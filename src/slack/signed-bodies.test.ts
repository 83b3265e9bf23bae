import { HTTPReceiver } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signatureOf } from '../emulator/server/signing.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { type HttpServer, listen } from './http.ts';

const SECRET = 'secret';
let server: HttpServer;

beforeAll(async () => {
  const { system } = createTeam(await DIALECTS.sqlite());
  server = await listen(system, {
    port: 0,
    ready: async () => ({ state: 'ready', why: [] }),
    slack: {
      signingSecret: SECRET,
      takeEvent: async () => false,
      receiver: new HTTPReceiver({ signingSecret: SECRET }),
    },
  });
});
afterAll(() => server.close());

function post(body: string, type: string): Promise<Response> {
  const timestamp = Math.floor(Date.now() / 1_000);
  return fetch(`http://127.0.0.1:${server.port}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signatureOf(SECRET, timestamp, body),
    },
  });
}

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

test.each([
  ['null', JSON_TYPE, 400],
  ['[]', JSON_TYPE, 400],
  ['[{"type":"event_callback"}]', JSON_TYPE, 400],
  ['17', JSON_TYPE, 400],
  ['"text"', JSON_TYPE, 400],
  ['{"type":', JSON_TYPE, 400],
  ['', JSON_TYPE, 400],
  ['payload=null', FORM, 400],
  ['payload=%5B%5D', FORM, 400],
  ['payload={', FORM, 400],
  ['a'.repeat(1_100_000), JSON_TYPE, 413],
])('a signed body that is no request is refused: %.20s', async (body, type, status) => {
  expect((await post(body, type)).status).toBe(status);
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
});

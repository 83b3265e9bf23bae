import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clock, systemClock } from '../clock.ts';
import type { System } from '../context.ts';
import { failure } from '../testing/crm-desk.ts';
import { loadFile } from './load-file.ts';
import { SLACK_POLICY } from './policy.ts';

const CSV = 'Name\nAcme\n';

/** What Slack says of the file, and how it gives it out. */
let info: object;
let give: RequestListener;
let server: Server;
let base: string;
/** The tokens that were shown to whoever gives files out. */
let shown: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) {
      response.setHeader('content-type', 'application/json');
      request.resume().on('end', () => response.end(JSON.stringify(info)));
      return;
    }
    shown.push(request.headers.authorization);
    give(request, response);
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((go) => server.close(go));
});

const file = (more: object = {}) => ({
  ok: true,
  file: { name: 'list.csv', size: CSV.length, url_private_download: `${base}/files/list.csv`, ...more },
});

function load(clock: Clock = systemClock) {
  shown = [];
  const client = new WebClient('xoxb-ours', { slackApiUrl: `${base}/api/`, retryConfig: { retries: 0 } });
  return loadFile({ clock } as System, client, 'F1');
}

async function refused(): Promise<string> {
  const { code, message } = await failure(load());
  expect(code).toBe('invalid');
  return message;
}

test('a file is loaded with our token', async () => {
  info = file();
  give = (_, response) => response.end(CSV);
  expect(await load()).toEqual({ name: 'list.csv', bytes: Buffer.from(CSV) });
  expect(shown).toEqual(['Bearer xoxb-ours']);
});

test('a file is found where Slack sends us on to, but not the page to sign in', async () => {
  info = file();
  let at = 'list.csv';
  give = ({ url }, response) => {
    if (url?.endsWith('/moved')) response.end(CSV);
    else if (url?.endsWith('/signin')) response.setHeader('content-type', 'text/html').end('<!DOCTYPE html>');
    else response.writeHead(302, { location: at }).end();
  };
  at = '/files/moved';
  expect((await load()).bytes).toEqual(Buffer.from(CSV));
  at = '/signin';
  expect(await refused()).toContain('a page to sign in');
  at = '/files/list.csv';
  expect(await refused()).toContain('a page to sign in');
});

test.each([
  ['file_not_found', 'Send it again'],
  ['file_deleted', 'Send it again'],
  ['missing_scope', 'files:read'],
])('that Slack says %s of a file is told', async (error, words) => {
  info = { ok: false, error };
  expect(await refused()).toContain(words);
});

test.each([
  [{ mode: 'tombstone' }, 'Send it again'],
  [{ mode: 'hidden_by_limit' }, 'plan keeps'],
  [{ size: SLACK_POLICY.files.mostBytes + 1 }, 'larger than 20 MB'],
  [{ is_external: true }, 'not kept in Slack'],
  [{ mode: 'external' }, 'not kept in Slack'],
  [{ url_private_download: 'https://slack.com.evil.example/files/list.csv' }, 'not kept in Slack'],
  [{ url_private_download: 'http://files.slack.com/files/list.csv' }, 'not kept in Slack'],
  [{ url_private_download: null, url_private: null }, 'not kept in Slack'],
])('a file of which Slack says %j is not asked for, and nobody is shown our token', async (said, words) => {
  info = file(said);
  expect(await refused()).toContain(words);
  expect(shown).toEqual([]);
});

test.each<[string, RequestListener, string]>([
  ['403', (_, response) => response.writeHead(403).end(), 'files:read'],
  ['404', (_, response) => response.writeHead(404).end(), 'Send it again'],
  [
    'a page to sign in',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!DOCTYPE'),
    'a page to sign in',
  ],
  [
    'the address of somebody else',
    (_, response) => response.writeHead(302, { location: 'https://evil.example/list.csv' }).end(),
    'a page to sign in',
  ],
  [
    'more than it said',
    (_, response) => response.end(Buffer.alloc(SLACK_POLICY.files.mostBytes + 1, 'x')),
    'larger than 20 MB',
  ],
])('a download that gives %s is told in words, and not asked for again', async (_, listener, words) => {
  info = file();
  give = listener;
  expect(await refused()).toContain(words);
  expect(shown).toHaveLength(1);
});

test('what may get better is no fault of the file: 503, a cut, and nothing at all', async () => {
  info = file();
  give = (_, response) => response.writeHead(503).end();
  expect((await failure(load())).code).toBe('unavailable');
  give = (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('Name');
    setImmediate(() => response.destroy());
  };
  expect((await failure(load())).code).toBe('unavailable');
  give = () => undefined;
  const impatient: Clock = {
    ...systemClock,
    setTimeout: (work) => systemClock.setTimeout(work, 20),
  };
  expect((await failure(load(impatient))).message).toBe('Slack gave no file in time');
});

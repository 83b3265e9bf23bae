import { SocketModeClient } from '@slack/socket-mode';
import type { KnownBlock, WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import type { Json, Workspace } from './workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;
let endpoint: typeof setup.endpoint;

beforeAll(async () => {
  setup = await startTestWorkspace();
  ({ workspace, web, endpoint } = setup);
});

afterEach(() => setup.reset());
afterAll(() => setup.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const buttons = [
  { type: 'section', text: { type: 'mrkdwn', text: 'Saved *Acme*.' } },
  {
    type: 'actions',
    block_id: 'undo',
    elements: [
      { type: 'button', action_id: 'undo', text: { type: 'plain_text', text: 'Undo' }, value: '42' },
    ],
  },
];

test('a click carries the message, a working trigger and a response URL', async () => {
  const { ts } = await web.chat.postMessage({ channel: 'C0SALES', text: 'Saved Acme.', blocks: buttons });
  const click = await workspace.click({
    as: 'U0ANA',
    channel: 'C0SALES',
    messageTs: String(ts),
    actionId: 'undo',
  });
  expect(click.status).toBe(200);
  const [received] = endpoint.received;
  expect(received?.body).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0ANA', username: 'ana' },
    container: { type: 'message', message_ts: ts, channel_id: 'C0SALES', is_ephemeral: false },
    message: { ts, text: 'Saved Acme.', bot_id: 'B0RAPPORT' },
    actions: [{ action_id: 'undo', block_id: 'undo', value: '42', type: 'button' }],
  });
  const trigger = String(click.payload.trigger_id);
  const view = {
    type: 'modal' as const,
    title: plain('Edit'),
    submit: plain('Save'),
    blocks: [
      {
        type: 'input' as const,
        block_id: 'name',
        label: plain('Name'),
        element: { type: 'plain_text_input' as const, action_id: 'value' },
      },
    ],
  };
  const opened = await web.views.open({ trigger_id: trigger, view });
  expect(workspace.views('U0ANA')).toMatchObject([{ id: opened.view?.id, user: 'U0ANA' }]);
  await expect(web.views.open({ trigger_id: trigger, view })).rejects.toThrow('exchanged_trigger_id');

  const url = String(click.payload.response_url);
  const respond = (body: Json) =>
    fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  expect((await respond({ replace_original: true, text: 'Undone.' })).status).toBe(200);
  expect((await workspace.messages('C0SALES', String(ts)))[0]?.text).toBe('Undone.');
  await respond({ text: 'Only you see this.' });
  expect(workspace.ephemerals('U0ANA').at(-1)?.text).toBe('Only you see this.');
  await respond({ delete_original: true });
  expect(await workspace.messages('C0SALES', String(ts))).toEqual([]);
});

test('a thumb sends its own value and words, and nothing that is not on it', async () => {
  const thumb = (value: string) => ({ text: plain(value === 'up' ? 'Good' : 'Bad'), value });
  const thumbs = {
    type: 'feedback_buttons' as const,
    action_id: 'feedback',
    positive_button: thumb('up'),
    negative_button: thumb('down'),
  };
  const blocks: KnownBlock[] = [{ type: 'context_actions', block_id: 'below', elements: [thumbs] }];
  const { ts } = await web.chat.postMessage({ channel: 'D0ANA', text: 'An answer', blocks });
  const press = (value?: string) =>
    workspace.click({ as: 'U0ANA', channel: 'D0ANA', messageTs: String(ts), actionId: 'feedback', value });
  await press('down');
  await press();
  await expect(press('sideways')).rejects.toThrow('"sideways" is not offered. On offer: up, down.');
  const sent = endpoint.received.map(({ body }) => body.actions);
  const base = { type: 'feedback_buttons', action_id: 'feedback', block_id: 'below' };
  const action_ts = expect.any(String);
  expect(sent).toEqual([
    [{ ...base, action_ts, value: 'down', text: plain('Bad') }],
    [{ ...base, action_ts, value: 'up', text: plain('Good') }],
  ]);
});

test('a submitted modal closes, or stays open with errors', async () => {
  const [open] = workspace.views('U0ANA');
  endpoint.answer(() => ({
    body: JSON.stringify({ response_action: 'errors', errors: { name: 'Too short' } }),
  }));
  const values = { name: { value: { type: 'plain_text_input', value: 'A' } } };
  await workspace.submitView({ as: 'U0ANA', viewId: open?.id ?? '', values });
  expect(endpoint.received[0]?.body).toMatchObject({ type: 'view_submission', view: { state: { values } } });
  expect(workspace.views('U0ANA')).toHaveLength(1);
  endpoint.answer(() => ({}));
  await workspace.submitView({ as: 'U0ANA', viewId: open?.id ?? '', values });
  expect(workspace.views('U0ANA')).toHaveLength(0);
});

test('an ephemeral message is kept for its one reader and can be replaced', async () => {
  await web.chat.postEphemeral({ channel: 'C0SALES', user: 'U0BO', text: 'Psst', blocks: buttons });
  const ephemeral = workspace.ephemerals('U0BO').at(-1);
  expect(workspace.ephemerals('U0ANA').map(({ text }) => text)).not.toContain('Psst');
  const at = { channel: 'C0SALES', messageTs: ephemeral?.ts ?? '', actionId: 'undo' };
  const { payload } = await workspace.click({ as: 'U0BO', ...at });
  expect(payload).toMatchObject({ container: { is_ephemeral: true } });
  expect(payload).not.toHaveProperty('message');
  await expect(workspace.click({ as: 'U0ANA', ...at })).rejects.toThrow('no message');
});

test('a slash command is a signed form, and its answer is shown to the asker', async () => {
  endpoint.answer(() => ({ body: 'Working on it' }));
  await workspace.command({ as: 'U0ANA', channel: 'C0SALES', command: '/rapport', text: 'help' });
  expect(endpoint.received[0]?.body).toMatchObject({ command: '/rapport', text: 'help', user_id: 'U0ANA' });
  expect(workspace.ephemerals('U0ANA').at(-1)?.text).toBe('Working on it');
});

test('a bad signature and a retry look the way Slack makes them', async () => {
  const envelope = workspace.envelope({ type: 'app_uninstalled' });
  expect(await workspace.deliver(envelope, { badSignature: true })).toMatchObject({ status: 401 });
  await workspace.deliver(envelope, { retryNum: 1, retryReason: 'http_timeout' });
  expect(endpoint.received[0]?.headers).toMatchObject({
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_timeout',
  });
});

test('an app that is away is a delivery without a status', async () => {
  workspace.connect('http://127.0.0.1:9/slack/events');
  expect(await workspace.deliverEvent({ type: 'app_uninstalled' })).toEqual({
    status: 0,
    body: '',
    error: 'connection_failed',
  });
});

test('faults: an answer that is lost after the work, a refusal, a closed door', async () => {
  const stop = workspace.fault(({ method }) => (method === 'chat.postMessage' ? 'drop-after' : 'pass'));
  await expect(web.chat.postMessage({ channel: 'D0ANA', text: 'lost answer' })).rejects.toThrow();
  stop();
  expect((await workspace.messages('D0ANA')).at(-1)?.text).toBe('lost answer');
  const busy = workspace.fault(() => ({ status: 503 }));
  await expect(web.chat.postMessage({ channel: 'D0ANA', text: 'never' })).rejects.toThrow('503');
  busy();
  const shut = workspace.fault(() => 'drop-before');
  await expect(web.chat.postMessage({ channel: 'D0ANA', text: 'never' })).rejects.toThrow();
  shut();
  expect((await workspace.messages('D0ANA')).at(-1)?.text).toBe('lost answer');
});

test('what Slack would refuse is refused', async () => {
  const tooMany = Array.from({ length: 51 }, () => ({ type: 'divider' }));
  await expect(web.chat.postMessage({ channel: 'D0ANA', text: 'x', blocks: tooMany })).rejects.toThrow(
    'invalid_blocks',
  );
  await expect(web.conversations.rename({ channel: 'C0SALES', name: 'x' })).rejects.toThrow('missing_scope');
  await expect(web.apiCall('no.suchMethod')).rejects.toThrow('unknown_method');
});

test('Socket Mode: hello, envelopes, acknowledgements and interactions', async () => {
  workspace.disconnect();
  const client = new SocketModeClient({
    appToken: workspace.appToken,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });
  const seen: string[] = [];
  client.on('slack_event', async ({ ack, type }) => {
    seen.push(type);
    await ack(type === 'interactive' ? { text: 'done' } : undefined);
  });
  await client.start();
  expect(workspace.sockets()).toBe(1);
  const posted = await workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'by socket' });
  expect(posted.deliveries).toEqual([{ status: 200, body: '' }]);
  const { ts } = await web.chat.postMessage({ channel: 'D0ANA', text: 'x', blocks: buttons });
  const click = await workspace.click({
    as: 'U0ANA',
    channel: 'D0ANA',
    messageTs: String(ts),
    actionId: 'undo',
  });
  expect(JSON.parse(click.body)).toEqual({ text: 'done' });
  expect(seen).toEqual(['events_api', 'interactive']);
  expect(workspace.acks()).toHaveLength(2);
  await client.disconnect();
});

test('assistant calls are kept: status, prompts', async () => {
  const { ts } = await workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'how many deals?' });
  await web.assistant.threads.setStatus({ channel_id: 'D0ANA', thread_ts: ts, status: 'is counting' });
  expect(workspace.status('D0ANA', ts)).toBe('is counting');
  await web.chat.postMessage({ channel: 'D0ANA', thread_ts: ts, text: 'Three.' });
  expect(workspace.status('D0ANA', ts)).toBe('');
});

test('members may upload, and the bot too', async () => {
  await web.filesUploadV2({ channel_id: 'D0ANA', filename: 'report.csv', content: 'a,b\n1,2\n' });
  expect((await workspace.messages('D0ANA')).at(-1)).toMatchObject({
    user: 'U0RAPPORT',
    files: [{ name: 'report.csv' }],
  });
});

test('a button on the Home tab arrives with its view and no message', async () => {
  await web.views.publish({ user_id: 'U0BO', view: { type: 'home', blocks: buttons as KnownBlock[] } });
  await workspace.clickView({ as: 'U0BO', actionId: 'undo' });
  const [click] = endpoint.received;
  expect(click?.body).toMatchObject({
    type: 'block_actions',
    container: { type: 'view' },
    view: { type: 'home' },
  });
  expect(click?.body).not.toHaveProperty('message');
});

test('with retries, a failed event comes again under the same id, and no more once it is taken', async () => {
  const patient = await startTestWorkspace({ retryDelaysMs: [0, 10, 20] });
  let failures = 2;
  patient.endpoint.answer(() => ({ status: failures-- > 0 ? 500 : 200 }));
  const posted = await patient.workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'hello' });
  expect(posted.deliveries).toEqual([{ status: 200, body: '' }]);
  const { received } = patient.endpoint;
  expect(received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
  expect(new Set(received.map(({ body }) => body.event_id)).size).toBe(1);
  await patient.close();
});

test('the bot hears its own messages and edits when asked to, as in Slack', async () => {
  const echoing = await startTestWorkspace({ echoBotMessages: true });
  const { ts } = await echoing.web.chat.postMessage({ channel: 'C0SALES', text: 'one' });
  await echoing.web.chat.update({ channel: 'C0SALES', ts: String(ts), text: 'two' });
  await expect
    .poll(() => echoing.events())
    .toMatchObject([
      { type: 'message', bot_id: 'B0RAPPORT', text: 'one' },
      { subtype: 'message_changed', message: { text: 'two' }, previous_message: { text: 'one' } },
    ]);
  await echoing.close();
});

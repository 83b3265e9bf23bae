import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorkspace } from '../../testing/test-workspace.ts';
import type { Json, Workspace } from '../workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;

beforeAll(async () => {
  setup = await startTestWorkspace();
  ({ workspace, web } = setup);
});

afterAll(() => setup.close());

const BUTTON = {
  type: 'actions',
  elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
};

async function respond(payload: Json, body: Json) {
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(String(payload.response_url), sent);
  return { status: answer.status, text: await answer.text() };
}

const seen = () => workspace.ephemerals('U0ANA').map(({ text }) => text);
const command = () => workspace.command({ as: 'U0ANA', channel: 'C0SALES', command: '/report' });

async function clickEphemeral() {
  const messageTs = workspace.ephemerals('U0ANA').at(-1)?.ts ?? '';
  return (await workspace.click({ as: 'U0ANA', channel: 'C0SALES', messageTs, actionId: 'go' })).payload;
}

test('a command is answered to its asker, or to all, as often as Slack allows', async () => {
  const { payload } = await command();
  expect(await respond(payload, { text: 'One', blocks: [BUTTON] })).toEqual({ status: 200, text: 'ok' });
  // There is no message of a command to replace: Slack posts another.
  await respond(payload, { replace_original: true, text: 'Two' });
  expect(seen()).toEqual(['One', 'Two']);
  await respond(payload, { response_type: 'in_channel', text: 'For all' });
  expect((await workspace.messages('C0SALES')).at(-1)).toMatchObject({ text: 'For all', user: 'U0RAPPORT' });
  await respond(payload, { text: 'Four' });
  await respond(payload, { text: 'Five' });
  expect(await respond(payload, { text: 'Six' })).toEqual({ status: 404, text: 'used_url' });
});

test('an ephemeral message is replaced, and taken away, through a click on it', async () => {
  const { payload } = await command();
  await respond(payload, { text: 'Reports', blocks: [BUTTON] });
  const before = workspace.ephemerals('U0ANA').length;
  await respond(await clickEphemeral(), { replace_original: true, text: 'Running', blocks: [BUTTON] });
  expect(workspace.ephemerals('U0ANA')).toHaveLength(before);
  expect(seen().at(-1)).toBe('Running');
  await respond(await clickEphemeral(), { delete_original: true });
  expect(seen()).not.toContain('Running');
});

test('an ephemeral message by chat.postEphemeral works the same, in its thread', async () => {
  const { ts } = await workspace.post({ as: 'U0ANA', channel: 'C0SALES', text: 'hello' });
  const message = {
    channel: 'C0SALES',
    user: 'U0ANA',
    thread_ts: ts,
    text: 'Psst',
    blocks: [BUTTON as never],
  };
  await web.chat.postEphemeral(message);
  const payload = await clickEphemeral();
  expect(payload).toMatchObject({ container: { is_ephemeral: true, thread_ts: ts } });
  await respond(payload, { text: 'Another' });
  expect(workspace.ephemerals('U0ANA').at(-1)).toMatchObject({ text: 'Another', threadTs: ts });
});

test('an answer to a click appears where the message is: in a thread only when the message is a reply', async () => {
  const blocks = [BUTTON as never];
  const { ts } = await web.chat.postMessage({ channel: 'C0SALES', text: 'Report', blocks });
  const thread = { channel: 'C0SALES', thread_ts: String(ts) };
  const reply = await web.chat.postMessage({ ...thread, text: 'As a file', blocks });
  const click = async (messageTs: unknown) =>
    (await workspace.click({ as: 'U0ANA', channel: 'C0SALES', messageTs: String(messageTs), actionId: 'go' }))
      .payload;
  const onRoot = await click(ts);
  expect(onRoot).toMatchObject({ message: { thread_ts: ts, reply_count: 1 } });
  await respond(onRoot, { text: 'Not yours' });
  expect(workspace.ephemerals('U0ANA').at(-1)).toMatchObject({ text: 'Not yours' });
  expect(workspace.ephemerals('U0ANA').at(-1)).not.toHaveProperty('threadTs');
  await respond(onRoot, { response_type: 'in_channel', text: 'For all' });
  expect((await workspace.messages('C0SALES')).at(-1)).not.toHaveProperty('thread_ts');
  await respond(await click(reply.ts), { text: 'Not yours either' });
  expect(workspace.ephemerals('U0ANA').at(-1)).toMatchObject({ text: 'Not yours either', threadTs: ts });
});

test('what Slack would not show is refused here too', async () => {
  const { payload } = await command();
  expect(await respond(payload, {})).toEqual({ status: 400, text: 'no_text' });
  const answer = await respond(payload, { text: 'x', blocks: [{ type: 'data_table', rows: [] }] });
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('invalid_blocks') });
  setup.endpoint.answer(() => ({ body: JSON.stringify({ blocks: [{ type: 'nothing' }] }) }));
  await expect(command()).rejects.toThrow('unsupported type: nothing');
});

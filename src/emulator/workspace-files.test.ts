import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import type { Workspace } from './workspace-types.ts';

let setup: Awaited<ReturnType<typeof startTestWorkspace>>;
let workspace: Workspace;
let web: WebClient;

beforeAll(async () => {
  setup = await startTestWorkspace();
  ({ workspace, web } = setup);
});

afterAll(() => setup.close());

const CSV = 'company,calls\n"Müller, Söhne",3\n';

test('a file the bot uploads is in the conversation, under its name and title', async () => {
  await web.filesUploadV2({
    channel_id: 'C0SALES',
    filename: 'calls.csv',
    title: 'Calls by company',
    initial_comment: 'Here it is.',
    content: CSV,
  });
  expect(await workspace.files('C0SALES')).toEqual([
    {
      id: expect.stringMatching(/^F/),
      name: 'calls.csv',
      title: 'Calls by company',
      ts: expect.any(String),
      content: CSV,
    },
  ]);
  const { messages } = await web.conversations.history({ channel: 'C0SALES', limit: 1 });
  expect(messages?.[0]).toMatchObject({
    user: 'U0RAPPORT',
    bot_id: 'B0RAPPORT',
    text: 'Here it is.',
    files: [{ name: 'calls.csv', title: 'Calls by company' }],
  });
});

test('a file in a thread stays in the thread', async () => {
  const { ts } = await workspace.post({ as: 'U0ANA', channel: 'D0ANA', text: 'as a file, please' });
  const uploaded = await web.filesUploadV2({
    channel_id: 'D0ANA',
    thread_ts: ts,
    file: Buffer.from(CSV),
    filename: 'calls.csv',
  });
  expect(uploaded.ok).toBe(true);
  const [file] = await workspace.files('D0ANA');
  expect(file).toMatchObject({ name: 'calls.csv', threadTs: ts, content: CSV });
  const { messages } = await web.conversations.replies({ channel: 'D0ANA', ts });
  expect(messages?.map((message) => message.files?.[0]?.name)).toEqual([undefined, 'calls.csv']);
  expect((await workspace.messages('D0ANA', ts)).length).toBe(2);
  const top = await web.conversations.history({ channel: 'D0ANA' });
  expect(top.messages?.map(({ text }) => text)).toEqual(['as a file, please']);
});

test('the bot cannot upload where it is not', async () => {
  const upload = web.filesUploadV2({ channel_id: 'C0RANDOM', filename: 'x.csv', content: CSV });
  await expect(upload).rejects.toThrow('not_in_channel');
  expect(await workspace.files('C0RANDOM')).toEqual([]);
});

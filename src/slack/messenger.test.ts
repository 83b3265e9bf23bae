import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createSystem, transact } from '../context.ts';
import type { Cell, Document } from '../delivery/document.ts';
import { type Delivery, enqueueClaimed } from '../delivery/outbox.ts';
import { createSender, type Sender } from '../delivery/sender.ts';
import type { FaultAction } from '../emulator/faults.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Json, Workspace } from '../emulator/workspace-types.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { PEOPLE, until } from '../testing/harness.ts';
import { HOST } from '../testing/slack-payloads/worlds.ts';
import { fixedClock, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createClient } from './client.ts';
import { createMessenger } from './messenger.ts';

const CHANNEL = 'C0SALES';
const SHARED = [
  { id: 'C0SHARED', name: 'shared', hostTeamId: HOST },
  { id: 'C0INVITED', name: 'invited', isInvitedOutside: true },
];
const clock = fixedClock(new Date());
const folder = temporaryFolder();
let workspace: Workspace;
let store: Store;
let sender: Sender;

beforeAll(async () => {
  workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: CHANNEL, name: 'sales' }, ...SHARED] });
  store = openSqlite({ path: join(folder.path, 'test.db') });
  await store.migrate();
  sender = createSender(system(), {
    messenger: createMessenger(createClient(workspace, { clock: systemClock, log: silentLog }), {
      linkTo: () => undefined,
    }),
    paceMs: 0,
  });
  sender.start();
});
afterAll(async () => {
  await sender.stop();
  await workspace.close();
  await store.close();
  folder.remove();
});

const system = () => createSystem({ store, clock, log: silentLog });

async function findDelivery(key: string) {
  const { outbox } = store.tables;
  const [row] = await store.read.select().from(outbox).where(eq(outbox.dedupeKey, key));
  return row;
}

let count = 0;
/** Sends a document into a thread of its own and waits for the end; after a failure, three seconds go by. */
async function deliver(
  document: Document,
  { channel = CHANNEL, kind = 'notice' }: Partial<Pick<Delivery, 'channel' | 'kind'>> = {},
) {
  count += 1;
  const key = `test:${count}`;
  const { ts } = await workspace.post({ as: 'U0MARTA', channel, text: 'A report, please.' });
  const row = await transact(system(), (ctx) =>
    enqueueClaimed(ctx, { key, kind, channel, threadTs: ts, document }),
  );
  if (row) await sender.send(row);
  if ((await findDelivery(key))?.status === 'pending') clock.advance(3_000);
  const settled = await until('the end of the delivery', async () => {
    const found = await findDelivery(key);
    return found?.status === 'pending' ? undefined : found;
  });
  const messages = (await workspace.messages(channel, ts)).slice(1);
  return { row: settled, messages, blocks: messages[0]?.blocks ?? [] };
}

/** Answers the next `times` calls of this method in this way. */
function fail(method: string, action: FaultAction, times = 1): void {
  let left = times;
  workspace.fault((call) => {
    if (call.method !== method || left === 0) return undefined;
    left -= 1;
    return action;
  });
}

const refusal = (error: string): FaultAction => ({ status: 200, body: { ok: false, error } });
const typesOf = (blocks: Json[]) => blocks.map(({ type }) => type);
const tableOf = (blocks: Json[]) => blocks.find(({ type }) => type === 'data_table') as { rows: Json[][] };
const textOf = (blocks: Json[]) => JSON.stringify(blocks);

const columns = [
  { name: 'company', label: 'Company', format: 'text' as const },
  { name: 'calls', label: 'Calls', format: 'integer' as const },
  { name: 'share', label: 'Share', format: 'percent' as const },
  { name: 'last', label: 'Last', format: 'date' as const },
];

function report(rows: Cell[][], more: Partial<Document> = {}): Document {
  return {
    title: 'Calls by company',
    text: `${rows.length} rows.`,
    table: { caption: 'Calls by company', columns, rows, locale: 'en-GB' },
    note: 'since: -4w · run today',
    actions: [{ id: 'report_csv', label: 'CSV', value: 'run' }],
    ...more,
  };
}

const chart: Document['chart'] = {
  type: 'bar',
  title: 'Calls by Company',
  categories: ['Acme', 'Globex'],
  series: [{ name: 'Calls', values: [1200, null] }],
};

const ACME: Cell[] = ['Acme <b>', 1200, 0.25, '2026-11-27'];

describe('a report', () => {
  test('is shown with its chart, its table, its facts, its note and its buttons, in this order', async () => {
    const facts = [{ label: 'Total', value: '1,200' }];
    const { blocks } = await deliver(report([ACME, ['', null, null, null]], { chart, facts }));
    expect(typesOf(blocks)).toEqual([
      'section',
      'section',
      'data_visualization',
      'data_table',
      'rich_text',
      'context',
      'actions',
    ]);
    expect(blocks[2]).toMatchObject({
      title: 'Calls by Company',
      chart: {
        type: 'bar',
        axis_config: { categories: ['Acme', 'Globex'] },
        series: [
          {
            name: 'Calls',
            data: [
              { label: 'Acme', value: 1200 },
              { label: 'Globex', value: 0 },
            ],
          },
        ],
      },
    });
    const nothing = { type: 'raw_text', text: '–' };
    expect(tableOf(blocks).rows.slice(1)).toEqual([
      [
        { type: 'raw_text', text: 'Acme <b>' },
        { type: 'raw_number', value: 1200, text: '1,200' },
        { type: 'raw_number', value: 0.25, text: '25%' },
        { type: 'raw_text', text: 'Fri, 27 Nov 2026' },
      ],
      [nothing, nothing, nothing, nothing],
    ]);
  });

  test('shows a pie as segments', async () => {
    const pie = { ...chart, type: 'pie' as const, series: [{ name: 'Calls', values: [3, 1] }] };
    const { blocks } = await deliver(report([ACME], { chart: pie }));
    expect(blocks[2]?.chart).toEqual({
      type: 'pie',
      segments: [
        { label: 'Acme', value: 3 },
        { label: 'Globex', value: 1 },
      ],
    });
  });

  test('with long texts shows as many rows as fit, and says how many', async () => {
    const rows = Array.from({ length: 100 }, (_, at): Cell[] => [`${at} ${'x'.repeat(280)}`, at, 0.5, null]);
    const { blocks, messages } = await deliver(report(rows));
    const shown = tableOf(blocks).rows.slice(1);
    const characters = tableOf(blocks)
      .rows.flat()
      .reduce((sum, { text }) => sum + String(text).length, 0);
    expect(messages).toHaveLength(1);
    expect(shown.length).toBeGreaterThan(40);
    expect(characters).toBeLessThanOrEqual(10_000);
    expect(String(shown[0]?.[0]?.text)).toHaveLength(200);
    expect(textOf(blocks)).toContain(`Only the first ${shown.length} of these 100 rows fit in here.`);
  });

  test('leaves its table out, and says so, when its words leave no room', async () => {
    const { blocks } = await deliver(report([ACME], { text: 'word '.repeat(4_000) }));
    expect(tableOf(blocks)).toBeUndefined();
    expect(textOf(blocks)).toContain('The table is too large to be shown here.');
    expect(typesOf(blocks).slice(-2)).toEqual(['context', 'actions']);
  });

  test.each(['invalid_blocks', 'msg_blocks_too_long'])(
    'has its table as text, and its buttons, when Slack answers %s',
    async (error) => {
      fail('chat.postMessage', refusal(error));
      const { blocks, messages } = await deliver(report([ACME, ['``` & more', 1, 1, null]], { chart }));
      expect(messages).toHaveLength(1);
      expect(typesOf(blocks)).toEqual(['section', 'section', 'section', 'context', 'actions']);
      expect(blocks[2]?.text).toMatchObject({
        text: [
          '```',
          'Company     Calls  Share  Last',
          '──────────  ─────  ─────  ────────────────',
          'Acme &lt;b&gt;    1,200    25%  Fri, 27 Nov 2026',
          "''' &amp; more      1   100%  –",
          '```',
        ].join('\n'),
      });
    },
  );

  test('is text alone, whole rows only, when Slack takes no blocks at all', async () => {
    fail('chat.postMessage', refusal('invalid_blocks'), 2);
    const rows = Array.from({ length: 100 }, (_, at): Cell[] => [`Company ${at}`, at, 0.5, '2026-11-27']);
    const { blocks, messages } = await deliver(report(rows, { chart }));
    const text = messages[0]?.text ?? '';
    const shown = text.match(/^Company \d+ /gm)?.length ?? 0;
    expect(blocks).toEqual([]);
    expect(text.length).toBeLessThanOrEqual(3_500);
    expect(shown).toBeGreaterThan(50);
    expect(text.endsWith(`\`\`\`\n… and ${100 - shown} more rows`)).toBe(true);
  });

  test('is given up when Slack does not even take its text', async () => {
    fail('chat.postMessage', refusal('invalid_blocks'), 3);
    const { row, messages } = await deliver(report([ACME]));
    expect(row).toMatchObject({ status: 'failed', attempts: 1 });
    expect(messages).toEqual([]);
  });
});

describe('a file', () => {
  const document = (): Document => ({
    text: 'All rows of *Calls* & more.',
    file: { name: `calls-${count}.csv`, title: 'Calls by company', content: '\uFEFFCompany\r\nMüller\r\n' },
  });

  test('is posted in the thread with its text, and its content is not kept', async () => {
    const { row, messages } = await deliver(document());
    const file = (await workspace.files(CHANNEL)).at(-1);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toBe('All rows of *Calls* &amp; more.');
    expect(file).toMatchObject({ title: 'Calls by company', threadTs: row.threadTs });
    expect(file?.content).toContain('Company\r\nMüller\r\n');
    expect(row).toMatchObject({ status: 'sent', postedTs: null });
    expect(row.document).toMatchObject({ file: { title: 'Calls by company', content: '' } });
  });

  const METHODS = ['files.getUploadURLExternal', 'files.upload', 'files.completeUploadExternal'];
  const FAULTS: [string, FaultAction][] = [
    ['answers 500', { status: 500 }],
    ['breaks off before', 'drop-before'],
    ['breaks off after', 'drop-after'],
    ['asks to wait', { status: 429, headers: { 'retry-after': '2' } }],
  ];
  test.each(METHODS.flatMap((method) => FAULTS.map(([name, action]) => ({ method, name, action }))))(
    'is posted once when $method $name',
    async ({ method, name, action }) => {
      fail(method, action);
      const { row, messages } = await deliver(document());
      expect(row).toMatchObject({ status: 'sent', attempts: name === 'asks to wait' ? 0 : 1 });
      expect(messages).toHaveLength(1);
    },
  );

  test('is given up at once when Slack says it can never work, and kept, to be sent when that is mended', async () => {
    fail('files.completeUploadExternal', refusal('not_in_channel'));
    const { row, messages } = await deliver(document());
    expect(row).toMatchObject({
      status: 'failed',
      attempts: 1,
      document: { file: { content: document().file?.content } },
    });
    expect(row.lastError).toContain('not_in_channel');
    expect(messages).toEqual([]);
  });
});

test.each(SHARED)(
  'the digest is not posted in a channel that outsiders read: $name',
  async ({ id: channel }) => {
    const { row, messages } = await deliver({ text: 'Acme has gone quiet.' }, { channel, kind: 'digest' });
    expect(row?.status).toBe('failed');
    expect(row?.lastError).toContain('people from outside the team');
    expect(messages).toEqual([]);
  },
);

test('the digest waits while Slack does not say who reads the channel', async () => {
  fail('conversations.info', { status: 500 });
  const { row, messages } = await deliver({ text: 'Acme has gone quiet.' }, { kind: 'digest' });
  expect([row?.status, row?.attempts]).toEqual(['sent', 1]);
  expect(messages).toHaveLength(1);
});

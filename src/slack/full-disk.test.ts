import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../store/open.ts';
import { openSqlite } from '../store/sqlite.ts';
import { startHarness } from '../testing/harness.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

test('an event that cannot be stored is not acknowledged, and is taken when Slack sends it again', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'small.db');
  await (await openStore({ kind: 'sqlite', path }, { schema: 'migrate' })).close();
  const store = openSqlite({ path, maxPages: 90 });
  const harness = await startHarness({ store });
  const say = (text: string, ts: string) =>
    harness.workspace.envelope({
      type: 'message',
      channel: 'D0TOM',
      channel_type: 'im',
      user: 'U0TOM',
      text,
      ts,
    });

  expect((await harness.workspace.deliver(say('short', '1764000000.000100'))).status).toBe(200);
  await harness.replies('D0TOM', '1764000000.000100');
  const long = say('x'.repeat(700_000), '1764000001.000100');
  expect((await harness.workspace.deliver(long)).status).toBe(500);
  const { inbox } = store.tables;
  expect((await store.read.select().from(inbox)).map(({ ts }) => ts)).toEqual(['1764000000.000100']);
  expect((await harness.workspace.deliver(say('short again', '1764000002.000100'))).status).toBe(200);
  await harness.replies('D0TOM', '1764000002.000100');

  await harness.close();
  folder.remove();
});

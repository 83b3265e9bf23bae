import { expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { PEOPLE, startHarness } from '../testing/harness.ts';
import { temporarySqlite } from '../testing/stores.ts';

test('what was said while Rapport was away is answered when it is back, once', async () => {
  const store = await temporarySqlite();
  const keepOpen = { ...store, close: async () => undefined };
  const workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: 'C0SALES', name: 'sales' }] });
  const start = () => startHarness({ store: keepOpen, script: logsMeeting, running: workspace });

  const first = await start();
  const direct = await first.say({ as: 'U0MARTA', text: 'met BEFORE' });
  const thread = await first.say({ as: 'U0TOM', channel: 'C0SALES', text: '<@U0RAPPORT> met CHANNEL' });
  await first.close();

  workspace.disconnect();
  const missed = await workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', text: 'met MISSED' });
  await workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', threadTs: direct.ts, text: 'met REPLIED' });
  await workspace.post({ as: 'U0TOM', channel: 'C0SALES', threadTs: thread.ts, text: 'met THREAD' });
  await workspace.post({ as: 'U0TOM', channel: 'C0SALES', text: 'met NOTFORUS' });
  await workspace.post({ as: 'U0MARTA', channel: 'D0MARTA', threadTs: missed.ts, text: 'met MISSEDREPLY' });
  const human = await workspace.post({ as: 'U0TOM', channel: 'C0SALES', text: 'what about them?' });
  const mention = { as: 'U0LEA', channel: 'C0SALES', threadTs: human.ts, text: '<@U0RAPPORT> met MENTIONED' };
  await workspace.post(mention);
  let refusals = 2;
  workspace.fault(({ method }) => {
    if (!method.startsWith('conversations.') || refusals === 0) return undefined;
    refusals -= 1;
    return { status: 429, headers: { 'retry-after': '1' } };
  });

  workspace.clearCalls();
  const second = await start();
  await second.replies('D0MARTA', missed.ts, 2);
  await second.replies('D0MARTA', direct.ts, 2);
  await second.replies('C0SALES', thread.ts, 2);
  await second.replies('C0SALES', human.ts, 1);
  await second.settled();
  const names = (await second.rows('companies')).map(({ name }) => name).toSorted();
  expect(names).toEqual(['BEFORE', 'CHANNEL', 'MENTIONED', 'MISSED', 'MISSEDREPLY', 'REPLIED', 'THREAD']);
  expect(await second.rows('interactions')).toHaveLength(7);
  // Each conversation is read once, though Slack has first asked to wait; the newest first.
  const read = workspace.calls('conversations.history').map(({ body }) => body.channel);
  expect(read.filter((channel, at) => channel !== read[at - 1])).toEqual(['C0SALES', 'D0MARTA']);
  await second.close();
  await workspace.close();
  await store.close();
});

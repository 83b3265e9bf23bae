import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { createLog } from '../log.ts';
import { PEOPLE } from '../testing/harness.ts';
import { createClient } from './client.ts';
import { findRefusedLooks, LOOKS } from './looks.ts';

let workspace: Workspace;
const client = () =>
  createClient(
    { botToken: workspace.botToken, apiUrl: workspace.apiUrl },
    { clock: systemClock, log: createLog('silent') },
  );
beforeAll(async () => {
  workspace = await createWorkspace({ users: PEOPLE, channels: [] });
});
afterAll(() => workspace.close());

test('Slack would show one of each look, and nobody is sent any', async () => {
  expect(await findRefusedLooks(client())).toEqual([]);
  expect(workspace.calls().map(({ method }) => method)).toEqual(LOOKS.map(() => 'blocks.validate'));
});

test('a look that Slack refuses is named, with the reason', async () => {
  const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'x'.repeat(3_001) } }];
  const refused = await findRefusedLooks(client(), [{ name: 'too much', message: { text: '', blocks } }]);
  expect(refused).toEqual([expect.stringMatching(/^too much: invalid_blocks, .*3001/)]);
});

test('an answer that is about something else is no verdict', async () => {
  const down = workspace.fault(() => ({ status: 200, body: { ok: false, error: 'token_revoked' } }));
  await expect(findRefusedLooks(client())).rejects.toThrow('token_revoked');
  down();
});

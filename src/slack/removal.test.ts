import { afterEach, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const probe = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${harness.app.port}${path}`);
  return { status: response.status, text: await response.text() };
};
const isDown = async () => ((await probe('/readyz')).status === 503 ? true : undefined);
const errors = () => harness.logged.filter((line) => line.includes('"level":50'));

describe.each(['http', 'socket'] as const)('over %s', (transport) => {
  test.each([
    { type: 'app_uninstalled' },
    { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0RAPPORT'] } },
  ])('$type ends all work: Slack is not called any more, and one line says what to do', async (event) => {
    harness = await startHarness({ script: logsMeeting, transport, workspace: { retryDelaysMs: [] } });
    await harness.say({ as: 'U0MARTA', text: 'met BEFORE' });
    await harness.settled();
    await harness.workspace.deliverEvent(event);
    await until('being down', isDown);
    const { text } = await probe('/readyz');
    expect(text).toContain('no longer installed in Slack');
    expect((await probe('/healthz')).status).toBe(200);
    harness.workspace.clearCalls();
    const as = 'U0MARTA';
    const channel = harness.workspace.directChannel(as);
    // Slack would send nothing more; whatever is still on its way has no effect.
    if (transport === 'http') await harness.workspace.post({ as, channel, text: 'met AFTER' });
    else await until('no socket', async () => (harness.workspace.sockets() === 0 ? true : undefined));
    expect((await harness.rows('inbox')).length).toBe(1);
    expect(harness.workspace.calls()).toEqual([]);
    expect(errors().filter((line) => line.includes('SLACK_BOT_TOKEN')).length).toBe(1);
    expect(errors().length).toBe(1);
  });
});

test('the second word on a removal is acknowledged: sent again, it would end a start after a new installation', async () => {
  harness = await startHarness({ script: logsMeeting, workspace: { retryDelaysMs: [] } });
  await harness.workspace.deliverEvent({ type: 'app_uninstalled' });
  await until('being down', isDown);
  const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0RAPPORT'] } };
  expect(await harness.workspace.deliverEvent(revoked)).toMatchObject({ status: 200 });
  expect(errors().length).toBe(1);
});

test('a revoked token of a person, and the removal of an app of another team, end nothing', async () => {
  harness = await startHarness({ script: logsMeeting });
  const { workspace } = harness;
  await workspace.deliverEvent({ type: 'tokens_revoked', tokens: { oauth: ['U0MARTA'], bot: ['U0OTHER'] } });
  const theirs = workspace.envelope({ type: 'app_uninstalled' }) as Record<string, unknown>;
  const elsewhere = 'T0ELSEWHERE';
  await workspace.deliver({ ...theirs, team_id: elsewhere, context_team_id: elsewhere, authorizations: [] });
  expect((await probe('/readyz')).status).toBe(200);
  const { reply } = await harness.say({ as: 'U0MARTA', text: 'met STILL' });
  expect(reply.text).not.toContain('Sorry');
});

test('a start after a new installation works', async () => {
  harness = await startHarness({ script: logsMeeting });
  await harness.workspace.deliverEvent({ type: 'app_uninstalled' });
  await until('being down', isDown);
  const { workspace, store } = harness;
  await harness.app.stop();
  const again = await startHarness({ script: logsMeeting, running: workspace, store });
  const { reply } = await again.say({ as: 'U0MARTA', text: 'met AGAIN' });
  expect(reply.text).not.toContain('Sorry');
  await again.app.stop();
  await again.model.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

describe('over Socket Mode', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ transport: 'socket', script: logsMeeting });
  });
  afterAll(() => harness.close());

  test('an event is stored before it is acknowledged, and answered', async () => {
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'met SOCKET' });
    expect(reply.text).toContain('Saved');
    expect(harness.workspace.acks().length).toBeGreaterThan(0);
    expect(await harness.rows('interactions')).toHaveLength(1);
  });

  test('an event that cannot be stored is not acknowledged', async () => {
    const before = harness.workspace.acks().length;
    const { transaction } = harness.store;
    harness.store.transaction = () => Promise.reject(new Error('disk full'));
    const { deliveries } = await harness.workspace.post({ as: 'U0TOM', channel: 'D0TOM', text: 'met FULL' });
    harness.store.transaction = transaction;
    expect(deliveries.every(({ status }) => status === 200)).toBe(false);
    expect(harness.workspace.acks()).toHaveLength(before);
  });

  test('a button works', async () => {
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'met BUTTON' });
    await harness.workspace.click({
      as: 'U0MARTA',
      channel: 'D0MARTA',
      messageTs: reply.ts,
      actionId: 'undo_run',
    });
    await until('an undone meeting', async () =>
      (await harness.rows('interactions')).some(({ summary }) => summary === 'met BUTTON') ? undefined : true,
    );
  });

  test.each(['disconnect', 'cut'] as const)('a connection that ends (%s) is opened again', async (how) => {
    const opened = () => harness.workspace.calls('apps.connections.open').length;
    const before = opened();
    harness.workspace.dropSockets(how);
    await until('a new connection', async () =>
      opened() > before && harness.workspace.sockets() === 1 ? true : undefined,
    );
    const { reply } = await harness.say({ as: 'U0MARTA', text: `met AFTER${how}` });
    expect(reply.text).toContain('Saved');
  });

  test('while Slack cannot be reached, it goes on trying', async () => {
    const allow = harness.workspace.fault(({ method }) =>
      method === 'apps.connections.open' ? 'drop-before' : undefined,
    );
    harness.workspace.dropSockets('cut');
    await until('a failed try', async () =>
      harness.logged.join('').includes('Socket Mode not connected') ? true : undefined,
    );
    allow();
    await until('a new connection', async () => (harness.workspace.sockets() > 0 ? true : undefined));
  });
});

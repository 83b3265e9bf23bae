import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserTitle, executablePath, openTestPage } from '../testing/test-page.ts';

describe.skipIf(!executablePath)(browserTitle('stopping the app'), { timeout: 60_000 }, () => {
  let opened: Awaited<ReturnType<typeof openTestPage>>;
  beforeAll(async () => {
    opened = await openTestPage();
  }, 60_000);
  afterAll(() => opened?.close());

  test('while it works, a button beside the message stops it, without the thread being opened', async () => {
    const { page, workspace, web } = opened;
    const channel = workspace.directChannel('U0ANA');
    const { ts } = await workspace.post({ as: 'U0ANA', channel, text: 'how are they doing?' });
    await web.agents.sessions.setStatus({
      ...{ channel_id: channel, thread_ts: ts, status: 'processing' },
      ...{ initiator_user_id: 'U0ANA', title: 'how are they doing?' },
    });
    const main = page.getByRole('main');
    await main.getByRole('button', { name: 'Stop', exact: true }).click();
    const pressed = { event: { type: 'agent_session_stopped', user: 'U0ANA', channel, thread_ts: ts } };
    await expect.poll(() => opened.sent('event_callback').at(-1)).toMatchObject(pressed);
  });
});

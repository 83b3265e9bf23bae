import { afterEach, describe, expect, test } from 'vitest';
import type { Json } from '../emulator/workspace-types.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { buildMessage } from '../testing/slack-payloads/messages.ts';
import { HOST, WORLDS } from '../testing/slack-payloads/worlds.ts';

let harness: Harness;
afterEach(() => harness.close());

const { 'a workspace': alone, 'a shared channel of a customer': theirs } = WORLDS;
const rapportSaid = async (channel: string, ts: string) =>
  (await harness.workspace.messages(channel, ts)).filter(({ user }) => user === harness.workspace.botUserId);
const names = async () => (await harness.rows('companies')).map(({ name }) => name);
const posted = async (text: string, channel = 'C0SALES') => {
  const { workspace } = harness;
  workspace.disconnect();
  return workspace.post({ as: 'U0MARTA', channel, text });
};
const reconnect = () => harness.workspace.connect(`http://127.0.0.1:${harness.app.port}/slack/events`);

/** Slack waits for three seconds; a busy computer may take longer. */
const timeoutMs = 60_000;

/** The event of a message that Slack has, as it comes to us. */
const eventOf = (ts: string, text: string): Json => ({ ...buildMessage(alone, undefined, ts), text });

describe.each(['http', 'socket'] as const)('over %s', (transport) => {
  test('an event that comes again and again, and its mention before it, have one effect', async () => {
    harness = await startHarness({ script: logsMeeting, transport });
    const { workspace } = harness;
    const { ts } = await workspace.post({ as: 'U0MARTA', channel: 'C0SALES', text: 'nothing' });
    const event = eventOf(ts, '<@U0RAPPORT> met TWICE');
    const envelope = alone.envelope(event);
    const { channel_type: _type, ...mention } = event;
    const sent = await Promise.all([
      workspace.deliver(alone.envelope({ ...mention, type: 'app_mention' }), { timeoutMs }),
      workspace.deliver(envelope, { timeoutMs }),
      // Socket Mode sends again with the same number, HTTP counts.
      ...[0, 1, 2, 3].map((retryNum) =>
        workspace.deliver(envelope, { retryNum, retryReason: 'timeout', timeoutMs }),
      ),
    ]);
    expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
    await harness.replies('C0SALES', ts);
    await workspace.deliver(envelope, { retryNum: 3, retryReason: 'http_timeout' });
    await harness.settled();
    expect((await rapportSaid('C0SALES', ts)).length).toBe(1);
    expect((await harness.rows('interactions')).length).toBe(1);
    expect((await harness.rows('inbox')).length).toBe(1);
  });

  test('a deletion that comes before its message keeps the message from being kept', async () => {
    harness = await startHarness({ script: logsMeeting, transport });
    const { workspace } = harness;
    const { ts } = await workspace.post({ as: 'U0MARTA', channel: 'C0SALES', text: 'nothing' });
    const event = eventOf(ts, '<@U0RAPPORT> met DELETED');
    const at = '1700000009.000100';
    const deletion = { channel: 'C0SALES', channel_type: 'channel', deleted_ts: ts, ts: at, event_ts: at };
    const deleted = { type: 'message', subtype: 'message_deleted', hidden: true, previous_message: event };
    await workspace.deliver(alone.envelope({ ...deleted, ...deletion }));
    await harness.settled();
    await workspace.deliver(alone.envelope(event), { retryNum: 1, retryReason: 'http_error' });
    await harness.settled();
    expect(await names()).toEqual([]);
    expect(await rapportSaid('C0SALES', ts)).toEqual([]);
    expect(JSON.stringify(await harness.rows('inbox'))).not.toContain('DELETED');
    expect(await harness.rows('messages')).toEqual([]);
  });
});

test('a message of a shared channel, told in the name of both teams, is declined once', async () => {
  harness = await startHarness({
    script: logsMeeting,
    workspace: { channels: [{ id: 'C0SHARED', name: 'shared', hostTeamId: HOST }] },
  });
  const { ts } = await posted('<@U0RAPPORT> met BOTH', 'C0SHARED');
  reconnect();
  const event = { ...buildMessage(theirs, undefined, ts), text: '<@U0RAPPORT> met BOTH' };
  for (const around of [theirs, alone]) {
    const body = { ...around.envelope(event), is_ext_shared_channel: true };
    expect((await harness.workspace.deliver(body)).status).toBe(200);
  }
  await harness.replies('C0SHARED', ts);
  await harness.settled();
  expect((await rapportSaid('C0SHARED', ts)).length).toBe(1);
  expect((await harness.rows('inbox')).length).toBe(1);
});

test('when Slack tells that it has dropped events, it is answered at once, and what is missing is read', async () => {
  harness = await startHarness({ script: logsMeeting });
  await harness.say({ as: 'U0MARTA', text: 'met BEFORE' });
  const { ts } = await posted('met DROPPED', 'D0MARTA');
  reconnect();
  const limited = { type: 'app_rate_limited', team_id: 'T0RAPPORT', minute_rate_limited: 1_700_000_000 };
  expect(await harness.workspace.deliver(limited)).toEqual({ status: 200, body: '' });
  await harness.replies('D0MARTA', ts);
  expect(harness.logged.join()).toContain('Slack has dropped events');
});

test('Slack’s question whether the address is ours is answered', async () => {
  harness = await startHarness();
  const challenge = 'words that come back';
  const { status, body } = await harness.workspace.deliver({ type: 'url_verification', challenge });
  expect([status, JSON.parse(body)]).toEqual([200, { challenge }]);
});

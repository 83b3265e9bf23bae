import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InboxEntry } from '../conversation/inbox.ts';
import { ensureMember } from '../crm/members.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Json, Workspace } from '../emulator/workspace-types.ts';
import { createLog } from '../log.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { PEOPLE } from '../testing/harness.ts';
import { buildEvents } from '../testing/slack-payloads/events.ts';
import { buildMessage } from '../testing/slack-payloads/messages.ts';
import { WORLDS } from '../testing/slack-payloads/worlds.ts';
import { EVENT_TYPES } from './event-types.ts';
import { MESSAGE_SUBTYPES } from './message-subtypes.ts';
import { type Slack, startSlack } from './slack.ts';

/** What is taken in for each type of event, and for a message of each meaning. */
const KINDS: Record<string, InboxEntry['kind']> = {
  message: 'message',
  app_mention: 'message',
  app_home_opened: 'home_opened',
  agent_session_stopped: 'stop',
  member_joined_channel: 'joined',
  reaction_added: 'reaction',
  reaction_removed: 'reaction',
  user_change: 'user_change',
  written: 'message',
  changed: 'edit',
  deleted: 'deletion',
};

describe.each(Object.entries(WORLDS))('in %s', (_, world) => {
  let workspace: Workspace;
  let desk: AppDesk;
  let slack: Slack;
  let taken: InboxEntry[] = [];
  let dropped: Json[] = [];
  let removals = 0;

  beforeAll(async () => {
    const { organisation: id } = world;
    const organisation = id ? { organisation: { id } } : {};
    workspace = await createWorkspace({ users: PEOPLE, channels: [], ...organisation });
    desk = await openAppDesk({ reports: 'none' });
    const known = { slackUserId: world.user, name: 'Marta', email: null, timeZone: 'UTC', locale: 'en-US' };
    await ensureMember(desk.app, known);
    const log = createLog('debug', {
      write: (line) => {
        const said = JSON.parse(line);
        if (said.msg === 'event dropped')
          dropped.push({ type: said.type, subtype: said.subtype, why: said.why });
      },
    });
    const config = {
      botToken: workspace.botToken,
      apiUrl: workspace.apiUrl,
      transport: { kind: 'http', signingSecret: workspace.signingSecret } as const,
      port: 0,
      admins: [],
    };
    const enqueue = async (entry: InboxEntry) => {
      taken.push(entry);
      return 'new' as const;
    };
    const onRemoved = () => (removals += 1);
    slack = await startSlack({ ...desk.app, log }, { config, enqueue, onRemoved, degraded: () => [] });
    await (await slack.connection)?.receive(desk.app);
    workspace.connect(`http://127.0.0.1:${slack.port}/slack/events`);
  });
  afterAll(async () => {
    await slack.stop();
    await workspace.close();
    await desk.close();
  });

  /** Sends an event as Slack does, and gives what came of it. */
  async function send(event: Json): Promise<unknown> {
    taken = [];
    dropped = [];
    const { status } = await workspace.deliver(world.envelope(event), { timeoutMs: 60_000 });
    expect(status).toBe(200);
    return [...taken.map(({ kind }) => kind), ...dropped.map(({ why }) => ({ dropped: why }))];
  }

  test('every type of event is taken in, or dropped for the reason in the table', async () => {
    const { app_uninstalled: _removal, ...events } = buildEvents(world);
    const told: Json = {};
    for (const [type, event] of Object.entries(events)) told[type] = await send(event);
    const { app_uninstalled: _removed, tokens_revoked: _revoked, ...meant } = EVENT_TYPES;
    expect(told).toEqual({
      ...Object.fromEntries(
        Object.entries(meant).map(([type, meaning]) => [
          type,
          [meaning === 'taken in' ? KINDS[type] : meaning],
        ]),
      ),
      tokens_revoked: [{ dropped: 'the token of somebody else' }],
    });
  });

  test('a message of every subtype means what the table says', async () => {
    const told: Json = {};
    for (const subtype of Object.keys(MESSAGE_SUBTYPES))
      told[subtype] = await send(buildMessage(world, subtype));
    expect(told).toEqual(
      Object.fromEntries(
        Object.entries(MESSAGE_SUBTYPES).map(([subtype, meaning]) => [
          subtype,
          [typeof meaning === 'string' ? KINDS[meaning] : meaning],
        ]),
      ),
    );
  });

  test('what Slack has invented since is dropped, and a line of the log at debug says so', async () => {
    const type = 'invented_since';
    expect(await send({ type, user: world.user })).toEqual([
      { dropped: 'a type of event that is not known' },
    ]);
    expect(dropped).toEqual([{ type, subtype: undefined, why: 'a type of event that is not known' }]);
    expect(await send(buildMessage(world, type))).toEqual([{ dropped: 'a subtype that is not known' }]);
    expect(dropped).toEqual([{ type: 'message', subtype: type, why: 'a subtype that is not known' }]);
    expect(await send({ type: 'message', ts: 17 })).toEqual([{ dropped: 'a shape that is not understood' }]);
  });

  test('the change of a title, and of a notice, is no edit of anybody’s words', async () => {
    const edited = { user: world.user, ts: '1700000001.000100' };
    for (const subtype of ['assistant_app_thread', 'channel_topic', 'invented_since']) {
      const { subtype: _outer, channel, ...message } = buildMessage(world, subtype);
      const inner = { ...message, subtype };
      const change = { channel, event_ts: edited.ts, ts: edited.ts, hidden: true };
      const changed = { ...change, message: { ...inner, text: 'another', edited }, previous_message: inner };
      const [fate] = (await send({ type: 'message', subtype: 'message_changed', ...changed })) as Json[];
      expect(fate).toHaveProperty('dropped');
    }
  });

  test('the removal of Rapport is heard', async () => {
    expect(await send(buildEvents(world).app_uninstalled)).toEqual([]);
    expect(removals).toBe(1);
  });
});

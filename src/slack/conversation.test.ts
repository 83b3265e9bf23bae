import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.model.script(logsMeeting));

const rows: Harness['rows'] = (table) => harness.rows(table);
const interactionsOf = async (company: string) => {
  const { interactions, companies } = harness.store.tables;
  const all = await harness.store.read.select().from(interactions);
  const [known] = (await harness.store.read.select().from(companies)).filter(({ name }) => name === company);
  return all.filter(({ companyId }) => known && companyId === known.id);
};

describe('a message', () => {
  test('in a direct message is saved, and answered in its thread with a card', async () => {
    const input = {
      kind: 'meeting',
      summary: 'Talked about the renewal.',
      company: { name: 'Acme' },
      contacts: [{ name: 'Ana Lopes' }],
      follow_ups: [{ title: 'Send pricing', due_on: '2026-11-27' }],
    };
    harness.model.script(calls({ name: 'log_interaction', input }));
    const { reply } = await harness.say({ as: 'U0MARTA', text: 'Met Ana Lopes at Acme about the renewal' });
    const blocks = JSON.stringify(reply.blocks).replaceAll('\u00a0', ' ');
    for (const words of ['Meeting with Ana Lopes (Acme)', 'Send pricing · Fri 27 Nov 2026', '"undo_run"']) {
      expect(blocks).toContain(words);
    }
    expect(await interactionsOf('Acme')).toMatchObject([
      { summary: 'Talked about the renewal.', sourceChannel: 'D0MARTA' },
    ]);
  });

  test('that mentions Rapport in a channel has one effect, though Slack sends it twice', async () => {
    const { reply } = await harness.say({
      as: 'U0MARTA',
      channel: 'C0SALES',
      text: '<@U0RAPPORT> met TWINS',
    });
    expect(reply.text).toContain('Saved');
    await harness.settled();
    expect(await interactionsOf('TWINS')).toHaveLength(1);
    expect(await harness.replies('C0SALES', reply.thread_ts ?? '')).toHaveLength(1);
  });

  test('delivered four times has one effect', async () => {
    const event = {
      type: 'message',
      channel: 'D0TOM',
      channel_type: 'im',
      user: 'U0TOM',
      text: 'met FOURTIMES',
      ts: '1764000000.000100',
    };
    const body = harness.workspace.envelope(event);
    const first = await Promise.all([harness.workspace.deliver(body), harness.workspace.deliver(body)]);
    const again = [
      await harness.workspace.deliver(body, { retryNum: 1, retryReason: 'http_timeout' }),
      await harness.workspace.deliver(harness.workspace.envelope(event), { retryNum: 2 }),
    ];
    expect([...first, ...again].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await harness.settled();
    expect(await interactionsOf('FOURTIMES')).toHaveLength(1);
    expect(await harness.replies('D0TOM', event.ts)).toHaveLength(1);
  });

  test('with a file is handled, and the file is named', async () => {
    const { ts } = await harness.workspace.post({
      as: 'U0TOM',
      channel: 'C0SALES',
      text: '<@U0RAPPORT> look at this',
      files: [{ name: 'contract.pdf', content: 'x' }],
    });
    await harness.replies('C0SALES', ts);
    expect((await rows('messages')).find((row) => row.ts === ts && row.author === 'member')?.text).toContain(
      'contract.pdf',
    );
  });

  test('in a channel that does not mention Rapport leaves nothing', async () => {
    const before = (await rows('inbox')).length;
    const { deliveries } = await harness.workspace.post({
      as: 'U0TOM',
      channel: 'C0SALES',
      text: 'met NOBODY, lunch?',
    });
    expect(deliveries.map(({ status }) => status)).toEqual([200]);
    expect((await rows('inbox')).length).toBe(before);
  });
});

describe('a thread', () => {
  test('whose replies arrive before its mention is answered in full, each once', async () => {
    const root = '1764000100.000100';
    const say = (text: string, ts: string, mention: boolean) =>
      harness.workspace.deliverEvent({
        type: mention ? 'app_mention' : 'message',
        channel: 'C0SALES',
        channel_type: 'channel',
        user: 'U0MARTA',
        text,
        ts,
        ...(ts === root ? {} : { thread_ts: root }),
      });
    await say('met LATE', '1764000102.000100', false);
    await say('met EARLY', '1764000101.000100', false);
    await until('both to wait for a mention', async () => {
      const parked = (await rows('inbox')).filter(({ status }) => status === 'parked');
      return parked.length === 2 || undefined;
    });
    expect(await interactionsOf('LATE')).toHaveLength(0);
    await say('<@U0RAPPORT> met ROOT', root, true);
    await harness.replies('C0SALES', root, 3);
    for (const company of ['ROOT', 'EARLY', 'LATE']) expect(await interactionsOf(company)).toHaveLength(1);
  });

  test('between people is left alone, also when somebody is spoken to in ours', async () => {
    const { ts } = await harness.say({ as: 'U0MARTA', channel: 'C0SALES', text: '<@U0RAPPORT> met ASIDE' });
    await harness.workspace.post({
      as: 'U0TOM',
      channel: 'C0SALES',
      threadTs: ts,
      text: '<@U0LEA> did you see this?',
    });
    await harness.settled();
    expect(await harness.replies('C0SALES', ts)).toHaveLength(1);
  });
});

describe('somebody whom Rapport does not serve', () => {
  const SAID = 'met FORBIDDEN with secret words';

  test.each([
    ['a guest', 'U0GUEST'],
    ['a stranger from Slack Connect', 'U0STRANGER'],
    ['a deactivated user', 'U0GONE'],
    ['a bot', 'U0ROBOT'],
  ])('%s gets nothing stored', async (_, user) => {
    const requests = harness.model.requests.length;
    const members = (await rows('members')).length;
    const event = {
      type: 'app_mention',
      channel: 'C0SALES',
      user,
      text: `<@U0RAPPORT> ${SAID}`,
      ts: `17640002${user.length}0.${user.charCodeAt(2)}00`,
    };
    await harness.workspace.deliverEvent(event);
    await harness.settled();
    expect(harness.model.requests).toHaveLength(requests);
    expect(await rows('members')).toHaveLength(members);
    for (const name of ['interactions', 'messages', 'inbox'] as const) {
      expect(JSON.stringify(await rows(name))).not.toContain('secret words');
    }
    expect(await interactionsOf('FORBIDDEN')).toHaveLength(0);
  });

  test('a message of a bot is not even looked at', async () => {
    const before = (await rows('inbox')).length;
    const event = {
      type: 'message',
      channel: 'D0TOM',
      channel_type: 'im',
      bot_id: 'B0OTHER',
      user: 'U0ROBOT',
      text: SAID,
      ts: '1764000300.000100',
    };
    expect((await harness.workspace.deliverEvent(event)).status).toBe(200);
    expect(await rows('inbox')).toHaveLength(before);
  });

  test('whom Slack cannot tell installation waits, with nothing done, until it can', async () => {
    const allow = harness.workspace.fault(({ method }) =>
      method === 'users.info' ? { status: 500 } : undefined,
    );
    const { ts } = await harness.workspace.post({ as: 'U0NEW', channel: 'D0NEW', text: 'met NEWCOMER' });
    await until('a postponed row', async () =>
      (await rows('inbox')).find((row) => row.ts === ts && row.attempts > 0 && row.status === 'pending'),
    );
    expect(await interactionsOf('NEWCOMER')).toHaveLength(0);
    allow();
    await harness.replies('D0NEW', ts);
    expect(await interactionsOf('NEWCOMER')).toHaveLength(1);
  });
});

describe('the door', () => {
  test('refuses a bad signature and an old one', async () => {
    const body = harness.workspace.envelope({
      type: 'app_mention',
      channel: 'C0SALES',
      user: 'U0TOM',
      text: 'x',
      ts: '1764000400.000100',
    });
    expect((await harness.workspace.deliver(body, { badSignature: true })).status).toBe(401);
    expect((await harness.workspace.deliver(body, { timestamp: Date.now() / 1_000 - 3_600 })).status).toBe(
      401,
    );
  });

  test('takes no notice of what it does not understand', async () => {
    for (const event of [
      { type: 'message' },
      { type: '__proto__' },
      { type: 'message', channel: 7, ts: [], user: {} },
    ]) {
      expect((await harness.workspace.deliverEvent(event)).status).toBe(200);
    }
    expect((await harness.workspace.deliver({ type: 'event_callback' })).status).toBe(200);
  });

  test('tells whether it is up and ready', async () => {
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${harness.app.port}${path}`)).status;
    expect(await get('/healthz')).toBe(200);
    expect(await get('/readyz')).toBe(200);
    expect(await get('/elsewhere')).toBe(404);
  });
});

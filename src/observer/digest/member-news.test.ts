import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { createSystem } from '../../context.ts';
import type { Document } from '../../delivery/document.ts';
import { type Recipient, TryLater } from '../../delivery/recipient.ts';
import type { Store } from '../../store/store.ts';
import { insertMessage, insertObservation } from '../../testing/observation-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import { tellMembers } from './member-news.ts';

const HOUR = 3_600_000;
const SAID = 'from now on, answer in bullet points';

describe.each(Object.entries(DIALECTS))('telling members (%s)', (_, open) => {
  /** Every test begins on Tuesday 24 November 2026 at 10:00 UTC. */
  let store: Store;
  let team: Team;
  let ana: Context;
  const recipients = new Map<string, Recipient | Error>();
  let asked: string[];

  beforeEach(async () => {
    store = await open();
    team = createTeam(store);
    recipients.clear();
    asked = [];
    ana = await member('ana', 'Europe/Lisbon');
  });
  afterEach(() => store.close());

  async function member(name: string, timeZone: string): Promise<Context> {
    const known = await team.as(name, { timeZone });
    recipients.set(known.actor.memberId, { actor: known.actor, channel: `D-${name}` });
    return known;
  }

  const tell = (system = team.system) =>
    tellMembers(system, {
      recipientOf: async (memberId) => {
        asked.push(memberId);
        const recipient = recipients.get(memberId) ?? new TryLater('Slack cannot be asked.', 1_000);
        if (recipient instanceof Error) throw recipient;
        return recipient;
      },
    });

  const outbox = () => store.read.select().from(store.tables.outbox);
  const sent = async (channel: string) =>
    (await outbox()).filter((row) => row.channel === channel).map(({ document }) => document as Document);
  const observations = () => store.read.select().from(store.tables.observations);

  let messages = 0;
  async function learn({ actor }: Context, patch: object = {}, text = SAID) {
    messages += 1;
    const { memberId } = actor;
    const said = { memberId, text, channel: `D-${actor.name}`, ts: `1795449600.${100_000 + messages}` };
    const { id: messageId } = await insertMessage(team.system, said);
    const preference = { kind: 'user_preference', slot: 'format', valueKey: 'bullets', subject: 'member' };
    return insertObservation(
      team.system,
      { ...preference, status: 'proposed', memberId, ...patch } as never,
      [{ messageId, quote: text }],
    );
  }

  test('asks whether it understood, with the words it comes from, and once', async () => {
    await learn(ana);
    expect(await tell()).toBe(true);
    expect(await tell()).toBe(false);
    const [told, ...more] = await sent('D-ana');
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      text: 'I have a question about how I answer you.',
      cards: [
        {
          title: 'Shall I answer you in bullet points from now on?',
          text: `You wrote on Mon 23 Nov 2026: “${SAID}”`,
          actions: [
            { id: 'observation_approve', label: 'Yes' },
            { id: 'observation_dismiss', label: 'No' },
            { id: 'observation_in_reports', label: 'Only in reports' },
          ],
        },
      ],
    });
    expect((await observations())[0]?.toldAt).toEqual(team.system.clock.now());
  });

  test('offers to log what was missed, and says how often a wish was uttered', async () => {
    const { id } = await learn(ana);
    await learn(ana, { kind: 'missed_capture', slot: 'log', status: 'proposed' }, 'Met Ana at Acme');
    const again = await insertMessage(team.system, {
      memberId: ana.actor.memberId,
      text: 'bullets please',
      channel: 'D-ana',
      ts: '1795363200.000100',
    });
    const { observationEvidence } = store.tables;
    const more = { id: 'e2', observationId: id, messageId: again.id, quote: 'bullets', saidOn: '2026-11-22' };
    await store.transaction((tx) =>
      tx
        .insert(observationEvidence)
        .values({ ...more, createdAt: again.createdAt })
        .returning(),
    );
    await tell();
    const [told] = await sent('D-ana');
    expect(told?.cards).toMatchObject([
      { text: `You wrote on 2 days, last on Mon 23 Nov 2026: “${SAID}”` },
      {
        title: 'Shall I log this?',
        text: 'You wrote on Mon 23 Nov 2026: “Met Ana at Acme”',
        actions: [{ id: 'capture_log', style: 'primary' }, { id: 'capture_skip' }],
      },
    ]);
  });

  test('tells nothing of what holds by day already, is decided, or concerns the team', async () => {
    await learn(ana, { status: 'active' });
    await learn(ana, { status: 'dismissed' });
    await learn(ana, { kind: 'system_feedback', slot: 'answers', status: 'active', valueKey: 'x' });
    await learn(ana, { kind: 'missed_capture', slot: 'log', status: 'active' });
    await insertObservation(team.system, { kind: 'customer_trend', status: 'active' });
    expect(await tell()).toBe(false);
    expect(asked).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  test('asks about reports alone without offering it once more', async () => {
    await learn(ana, { subject: 'answers:reports' });
    await tell();
    const [told] = await sent('D-ana');
    expect(told?.cards).toMatchObject([
      {
        title: 'Shall I answer you in bullet points when it is about reports from now on?',
        actions: [{ id: 'observation_approve' }, { id: 'observation_dismiss' }],
      },
    ]);
    expect(told?.cards?.[0]?.actions).toHaveLength(2);
  });

  test('waits for the morning of each member, and for the next one after the evening', async () => {
    const tom = await member('tom', 'America/New_York');
    const kay = await member('kay', 'Asia/Tokyo');
    for (const each of [ana, tom, kay]) await learn(each);
    // 10:00 in Lisbon, 19:00 in Tokyo, 05:00 in New York, where nobody is even asked for.
    await tell();
    expect(asked).not.toContain(tom.actor.memberId);
    expect(await sent('D-tom')).toEqual([]);
    expect(await sent('D-kay')).toHaveLength(1);
    team.system.clock.advance(3.5 * HOUR - 1);
    await tell();
    expect(await sent('D-tom')).toEqual([]);
    team.system.clock.advance(1);
    await tell();
    expect(await sent('D-tom')).toHaveLength(1);
    // 20:00 in Lisbon.
    team.system.clock.advance(6.5 * HOUR);
    await learn(ana, { slot: 'length', valueKey: 'short' });
    await tell();
    expect(await sent('D-ana')).toHaveLength(1);
    team.system.clock.advance(12.5 * HOUR);
    await tell();
    expect(await sent('D-ana')).toHaveLength(2);
  });

  test('is left for later when nobody can tell where somebody is, and keeps nobody else waiting', async () => {
    const ben = await member('ben', 'Europe/Lisbon');
    recipients.set(ana.actor.memberId, new TryLater('Slack cannot be asked.', 1_000));
    await learn(ana);
    await learn(ben);
    await tell();
    expect(await sent('D-ana')).toEqual([]);
    expect(await sent('D-ben')).toHaveLength(1);
    await member('ana', 'Europe/Lisbon');
    await tell();
    expect(await sent('D-ana')).toHaveLength(1);
  });

  test('somebody who is gone is not written to, and not asked for again', async () => {
    recipients.set(ana.actor.memberId, { gone: 'their account is deactivated' });
    await learn(ana);
    await tell();
    await tell();
    expect(await outbox()).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('a crash before the commit loses nothing, and nothing is told twice by two at once', async () => {
    await learn(ana);
    const crashing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          await work(tx);
          throw new Error('crashed');
        }),
    };
    await tell(createSystem({ ...team.system, store: crashing }));
    expect(await outbox()).toEqual([]);
    expect((await observations())[0]?.toldAt).toBeNull();
    await Promise.all([tell(), tell()]);
    expect(await sent('D-ana')).toHaveLength(1);
  });

  test('many are told in messages of five', async () => {
    for (let number = 0; number < 10; number += 1) {
      await learn(ana, { kind: 'missed_capture', slot: 'log', status: 'proposed', valueKey: `v${number}` });
    }
    await tell();
    await tell();
    await tell();
    expect((await sent('D-ana')).map(({ cards }) => cards?.length)).toEqual([5, 5]);
  });
});

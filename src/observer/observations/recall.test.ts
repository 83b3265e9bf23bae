import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logInteraction } from '../../crm/interactions.ts';
import type { Store } from '../../store/store.ts';
import { addMessage, addObservation } from '../../testing/observation-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW, type Team } from '../../testing/team.ts';
import { selectLearned } from './recall.ts';
import { explainObservation } from './reviews.ts';

const HOUR_MS = 3_600_000;

describe.each(Object.entries(DIALECTS))('what was learned, on %s', (_, open) => {
  let store: Store;
  let team: Team;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.transaction(async (tx) => {
      await tx.delete(store.tables.observations);
    });
    team = createTeam(store);
  });

  const memberId = async (name: string) => (await team.as(name)).actor.memberId;
  /** A preference of somebody, with a message that shows it. */
  const prefers = async (
    name: string,
    claim: string,
    more: Partial<Parameters<typeof addObservation>[1]> = {},
  ) => {
    const scope = await memberId(name);
    const messageId = await addMessage(team.system, { memberId: scope, text: claim });
    return addObservation(team.system, { scope, claim, messageId, ...more });
  };
  const trend = async (claim: string, more: Partial<Parameters<typeof addObservation>[1]> = {}) =>
    addObservation(team.system, { scope: 'team', kind: 'customer_trend', slot: 'workload', claim, ...more });
  const told = async (name: string, options: Parameters<Team['as']>[1] = {}) =>
    (await selectLearned(await team.as(name, options))).map(({ text }) => text);

  test('is told to the member it is about, and to nobody else; what concerns the team to everybody', async () => {
    await prefers('Marta', 'Prefers short answers.');
    await trend('More calls with Acme: 9 instead of 4.');
    const shared = 'More calls with Acme: 9 instead of 4. (seen on 2026-11-23)';
    expect((await told('Marta')).toSorted()).toEqual([shared, 'Prefers short answers.']);
    expect(await told('Tom')).toEqual([shared]);
  });

  test('is only what counts: nothing proposed, replaced, out of date or dismissed, and no missed capture', async () => {
    for (const status of ['proposed', 'superseded', 'expired', 'dismissed'] as const) {
      await prefers('Marta', `Is ${status}.`, { status });
    }
    await prefers('Marta', 'Forgot to log.', { kind: 'missed_capture', slot: 'log' });
    await prefers('Marta', 'Somebody else’s preference for all.', { scope: 'team' });
    expect(await told('Marta')).toEqual([]);
  });

  test('in a channel leaves out what is about the actor, but for how they like answers', async () => {
    await prefers('Marta', 'Prefers short answers.');
    await prefers('Marta', 'Had to correct Acme twice.', { kind: 'system_feedback', slot: 'corrections' });
    expect(await told('Marta')).toHaveLength(2);
    expect(await told('Marta', { audience: 'shared' })).toEqual(['Prefers short answers.']);
  });

  test('goes when the message that shows it is gone', async () => {
    await prefers('Marta', 'Prefers short answers.');
    const { messages } = store.tables;
    const forgotten = eq(messages.text, 'Prefers short answers.');
    await store.transaction(async (tx) => {
      await tx.delete(messages).where(forgotten);
    });
    expect(await told('Marta')).toEqual([]);
  });

  test('holds to the end of the day on which it expires, for whoever asks at whatever hour', async () => {
    const expiresAt = new Date('2026-11-24T13:00:00Z');
    await trend('Holds until one.', { expiresAt });
    const morning = JSON.stringify(await selectLearned(await team.as('Marta')));
    team.system.clock.advance(12 * HOUR_MS);
    expect(JSON.stringify(await selectLearned(await team.as('Marta')))).toBe(morning);
    expect(morning).toContain('Holds until one.');
    team.system.clock.advance(3 * HOUR_MS);
    expect(await told('Marta')).toEqual([]);
  });

  test('is at most twenty things, preferences and what is surest first, in the order of their ids', async () => {
    const preference = await prefers('Marta', 'Prefers short answers.', { confidence: 1 });
    for (let at = 1; at <= 25; at += 1) await trend(`Trend ${at}.`, { confidence: at });
    const items = await selectLearned(await team.as('Marta'));
    const ids = items.map(({ id }) => id);
    expect(items).toHaveLength(20);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toContain(preference);
    const trends = items.flatMap(({ text }) => /Trend (\d+)/.exec(text)?.[1] ?? []).map(Number);
    expect(trends.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, at) => at + 7));
  });

  test('of two that are as sure, is the one with newer evidence where there is room for one', async () => {
    for (let at = 0; at < 21; at += 1) {
      await trend(`Trend ${at}.`, { lastEvidenceAt: new Date(NOW.getTime() + at * HOUR_MS) });
    }
    const texts = await told('Marta');
    expect(texts.some((text) => text.startsWith('Trend 20.'))).toBe(true);
    expect(texts.some((text) => text.startsWith('Trend 0.'))).toBe(false);
  });

  test('never takes more than 800 tokens', async () => {
    for (let at = 0; at < 20; at += 1) await trend(`${at} ${'x'.repeat(190)}`, { confidence: at });
    const items = await selectLearned(await team.as('Marta'));
    expect(JSON.stringify(items).length).toBeLessThanOrEqual(3_200);
    expect(items.length).toBeGreaterThan(8);
    expect(items.some(({ text }) => text.startsWith('19 '))).toBe(true);
  });

  test('is explained with quotes to its owner alone, and in a channel not even to them', async () => {
    const quote = 'keep it short from now on';
    const own = await prefers('Marta', 'Prefers short answers.', { quote });
    const shared = await trend('Acme calls more.', {
      messageId: await addMessage(team.system, { memberId: await memberId('Marta'), text: quote }),
      quote,
    });
    const marta = await team.as('Marta');
    const all = await explainObservation(marta, {});
    expect(JSON.stringify(all)).toContain(quote);
    expect(all.observations.map(({ id }) => id).toSorted()).toEqual([own, shared].toSorted());
    const inChannel = await team.as('Marta', { audience: 'shared' });
    for (const ctx of [inChannel, await team.as('Tom')]) {
      expect(JSON.stringify(await explainObservation(ctx, {}))).not.toContain(quote);
    }
    const alone = await explainObservation(inChannel, { observation_id: own });
    expect(alone.observations).toEqual([]);
    const ofOthers = explainObservation(await team.as('Tom'), { observation_id: own });
    await expect(ofOthers).rejects.toThrow('I do not find that observation');
  });

  test('is told as long as one interaction shows it, and goes with the last', async () => {
    const marta = await team.as('Marta');
    const input = { kind: 'call', summary: 'Asked for a discount.', company: { name: 'Acme' } } as const;
    await logInteraction(marta, input);
    const [interaction] = await store.read.select().from(store.tables.interactions);
    await trend('Acme asks for discounts.', { slot: 'topic', interactionId: interaction?.id ?? '' });
    expect(await told('Marta')).toHaveLength(1);
    const { observationEvidence } = store.tables;
    await store.transaction(async (tx) => {
      await tx.delete(observationEvidence);
    });
    expect(await told('Marta')).toEqual([]);
  });
});

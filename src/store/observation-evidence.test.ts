import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { forgetMessage, saveMessage } from '../conversation/messages.ts';
import { logInteraction } from '../crm/interactions.ts';
import { undo } from '../crm/undo.ts';
import type { Document } from '../delivery/document.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { newId } from '../ids.ts';
import { addObservation, addPreference } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { weigh } from './observation-evidence.ts';
import { insertRow } from './prepared-statements.ts';
import type { Row, Tables } from './schema.ts';
import type { Store } from './store.ts';

test('confidence grows with every source and every day, and never past 100', () => {
  const weights = [1, 2, 3, 6, 50].map((each) => weigh({ sources: each, days: each }));
  expect(weights).toEqual([50, 75, 88, 98, 100]);
  expect(weigh({ sources: 3, days: 1 })).toBeLessThan(weigh({ sources: 3, days: 3 }));
});

describe.each(Object.entries(DIALECTS))('evidence on %s', (_, open) => {
  let store: Store;
  let marta: Context;

  beforeAll(async () => {
    store = await open();
    marta = await createTeam(store).as('marta');
  });
  afterAll(() => store.close());

  const rows = async <Name extends keyof Tables>(name: Name): Promise<Row<Name>[]> =>
    (await store.read.select().from(store.tables[name] as Tables['inbox'])) as never;
  const find = async (id: string) => (await rows('observations')).find((each) => each.id === id);
  const eventsOf = async (id: string) =>
    (await rows('observationEvents')).filter(({ observationId }) => observationId === id);

  /** Says something, or something else in its place. */
  async function say(text: string, at = { channel: 'D1', ts: newId() }) {
    const { memberId } = marta.actor;
    const id = newId();
    const createdAt = marta.clock.now();
    const said = { ...at, id, threadKey: at.ts, author: 'member', memberId, audience: 'direct' } as const;
    await transact(marta, (ctx) => saveMessage(ctx, { ...said, text, createdAt }));
    return { ...at, id };
  }
  const forget = (at: { channel: string; ts: string }) => transact(marta, (ctx) => forgetMessage(ctx, at));

  test.each(['proposed', 'active', 'dismissed'] as const)(
    'a deleted message takes a %s observation along that rests on nothing else',
    async (status) => {
      const said = await say('always in bullets SECRETWORDS');
      const evidence = [{ messageId: said.id, quote: 'bullets SECRETWORDS' }];
      const id = await addPreference(marta, { status, evidence });
      await forget(said);
      expect(await find(id)).toBeUndefined();
      expect(JSON.stringify(await rows('observationEvidence'))).not.toContain('SECRETWORDS');
      expect(await eventsOf(id)).toMatchObject([
        { kind: 'erased', by: 'code', detail: null, memberId: null },
      ]);
    },
  );

  test('what has other evidence stays, and is weighed anew', async () => {
    const [first, second, third] = [await say('bullets'), await say('bullets'), await say('bullets')];
    const id = await addPreference(marta, {
      evidence: [
        { messageId: first.id, quote: 'bullets', saidOn: '2026-11-20' },
        { messageId: second.id, quote: 'bullets', saidOn: '2026-11-21' },
        { messageId: third.id, quote: 'bullets', saidOn: '2026-11-21' },
      ],
    });
    await forget(first);
    expect(await find(id)).toMatchObject({ sources: 2, days: 1, confidence: weigh({ sources: 2, days: 1 }) });
    expect(await eventsOf(id)).toEqual([]);
  });

  test('what its member was told of it loses the words, sent or not, and nothing else does', async () => {
    const [first, second] = [await say('bullets, SECRETFIRST'), await say('bullets, SECRETSECOND')];
    const learned = (messageId: string, quote: string) =>
      addPreference(marta, { evidence: [{ messageId, quote }] });
    const [gone, kept] = [await learned(first.id, 'SECRETFIRST'), await learned(second.id, 'SECRETSECOND')];
    const card = (id: string, text: string) => ({
      title: 'Learned',
      text,
      actions: [{ id: 'observation_forget' as const, label: 'Undo', value: id }],
    });
    const document = { text: 'News.', cards: [card(gone, 'SECRETFIRST'), card(kept, 'SECRETSECOND')] };
    const { memberId } = marta.actor;
    const told = [
      { key: 'told:1', kind: 'news', memberId },
      { key: 'told:2', kind: 'news', memberId },
      { key: 'other', kind: 'reply', memberId },
      { key: 'another', kind: 'news', memberId: newId() },
    ] as const;
    for (const each of told) {
      const delivery = { ...each, channel: 'D1', threadTs: null, document };
      await transact(marta, (ctx) => enqueueDelivery(ctx, delivery));
    }
    const { outbox } = store.tables;
    await store.transaction((tx) =>
      tx.update(outbox).set({ status: 'sent' }).where(eq(outbox.dedupeKey, 'told:1')).returning(),
    );
    await forget(first);
    const wiped = {
      ...document,
      cards: [card(gone, 'What this comes from is deleted.'), card(kept, 'SECRETSECOND')],
    };
    const documents = new Map((await rows('outbox')).map((row) => [row.dedupeKey, row.document]));
    expect(Object.fromEntries(documents)).toEqual({
      'told:1': wiped,
      'told:2': wiped,
      other: document,
      another: document,
    });
    await say('something else', second);
    const left = (await rows('outbox')).filter(({ dedupeKey }) => dedupeKey.startsWith('told:'));
    expect(JSON.stringify(left)).not.toContain('SECRETSECOND');
  });

  test('what rests on no evidence by nature stays', async () => {
    const id = await addPreference(marta, { evidence: [] });
    await forget(await say('anything'));
    expect(await find(id)).toMatchObject({ confidence: 99 });
  });

  test('a message that is read anew keeps the quotes that still stand in it, and no others', async () => {
    const said = await say('always in bullets, call me SECRETNAME');
    const kept = await addPreference(marta, {
      evidence: [{ messageId: said.id, quote: 'always in\n bullets' }],
    });
    const lost = await addPreference(marta, {
      evidence: [{ messageId: said.id, quote: 'call me SECRETNAME' }],
    });
    await say('always in  bullets, please', said);
    expect(await find(kept)).toMatchObject({ confidence: 99 });
    expect(await find(lost)).toBeUndefined();
    expect(JSON.stringify(await rows('observationEvidence'))).not.toContain('SECRETNAME');
  });

  test('a card for the team loses the quotes that are gone, and keeps its words while others are left', async () => {
    const log = async (summary: string) => {
      const { interaction, change_id } = await logInteraction(marta, {
        kind: 'call',
        summary,
        company: { name: 'Acme' },
      });
      return { interactionId: interaction.id, change_id };
    };
    // The entry that is undone first is the newer one.
    const kept = await log('SECRETSECOND is slow.');
    const gone = await log('SECRETFIRST is slow.');
    const id = await addObservation(marta, {
      scope: 'team',
      claim: 'It is slow.',
      interactionId: gone.interactionId,
      quote: 'SECRETFIRST is slow.',
    });
    await transact(marta, (ctx) =>
      insertRow(ctx, {
        into: 'observationEvidence',
        row: {
          id: newId(),
          observationId: id,
          interactionId: kept.interactionId,
          quote: 'SECRETSECOND is slow.',
          saidOn: '2026-11-24',
          createdAt: marta.clock.now(),
        },
      }),
    );
    const quotes = ['SECRETFIRST is slow.', 'SECRETSECOND is slow.'].map((text) => ({ text, from: 'Acme' }));
    const actions = [{ id: 'observation_approve' as const, label: 'Approve', value: id }];
    const document = { text: 'Digest.', cards: [{ text: 'It is slow.', quotes, actions }] };
    const delivery = { key: 'night:1', kind: 'digest', channel: 'C1', threadTs: null, document } as const;
    await transact(marta, (ctx) => enqueueDelivery(ctx, delivery));
    const told = async () =>
      (await rows('outbox')).find(({ dedupeKey }) => dedupeKey === delivery.key)?.document as Document;
    await undo(marta, { change_id: gone.change_id });
    expect((await told()).cards).toEqual([{ text: 'It is slow.', quotes: quotes.slice(1), actions }]);
    await undo(marta, { change_id: kept.change_id });
    expect(JSON.stringify(await told())).not.toMatch(/SECRET/);
  });

  test('an interaction that is undone takes along what rests on it', async () => {
    const { interaction, change_id } = await logInteraction(marta, {
      kind: 'call',
      summary: 'They will leave in spring.',
      company: { name: 'Acme' },
    });
    const id = await addPreference(marta, {
      kind: 'customer_trend',
      evidence: [{ interactionId: interaction.id, quote: 'leave in spring' }],
    });
    await undo(marta, { change_id });
    expect(await find(id)).toBeUndefined();
    expect(await eventsOf(id)).toMatchObject([{ kind: 'erased' }]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import type { Tables } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { addPreference } from '../../testing/observation-rows.ts';
import { listRows, wholeStore } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import { listChangesFrom } from '../changes.ts';
import { saveCompany } from '../company-changes.ts';
import { saveContact } from '../contact-changes.ts';
import { find } from '../find.ts';
import { addFollowUp, changeFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { addNote } from '../notes.ts';
import { relate } from '../relationships.ts';
import { undo, undoRun } from '../undo.ts';
import { eraseContact } from './erase.ts';

describe.each(Object.entries(DIALECTS))('erasing a contact on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let marta: Context;
  let admin: Context;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    const { observationEvents: _kept, members: _people, ...others } = store.tables;
    for (const table of Object.values(others).toReversed())
      await store.transaction((tx) => tx.delete(table as Tables['inbox']).returning());
    marta = await team.as('marta');
    admin = await team.as('ada', { role: 'admin' });
  });

  const rows = <Name extends keyof Tables>(name: Name) => listRows(store, name);
  const everything = () => wholeStore(store);
  const erase = (name: string) => eraseContact(admin, { contact: { name } });
  const meeting = (company: string, summary: string, ...contacts: { name: string; email?: string }[]) => ({
    kind: 'meeting' as const,
    summary,
    company: { name: company },
    contacts,
  });

  /** A conversation in which `work` was done by a run: the message, the record of the run, and the reply. */
  async function converse<T>(
    text: string,
    work: (ctx: Context) => Promise<T>,
  ): Promise<T & { ts: string; runId: string }> {
    const { tables, transaction } = store;
    const [runId, inboxId, ts] = [newId(), newId(), newId()];
    const now = marta.clock.now();
    const { memberId } = marta.actor;
    const said = {
      threadKey: `D1:${ts}`,
      channel: 'D1',
      ts,
      memberId,
      audience: 'direct',
      createdAt: now,
    } as const;
    await transaction(async (tx) => {
      await tx.insert(tables.inbox).values({
        id: inboxId,
        kind: 'message',
        dedupeKey: `D1:${ts}`,
        threadKey: said.threadKey,
        channel: 'D1',
        messageTs: ts,
        ts,
        payload: { text },
        status: 'done',
        receivedAt: now,
        dueAt: now,
      });
      const run = {
        id: runId,
        inboxId,
        memberId,
        threadKey: said.threadKey,
        model: 'm',
        status: 'done',
      } as const;
      await tx.insert(tables.agentRuns).values({ ...run, startedAt: now });
      const content = { kind: 'tool', output: { summary: [text] } };
      await tx
        .insert(tables.agentSteps)
        .values({ id: newId(), runId, position: 0, kind: 'tool', content, createdAt: now });
      await tx.insert(tables.messages).values({ ...said, id: newId(), author: 'member', text });
      await tx
        .insert(tables.messages)
        .values({ ...said, id: newId(), author: 'assistant', text: `Saved: ${text}` });
      await tx.insert(tables.outbox).values({
        id: newId(),
        dedupeKey: `reply:${inboxId}`,
        kind: 'reply',
        inboxId,
        channel: 'D1',
        document: { text, facts: [{ label: 'Logged', value: text }] },
        clientMsgId: newId(),
        status: 'sent',
        createdAt: now,
        dueAt: now,
      });
    });
    const source = { channel: 'D1', ts, threadKey: said.threadKey, at: now, runId };
    return { ...(await work({ ...marta, source })), ts, runId };
  }

  test('leaves the name and the address nowhere, however they were written', async () => {
    const ana = { name: 'Ana Lopes', email: 'ana@acme.com' };
    const words = 'Met *Ana*  *Lopes* (ANA LOPES, <mailto:Ana@acme.com|ana@acme.com>) and Rui Costa';
    await converse(words, (ctx) =>
      logInteraction(ctx, {
        ...meeting('Acme', 'Ana Lopes, ana@acme.com, likes it.', ana, { name: 'Rui Costa' }),
        follow_ups: [{ title: 'Call Ana Lopes' }],
      }),
    );
    await converse('what does ana lopes think?', async () => ({}));
    await logInteraction(marta, meeting('Beta', 'They asked about Ana Lopes.', { name: 'Sue Hall' }));
    await relate(marta, {
      contact: { name: 'Rui Costa' },
      kind: 'reports_to',
      other_contact: { name: 'Ana Lopes' },
    });
    await addNote(marta, { contact: { name: 'Rui Costa' }, note: 'Works for Ana Lopes.' });
    await saveCompany(marta, { company: { name: 'Acme' }, about: 'Ask Ana\u00a0Lopes.' });
    await addFollowUp(marta, { title: 'Ask Sue about Ana Lopes' });
    await erase('Ana Lopes');
    const left = await everything();
    for (const word of ['ana lopes', 'lopes', 'ana@acme.com']) expect(left).not.toContain(word);
    expect(left).toContain('works for (erased).');
    const found = await find(marta, { query: 'lopes' });
    expect([found.contacts, found.interactions]).toEqual([[], []]);
    const again = await find(marta, { query: 'asked about' });
    expect(again.interactions).toMatchObject([
      { summary: 'They asked about (erased).', contacts: ['Sue Hall'] },
    ]);
  });

  test('takes out what somebody was called and reached at before', async () => {
    const contact = { name: 'Ana Lopes', email: 'ana@acme.com' };
    await converse('Ana Lopes, ana@acme.com, +351 912 345 678', (ctx) =>
      logInteraction(ctx, meeting('Acme', 'Met.', contact)),
    );
    await saveContact(marta, {
      contact,
      name: 'Ana Müller',
      email: 'mueller@acme.com',
      phone: '+351 912 345 678',
    });
    await converse('ANA MÜLLER called; so did ana mu\u0308ller', async () => ({}));
    await erase('Ana Müller');
    const left = await everything();
    // Three digits alone stand in an id now and then.
    for (const word of ['lopes', 'ana@', 'mueller@', '912 345', '912345', 'ller'])
      expect(left).not.toContain(word);
  });

  test('a name that two people bear is taken out only where it is theirs', async () => {
    const one = { name: 'Ana Lopes', email: 'ana@acme.com' };
    await converse('met Ana Lopes of Acme', (ctx) => logInteraction(ctx, meeting('Acme', 'Ana Lopes.', one)));
    const other = { name: 'Ana Lopes', email: 'mariana@acme.com', is_new: true };
    await converse('met Ana Lopes of Beta', (ctx) =>
      logInteraction(ctx, meeting('Beta', 'Ana Lopes too.', other)),
    );
    await eraseContact(admin, { contact: { email: 'ana@acme.com' } });
    const left = await everything();
    expect(left).not.toContain('ana lopes of acme');
    expect(left).toContain('met ana lopes of beta');
    expect(left).toContain('mariana@acme.com');
    expect(await rows('contacts')).toMatchObject([{ name: 'Ana Lopes', email: 'mariana@acme.com' }]);
    expect(await rows('interactions')).toMatchObject([{ summary: 'Ana Lopes too.' }]);
  });

  test('a name of one word is not taken out of what has nothing to do with them', async () => {
    await converse('Met Will, I will call', (ctx) =>
      logInteraction(ctx, meeting('Acme', 'Met.', { name: 'Will' })),
    );
    await converse('Will it rain?', async () => ({}));
    await erase('Will');
    const texts = (await rows('messages'))
      .filter(({ author }) => author === 'member')
      .map(({ text }) => text);
    expect(texts).toEqual(['Met (erased), I will call', 'Will it rain?']);
  });

  test('takes quotes along, and observations that rest on nothing else or name them', async () => {
    await converse('Ana Lopes wants a discount', (ctx) =>
      logInteraction(ctx, meeting('Acme', 'She wants a discount.', { name: 'Ana Lopes' })),
    );
    const { interaction } = await logInteraction(marta, meeting('Acme', 'Acme wants a discount.'));
    const [message] = await rows('messages');
    const [alone] = await rows('interactions');
    const quoted = { messageId: message?.id, quote: 'Lopes wants' };
    const resting = { interactionId: alone?.id, quote: 'wants a discount' };
    const other = { interactionId: interaction.id, quote: 'wants a discount' };
    const gone = [
      await addPreference(marta, { evidence: [quoted] }),
      await addPreference(marta, { evidence: [resting, quoted] }),
      await addPreference(marta, { claim: 'Ana Lopes is unhappy.', evidence: [other] }),
    ];
    const kept = await addPreference(marta, { evidence: [resting, other] });
    await erase('Ana Lopes');
    expect(await rows('observations')).toMatchObject([{ id: kept, sources: 1, days: 1, confidence: 50 }]);
    expect(await rows('observationEvidence')).toMatchObject([other]);
    const erased = (await rows('observationEvents')).filter(({ kind }) => kind === 'erased');
    expect(erased.map(({ observationId }) => observationId).filter((id) => gone.includes(id))).toHaveLength(
      3,
    );
  });

  test('what built on the contact can be undone as far as it is left, or says why not', async () => {
    const { runId, ts } = await converse('met Ana Lopes', async (ctx) => {
      await logInteraction(ctx, meeting('Acme', 'Met.', { name: 'Ana Lopes' }));
      await addFollowUp(ctx, { title: 'Book a room' });
      return addFollowUp(ctx, { title: 'Send pricing', contact: { name: 'Ana Lopes' } });
    });
    const titled = await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CFO' });
    const done = await changeFollowUp(marta, { words: 'Send pricing', action: 'done' });
    await erase('Ana Lopes');
    for (const { change_id } of [titled, done]) {
      const refused = undo(marta, { change_id });
      await expect(refused).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('erased'),
      });
    }
    expect((await undoRun(marta, { runId })).summaries).toEqual([
      'Book a room',
      'Meeting with (erased) (Acme)',
    ]);
    expect([...(await rows('followUps')), ...(await rows('companies'))]).toEqual([]);
    await expect(undoRun(marta, { runId })).rejects.toMatchObject({ code: 'conflict' });
    expect(await listChangesFrom(marta, { channel: 'D1', ts })).toEqual([]);
    await expect(undo(marta, {})).rejects.toMatchObject({ code: 'conflict' });
  });
});

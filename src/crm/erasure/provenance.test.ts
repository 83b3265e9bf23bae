import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../context.ts';
import { startRun } from '../../conversation/agent-runs.ts';
import { enqueueIn, type InboxEntry } from '../../conversation/inbox.ts';
import { type Delivery, enqueueDelivery } from '../../delivery/outbox.ts';
import { newId } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { addFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { eraseContact } from './erase.ts';

const SAID = { channel: 'D1', ts: '1700000000.000100' };

describe.each(Object.entries(DIALECTS))('the first name of an erased contact on %s', (_, open) => {
  let desk: CrmDesk;
  let inboxId: string;
  const runId = newId();

  const arrive = (key: string, event: Partial<InboxEntry>) =>
    transact(desk.marta, (ctx) =>
      enqueueIn(ctx, {
        kind: 'message',
        eventId: null,
        dedupeKey: key,
        clientMsgId: null,
        threadKey: key,
        ts: '1700000000.000100',
        channel: 'D1',
        messageTs: null,
        payload: { key, text: 'Coffee with Ana' },
        status: 'pending',
        ...event,
      }),
    );
  const deliver = (key: string, of: Pick<Delivery, 'kind'> & Partial<Delivery>) =>
    transact(desk.marta, (ctx) =>
      enqueueDelivery(ctx, { key, channel: 'D1', threadTs: null, document: { text: `Ana ${key}` }, ...of }),
    );
  const schedule = async (params: { contact: string }) => {
    const now = desk.marta.clock.now();
    const row = {
      id: newId(),
      memberId: desk.marta.actor.memberId,
      report: 'who-knows-whom',
      params,
      paramsInWords: 'contact = Ana',
      cadence: {},
      timeZone: 'Europe/Lisbon',
      status: 'paused' as const,
      ...{ startsAt: now, scheduledAt: now, dueAt: now, createdAt: now, updatedAt: now },
    };
    await transact(desk.marta, (ctx) => insertRow(ctx, { into: 'schedules', row }));
    return row.id;
  };
  const idOf = async (key: string) => (await inbox()).find(({ dedupeKey }) => dedupeKey === key)?.id ?? '';
  const inbox = () => desk.store.read.select().from(desk.store.tables.inbox);
  const outbox = () => desk.store.read.select().from(desk.store.tables.outbox);

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    const { marta } = desk;
    await arrive('said', { messageTs: SAID.ts });
    await arrive('edited', { kind: 'edit', messageTs: SAID.ts, ts: '1700000009.000100' });
    await arrive('applied', { messageTs: SAID.ts, ts: '1700000009.000100' });
    await arrive('another', { messageTs: '1700000001.000100' });
    await arrive('elsewhere', { channel: 'D2', messageTs: SAID.ts });
    inboxId = await idOf('said');
    const source = { ...SAID, threadKey: 'said', at: marta.clock.now(), runId };
    await logInteraction(
      { ...marta, source },
      {
        kind: 'meeting',
        summary: 'Coffee',
        contacts: [{ name: 'Ana Lopes' }],
      },
    );
    await transact(marta, (ctx) =>
      startRun(ctx, { id: runId, inboxId, threadKey: 'said', model: 'm', steps: [] }),
    );
    await deliver('reply', { kind: 'reply', inboxId, runId });
    await deliver('shown', { kind: 'shown', runId });
    await deliver('revision', { kind: 'revision', inboxId: await idOf('edited') });
    await deliver('other reply', { kind: 'reply', inboxId: await idOf('another'), runId: newId() });
    await deliver('other shown', { kind: 'shown', runId: newId() });
    await deliver('notice', { kind: 'notice' });
    const promise = await addFollowUp(marta, { title: 'Call Ana', contact: { name: 'Ana Lopes' } });
    const about = (value: string) => ({ document: { text: 'Reminder: Call Ana', note: value } });
    await deliver('reminder', { kind: 'reminder', ...about(`${promise.follow_up.id}@2026-11-24`) });
    await deliver('assigned', { kind: 'assignment', ...about(promise.follow_up.id) });
    await deliver('card of a form', { kind: 'shown', ...about(promise.change_id) });
    await deliver('other reminder', { kind: 'reminder', ...about(newId()) });
    const contact = (await desk.store.read.select().from(desk.store.tables.contacts))[0]?.id ?? '';
    await deliver('scheduled', { kind: 'scheduled', scheduleId: await schedule({ contact }) });
    await deliver('other scheduled', { kind: 'scheduled', scheduleId: await schedule({ contact: newId() }) });
    await eraseContact(await desk.team.as('ada', { role: 'admin' }), { contact: { name: 'Ana Lopes' } });
  });
  afterAll(() => desk.store.close());

  test('goes from every event about the message that named them, and from no other', async () => {
    const kept = (await inbox()).filter(({ payload }) => JSON.stringify(payload).includes('Ana'));
    expect(kept.map(({ dedupeKey }) => dedupeKey).toSorted()).toEqual(['another', 'elsewhere']);
  });

  test('goes from all that was said to it, shown by its run, or asked about it, and from nothing else', async () => {
    const kept = (await outbox()).filter(({ document }) => JSON.stringify(document).includes('Ana'));
    expect(kept.map(({ dedupeKey }) => dedupeKey).toSorted()).toEqual([
      'notice',
      'other reminder',
      'other reply',
      'other scheduled',
      'other shown',
    ]);
  });

  test('goes from schedules of reports about them, and from no others', async () => {
    const schedules = await desk.store.read
      .select()
      .from(desk.store.tables.schedules)
      .orderBy(desk.store.tables.schedules.id);
    expect(schedules.map(({ paramsInWords }) => paramsInWords)).toEqual([
      'contact = (erased)',
      'contact = Ana',
    ]);
  });
});

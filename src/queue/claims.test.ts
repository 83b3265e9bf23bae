import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type System, transact } from '../context.ts';
import { newId } from '../ids.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { Store } from '../store/store.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { claim, LeaseLost, listClaimable, putBack, releaseLeases, renew, settle } from './claims.ts';

const NOW = new Date('2026-11-24T10:00:00.123Z');

describe.each(Object.entries(DIALECTS))('claims on %s', (_, open) => {
  let store: Store;
  let system: System;
  beforeAll(async () => {
    store = await open();
    system = createTeam(store).system;
  });
  afterAll(() => store.close());

  const addRow = async () => {
    const id = newId();
    const row = { id, dedupeKey: id, channel: 'C1', document: { text: 'Hello.' }, clientMsgId: id };
    await transact(system, (ctx) =>
      insertRow(ctx, { into: 'outbox', row: { ...row, status: 'pending', createdAt: NOW, dueAt: NOW } }),
    );
    return id;
  };
  const take = (id: string, now = NOW) =>
    transact(system, (ctx) => claim(ctx, { table: 'outbox', ids: [id], now, leaseMs: 1_000 }));
  const later = (ms: number) => new Date(NOW.getTime() + ms);

  test('a claimed row is nobody else’s until its lease ends', async () => {
    const id = await addRow();
    expect(await take(id)).toHaveLength(1);
    expect(await take(id)).toHaveLength(0);
    expect(await take(id, later(1_001))).toHaveLength(1);
  });

  test('rows are taken whatever their JSON holds: whoever works on one finds what is wrong with it', async () => {
    const id = newId();
    const event = { id, dedupeKey: id, threadKey: id, ts: '1.1', receivedAt: NOW, dueAt: NOW };
    const { memberId } = (await createTeam(store).as('marta')).actor;
    const times = { startsAt: NOW, scheduledAt: NOW, createdAt: NOW, updatedAt: NOW, dueAt: NOW };
    const schedule = { id, memberId, report: 'r', timeZone: 'UTC', params: ['?'], cadence: '?', ...times };
    const taken = await transact(system, async (ctx) => {
      await insertRow(ctx, {
        into: 'inbox',
        row: { ...event, kind: 'message', status: 'pending', payload: ['?'] },
      });
      await insertRow(ctx, { into: 'schedules', row: { ...schedule, status: 'active' } });
      const how = { ids: [id], now: NOW, leaseMs: 1_000 };
      return [
        ...(await claim(ctx, { table: 'inbox', ...how })),
        ...(await claim(ctx, { table: 'schedules', ...how })),
      ];
    });
    expect(taken).toHaveLength(2);
  });

  test('whoever lost the lease can write no more', async () => {
    const id = await addRow();
    const [first] = await take(id);
    const [second] = await take(id, later(2_000));
    if (!first || !second) throw new Error('not claimed');
    const end = (held: typeof first) =>
      transact(system, (ctx) => settle(ctx, { table: 'outbox', held, patch: { status: 'sent' } }));
    await expect(end(first)).rejects.toBeInstanceOf(LeaseLost);
    const keep = transact(system, (ctx) => renew(ctx, { table: 'outbox', held: first, leaseMs: 1_000 }));
    await expect(keep).rejects.toBeInstanceOf(LeaseLost);
    await end(second);
    await expect(end(second)).rejects.toBeInstanceOf(LeaseLost);
  });

  test('leases of a process that is gone are freed, and its writes refused', async () => {
    const id = await addRow();
    const [held] = await take(id);
    await transact(system, releaseLeases);
    expect(await take(id)).toHaveLength(1);
    if (!held) throw new Error('not claimed');
    const end = transact(system, (ctx) => settle(ctx, { table: 'outbox', held, patch: { status: 'sent' } }));
    await expect(end).rejects.toBeInstanceOf(LeaseLost);
  });

  test('a row that was put back is as if it had not been taken', async () => {
    const id = await addRow();
    const [held] = await take(id);
    if (!held) throw new Error('not claimed');
    const dueAt = later(5_000);
    await transact(system, (ctx) => putBack(ctx, { table: 'outbox', held, dueAt }));
    expect(await take(id, later(4_999))).toHaveLength(0);
    expect(await take(id, dueAt)).toMatchObject([{ fence: 1 }]);
  });

  test('the tables with work are found by their columns', () => {
    expect(listClaimable(store.tables).toSorted()).toEqual([
      'dreamRuns',
      'inbox',
      'outbox',
      'reminders',
      'schedules',
    ]);
  });
});

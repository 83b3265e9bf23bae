import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { newId } from '../ids.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import {
  insertNew,
  insertRow,
  insertUnread,
  updateRows,
  updateUnread,
  wholeRow,
} from './prepared-statements.ts';
import type { NewRow, Tables } from './schema.ts';

describe.each(Object.entries(DIALECTS))('prepared statements on %s', (_, open) => {
  let team: Team;
  let memberId: string;
  beforeAll(async () => {
    team = await createTeam(await open());
    memberId = (await team.as('marta')).actor.memberId;
  });
  afterAll(() => team.system.store.close());

  const AT = new Date('2026-11-24T10:00:00.123Z');
  const newRun = (inboxId: string) => ({
    ...{ id: newId(), inboxId, memberId, threadKey: 'C1', model: 'scripted' },
    ...{ status: 'done' as const, startedAt: AT, finishedAt: null },
  });
  const newEvent = (): NewRow<'inbox'> => ({
    ...{ id: newId(), kind: 'message', dedupeKey: newId(), threadKey: 'C1', ts: '1.0', payload: {} },
    ...{ status: 'pending', receivedAt: AT, dueAt: AT },
  });
  const addEvent = async () => {
    const row = newEvent();
    await transact(team.system, (ctx) => insertUnread(ctx, { into: 'inbox', row }));
    return row.id;
  };
  const read = async (id: string) => {
    const { agentRuns } = team.system.store.tables;
    const [row] = await team.system.db.select().from(agentRuns).where(eq(agentRuns.id, id));
    return row;
  };

  test('a row that nobody reads is the row that is read, and the one that is told of beforehand', async () => {
    const [unread, named] = [newRun(await addEvent()), newRun(await addEvent())];
    const inserted = await transact(team.system, async (ctx) => {
      await insertUnread(ctx, { into: 'agentRuns', row: unread });
      return insertRow(ctx, { into: 'agentRuns', row: named });
    });
    expect(await read(unread.id)).toEqual(wholeRow(team.system, { into: 'agentRuns', row: unread }));
    expect(inserted).toEqual(wholeRow(team.system, { into: 'agentRuns', row: named }));
    expect(inserted).toMatchObject({ inputTokens: 0, finishedAt: null, reason: null, startedAt: AT });
  });

  test('a row is new once', async () => {
    const row = newEvent();
    const add = (row: NewRow<'inbox'>) =>
      transact(team.system, (ctx) => insertNew(ctx, { into: 'inbox', row }));
    expect(await add(row)).toBe(true);
    expect(await add(row)).toBe(false);
    expect(await add({ ...newEvent(), dedupeKey: row.dedupeKey })).toBe(false);
    expect(await add(newEvent())).toBe(true);
  });

  test('an update says how many rows it has written, read or not', async () => {
    const ids = [await addEvent(), await addEvent()];
    const where = {
      key: 'either',
      build: ({ id }: Tables['inbox']) => [sql`${id} in (${sql.placeholder('a')}, ${sql.placeholder('b')})`],
    };
    const update = (values: { a: string; b: string }) => ({
      table: 'inbox' as const,
      set: { status: 'done' as const, finishedAt: AT },
      where,
      values,
    });
    const [a = '', b = ''] = ids;
    await transact(team.system, async (ctx) => {
      expect(await updateUnread(ctx, update({ a, b }))).toBe(2);
      expect(await updateUnread(ctx, update({ a, b: 'none' }))).toBe(1);
      expect(await updateUnread(ctx, update({ a: 'none', b: 'none' }))).toBe(0);
      expect((await updateRows(ctx, update({ a, b }))).map(({ id }) => id).toSorted()).toEqual(
        ids.toSorted(),
      );
    });
  });
});

import { execFileSync } from 'node:child_process';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporarySqlite } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { COUNTING } from './counting.ts';
import type { Store } from './store.ts';

describe('queries that run beside the app', { timeout: 30_000 }, () => {
  let store: Store;
  /** Those of stores that were open before. */
  let others: number[] = [];
  beforeEach(async () => {
    others = [];
    others = processes();
    store = await temporarySqlite({ countsAside: true });
  });
  afterEach(() => store.close());

  const processes = () => {
    const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], {
      encoding: 'utf8',
    });
    const found = listed.split('\n').filter((line) => line.includes('counting-child'));
    return found.map((line) => Number.parseInt(line, 10)).filter((pid) => !others.includes(pid));
  };

  test('see what is committed, typed as everywhere, and cannot write', async () => {
    const marta = await createTeam(store).as('marta');
    const { members } = store.tables;
    const mine = eq(members.id, marta.actor.memberId);
    expect(await store.counting.select().from(members).where(mine)).toEqual(
      await store.read.select().from(members).where(mine),
    );
    const written = Promise.resolve(store.counting.update(members).set({ name: 'Nobody' }));
    await expect(written).rejects.toThrow();
    expect(await store.read.select().from(members).where(eq(members.name, 'Nobody'))).toEqual([]);
  });

  test('bring rows of many messages, whole and in order', async () => {
    await createTeam(store).as('marta');
    const { members } = store.tables;
    const length = 2 * COUNTING.characters;
    const wide = sql<string>`printf('%.*c', ${length}, 'x')`;
    const rows = await store.counting
      .select({ number: sql<number>`number.value`, wide })
      .from(members)
      .innerJoin(sql`json_each('[1, 2, 3]') as number`, sql`true`)
      .orderBy(sql`number.value`);
    expect(rows.map(({ number, wide }) => [number, wide.length])).toEqual(
      [1, 2, 3].map((each) => [each, length]),
    );
  });

  test('fail alone when their process ends, and the next one starts another; closing leaves none', async () => {
    const { members } = store.tables;
    await store.counting.select().from(members);
    const [first = 0] = processes();
    const endless = sql`(with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n)`;
    const stuck = Promise.resolve(store.counting.select({ endless }).from(sql`(select 1)`));
    const failed = expect(stuck).rejects.toThrow();
    await Promise.resolve();
    process.kill(first, 'SIGKILL');
    await failed;
    expect(await store.counting.select().from(members)).toEqual([]);
    const [second] = processes();
    expect(second).not.toBe(first);
    await store.close();
    expect(processes()).toEqual([]);
    store = await temporarySqlite({ countsAside: true });
  });
});

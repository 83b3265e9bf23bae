import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresProxy, startPostgresProxy } from '../testing/postgres-proxy.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { openPostgres } from './postgres.ts';
import type { Store } from './store.ts';

const programs = findPostgres();
const ANSWER_WITHIN_MS = 3_000;
/** Of two connections, so that a lost one would be missed. */
const POOL_SIZE = 2;

describe.skipIf(!programs)('a PostgreSQL that goes silent (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let proxy: PostgresProxy;
  let store: Store;

  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    proxy = await startPostgresProxy(server.port);
    const url = `postgres://postgres@127.0.0.1:${proxy.port}/postgres?pool_size=${POOL_SIZE}`;
    store = openPostgres(url, { answerWithinMs: ANSWER_WITHIN_MS });
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    await proxy?.close();
    await server?.stop();
  });

  const pause = sql<string>`pg_sleep(${(1.5 * ANSWER_WITHIN_MS) / 1_000})::text`;
  const late = expect.objectContaining({ cause: expect.objectContaining({ message: 'Query read timeout' }) });
  const ids = () => store.read.select({ id: store.tables.channelPaces.id }).from(store.tables.channelPaces);
  const write = (id: string) =>
    store.transaction(async (tx) => {
      await tx.insert(store.tables.channelPaces).values({ id, freeAt: new Date() });
    });

  test('what waits for its answer fails, and takes no slot of the pool with it', async () => {
    await Promise.all([ids(), ids()]);
    const silence = proxy.fallSilent();
    const waiting = [ids(), write('C0LOST')].map((each) => Promise.resolve(each));
    for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe('rejected');
    silence.end();
    await Promise.all(['C0FIRST', 'C0SECOND', 'C0THIRD'].map(write));
    expect((await ids()).map(({ id }) => id).toSorted()).toEqual(['C0FIRST', 'C0SECOND', 'C0THIRD']);
  });

  test('a commit that is not answered is not done again', async () => {
    let silence: { end(): void } | undefined;
    let times = 0;
    const committing = store.transaction(async (tx) => {
      times += 1;
      await tx.insert(store.tables.channelPaces).values({ id: 'C0UNSURE', freeAt: new Date() });
      silence = proxy.fallSilent();
    });
    await expect(committing).rejects.toThrow('Query read timeout');
    silence?.end();
    expect(times).toBe(1);
  });

  test('only what counts waits longer', async () => {
    const { members } = store.tables;
    const asked = sql`(values (1)) as one`;
    await expect(Promise.resolve(store.read.select({ pause }).from(asked))).rejects.toEqual(late);
    expect(await store.counting.select({ pause }).from(asked)).toEqual([{ pause: '' }]);
    expect(await store.counting.select().from(members)).toEqual([]);
  });
});

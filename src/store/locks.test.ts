import { expect, test } from 'vitest';
import { transact } from '../context.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { lock } from './locks.ts';

test('a lock is refused in a transaction that would not see what others have committed before it', async () => {
  const store = await DIALECTS.postgres();
  const { system } = createTeam(store);
  const take = (isolation: 'serializable' | 'read committed') =>
    transact(system, (ctx) => lock(ctx, 'customers'), { isolation });
  await expect(take('serializable')).rejects.toThrow('was taken in a transaction that is serializable');
  await expect(take('read committed')).resolves.toBeUndefined();
  await store.close();
});

test('SQLite runs one transaction at a time, and needs no lock', async () => {
  const store = await DIALECTS.sqlite();
  await transact(createTeam(store).system, (ctx) => lock(ctx, 'customers'));
  expect(store.retries()).toBe(0);
  await store.close();
});

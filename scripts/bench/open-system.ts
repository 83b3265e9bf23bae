import { systemClock } from '../../src/clock.ts';
import { createSystem, type System } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';

/** Opens a store as the app does: an SQLite file, made when missing, or a Postgres server by its address. */
export async function openSystem(where: string): Promise<System> {
  const isPostgres = where.startsWith('postgres:');
  const store = await openStore(
    isPostgres ? { kind: 'postgres', url: where } : { kind: 'sqlite', path: where },
    { schema: 'migrate' },
  );
  return createSystem({ store, clock: systemClock, log: createLog('silent') });
}

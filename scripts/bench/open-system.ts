import { systemClock } from '../../src/clock.ts';
import { createSystem, type System } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';

/** Opens an SQLite store, made when missing, as the app does. */
export async function openSystem(path: string): Promise<System> {
  const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
  return createSystem({ store, clock: systemClock, log: createLog('silent') });
}

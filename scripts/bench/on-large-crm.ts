import { join } from 'node:path';
import type { Context } from '../../src/context.ts';
import { actAs } from '../../src/testing/large-crm/act-as.ts';
import { createLargeSqlite } from '../../src/testing/large-crm/sqlite.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import type { Line } from './measure.ts';
import { openSystem } from './open-system.ts';

/** Runs a bench as the busiest member, on a copy of a large CRM in a file of its own. */
export async function onLargeCrm(bench: (ctx: Context) => Promise<Line[]>): Promise<Line[]> {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, 'large.db');
    await createLargeSqlite(file);
    const system = await openSystem(file);
    const lines = await bench({ ...system, ...(await actAs(system, 'busy')) });
    await system.store.close();
    return lines;
  } finally {
    folder.remove();
  }
}

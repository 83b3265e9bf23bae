import type { Config } from '../../src/config.ts';
import { measureGrowth } from '../../src/keeping/growth.ts';
import { onDatabase } from './store.ts';

/** Tables that are named: the longest ones in a year. */
const NAMED = 6;

/** Tells how large the database is, what grows in it, and about how large it will be in a year. That is no fault. */
export function checkGrowth({ store, keep }: Config): Promise<string> {
  return onDatabase(store, async (system) => {
    const { bytes, inAYear, tables } = await measureGrowth(system, { keep });
    const named = tables.slice(0, NAMED).map(({ name, rows, monthly, keptDays }) => {
      const kept = keptDays === undefined ? 'kept for good' : `kept for ${keptDays} days`;
      return `${name}: ${rows} rows, ${monthly} more a month, ${kept}`;
    });
    return [`${megabytes(bytes)}, about ${megabytes(inAYear)} in a year`, ...named].join('\n    ');
  });
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lookUpFor } from '../../src/crm/look-up.ts';
import { RUNS_TYPESCRIPT } from '../../src/node-arguments.ts';
import { openReports } from '../../src/reports/reports.ts';
import { createDice } from '../../src/testing/dice.ts';
import { type Bound, median, percentile } from './measure.ts';
import { openSystem } from './open-system.ts';
import { inventQuery, writeDefinitions } from './report-definitions.ts';

const SEARCH_ROUNDS = 5;
const SEARCHES = 4_000;
const BOOTS = 7;
const BOOT = fileURLToPath(new URL('report-boot.ts', import.meta.url));

/** A catalog of a thousand reports: finding one of them, and reading them all at the start. */
export async function benchCatalog(folder: string): Promise<Bound[]> {
  mkdirSync(folder);
  const at = {
    database: join(folder, 'bench.db'),
    definitions: join(folder, 'reports'),
    cache: join(folder, 'cache.json'),
  };
  writeDefinitions(at.definitions);
  return [await benchSearch(at), await benchBoot(at)];
}

type Places = { database: string; definitions: string; cache: string };

async function benchSearch({ database, definitions, cache }: Places): Promise<Bound> {
  const system = await openSystem(database);
  const options = { folder: definitions, lookUp: lookUpFor, cachePath: cache };
  const { catalog, close } = await openReports(system, options);
  const broken = catalog.broken()[0];
  if (broken) throw new Error(`${broken.file}: ${broken.problems[0]?.reason}`);
  const dice = createDice();
  const slowest: number[] = [];
  for (let round = 0; round <= SEARCH_ROUNDS; round += 1) {
    const times = Array.from({ length: SEARCHES }, () => {
      const query = inventQuery(dice);
      const start = performance.now();
      catalog.search(query, 'admin');
      return performance.now() - start;
    });
    if (round > 0) slowest.push(percentile(times, 0.99));
  }
  await close();
  await system.store.close();
  return {
    what: 'Search in a catalog of 1,000 reports, p99',
    unit: 'ms',
    ours: median(slowest),
    below: 5,
  };
}

async function benchBoot({ database, definitions, cache }: Places): Promise<Bound> {
  const times = { unchanged: [] as number[], unknown: [] as number[] };
  for (let boot = 0; boot < BOOTS; boot += 1) {
    rmSync(cache);
    times.unknown.push(await boots({ database, definitions, cache }));
    times.unchanged.push(await boots({ database, definitions, cache }));
  }
  return {
    what: 'Start with 1,000 unchanged reports, p50, beside a start that has never seen them',
    unit: 'ms',
    ours: median(times.unchanged),
    theirs: median(times.unknown),
    below: 2_000,
  };
}

/** Milliseconds that opening the reports takes in a new process. */
async function boots({ database, definitions, cache }: Places): Promise<number> {
  const args = [...RUNS_TYPESCRIPT, BOOT, database, definitions, cache];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

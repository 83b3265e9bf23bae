import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { openPostgres } from '../store/postgres.ts';
import { openSqlite } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { playKills } from '../testing/kills/play-kills.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { atScale, seedOr } from '../testing/settings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const SEED = seedOr(1);
const KILLS = atScale({ small: 2, full: 250 });
const WITHIN_MS = 3_600_000;

/** Kills Rapport on a database, and holds that nothing was lost or doubled. */
async function survive(address: string, store: Store): Promise<void> {
  const began = systemClock.monotonic();
  const onDay = (killed: number) => {
    const seconds = Math.round((systemClock.monotonic() - began) / 1_000);
    process.stdout.write(`${store.dialect}: ${killed} kills after ${seconds} s\n`);
  };
  const { problems, ...counts } = await playKills(address, { store, seed: SEED, kills: KILLS, onDay });
  process.stdout.write(`${store.dialect}, seed ${SEED}: ${JSON.stringify(counts)}\n`);
  expect(problems).toEqual([]);
  expect(counts.kills).toBe(KILLS);
}

describe(`${KILLS} kills at any moment lose nothing and double nothing (seed ${SEED})`, () => {
  const programs = findPostgres();
  const folder = temporaryFolder();
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    if (programs) server = await startPostgres(programs);
  });
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  test('on SQLite', { timeout: WITHIN_MS }, async () => {
    const path = join(folder.path, 'kills.db');
    const store = openSqlite({ path });
    await survive(`file:${path}`, store).finally(store.close);
  });

  test.skipIf(!programs)(
    'on PostgreSQL (skipped where it is not installed)',
    { timeout: WITHIN_MS },
    async () => {
      const { url } = server as PostgresServer;
      const store = openPostgres(url);
      await survive(url, store).finally(store.close);
    },
  );
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../store/postgres.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { type PostgresProxy, startPostgresProxy } from '../testing/postgres-proxy.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { atScale } from '../testing/settings.ts';
import { writeThrough } from '../testing/write-through.ts';

const programs = findPostgres() ?? '';
const WITHIN_MS = 170_000;
const MESSAGES = atScale({ small: 24, full: 120 });

describe.skipIf(!programs)(
  'a PostgreSQL whose standby takes over (skipped where it is not installed)',
  () => {
    let leader: PostgresServer;
    let standby: PostgresServer;
    let proxy: PostgresProxy;
    let harness: Harness;

    beforeAll(async () => {
      // What is committed is on both servers, but for what was said not to wait.
      const more = { fsync: 'on', synchronous_standby_names: '*' };
      leader = await startPostgres(programs, { more });
      standby = await startPostgres(programs, { follows: leader.port });
      proxy = await startPostgresProxy(leader.port);
      harness = await startHarness({
        store: openPostgres(`postgres://postgres@127.0.0.1:${proxy.port}/postgres?pool_size=4`),
        script: logsMeeting,
        replyWithinMs: WITHIN_MS,
        workspace: { retryDelaysMs: [50, 500, 2_000, 5_000, 10_000] },
      });
    });
    afterAll(async () => {
      await harness?.close();
      await proxy?.close();
      await standby?.stop();
      await leader?.stop();
    });

    test('goes on without a restart, and loses and doubles nothing', { timeout: WITHIN_MS }, async () => {
      const texts = Array.from({ length: MESSAGES }, (_, at) => `met Depot${at}`);
      const happens = async () => {
        const isUnderWay = async () =>
          (await harness.rows('outbox')).length >= MESSAGES / 8 ? true : undefined;
        await until('some to be answered', isUnderWay, WITHIN_MS);
        await leader.crash();
        standby.promote();
        proxy.leadTo(standby.port);
      };
      expect(await writeThrough(harness, { texts, happens, withinMs: WITHIN_MS })).toEqual([]);
      const { ts } = await harness.say({ as: 'U0LEA', text: 'met Afterwards' });
      expect((await harness.rows('interactions')).filter(({ sourceTs }) => sourceTs === ts)).toHaveLength(1);
    });
  },
);

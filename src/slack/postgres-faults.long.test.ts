import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPostgres } from '../store/postgres.ts';
import { logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { type PostgresProxy, startPostgresProxy } from '../testing/postgres-proxy.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { atScale } from '../testing/settings.ts';
import { writeThrough } from '../testing/write-through.ts';

const programs = findPostgres();
const WITHIN_MS = 170_000;
const MESSAGES = atScale({ small: 24, full: 120 });

describe.skipIf(!programs)('a PostgreSQL that fails (skipped where it is not installed)', () => {
  let server: PostgresServer;
  let proxy: PostgresProxy;
  let harness: Harness;
  let said = 0;

  beforeAll(async () => {
    server = await startPostgres(programs ?? '', { more: { fsync: 'on' } });
    proxy = await startPostgresProxy(server.port);
    const url = `postgres://postgres@127.0.0.1:${proxy.port}/postgres?pool_size=4`;
    harness = await startHarness({
      store: openPostgres(url),
      script: logsMeeting,
      replyWithinMs: WITHIN_MS,
      workspace: { retryDelaysMs: [50, 500, 2_000, 5_000, 10_000] },
    });
  });
  afterAll(async () => {
    await harness?.close();
    await proxy?.close();
    await server?.stop();
  });
  beforeEach(() => {
    harness.model.script(logsMeeting);
  });

  /** Has somebody write while something happens, and holds that each message is answered and saved once. */
  async function expectWholeThrough(happens: () => Promise<unknown>): Promise<void> {
    const texts = Array.from({ length: MESSAGES }, () => {
      said += 1;
      return `met Depot${said}`;
    });
    expect(await writeThrough(harness, { texts, happens, withinMs: WITHIN_MS })).toEqual([]);
  }

  test('connections that are cut at BEGIN, ten times, take no slot of the pool with them', {
    timeout: WITHIN_MS,
  }, async () => {
    const cutting = proxy.cutAt('begin isolation', 10);
    await expectWholeThrough(async () => undefined);
    expect(cutting.cuts()).toBe(10);
    // The pool has four slots: were one lost at each cut, none would be left.
    await Promise.all(
      Array.from({ length: 4 }, () => harness.say({ as: 'U0LEA', text: `met Again${said++}` })),
    );
  });

  test('all connections cut again and again: nothing is lost or doubled', {
    timeout: WITHIN_MS,
  }, async () => {
    await expectWholeThrough(async () => {
      for (let times = 0; times < 5; times += 1) {
        await harness.system.clock.sleep(100);
        proxy.cutAll();
      }
    });
  });

  test('connections that are cut at COMMIT: nothing is lost or doubled', { timeout: WITHIN_MS }, async () => {
    const cutting = proxy.cutAt('commit', 3);
    await expectWholeThrough(async () => undefined);
    expect(cutting.cuts()).toBe(3);
  });

  test.each(['fast', 'immediate'] as const)(
    'a %s restart under load: nothing is lost or doubled',
    { timeout: WITHIN_MS },
    async (how) => {
      await expectWholeThrough(() => server.restart(how));
    },
  );
});

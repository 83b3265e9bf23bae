import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import { runNights } from '../observer/night/nights-by-hand.ts';
import { openPostgres } from '../store/postgres.ts';
import { calls, logsMeeting } from '../testing/agent-scripts.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { findPgBouncer, startPgBouncer } from '../testing/pgbouncer.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { openModelAt } from '../testing/providers/open-model.ts';

const [programs, pgbouncer] = [findPostgres(), findPgBouncer()];
const PASSWORD = 'open-sesame';

describe.skipIf(!programs || !pgbouncer)(
  'behind PgBouncer in transaction mode (skipped where it is not installed)',
  () => {
    let server: PostgresServer;
    let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
    let harness: Harness;

    beforeAll(async () => {
      server = await startPostgres(programs ?? '');
      bouncer = await startPgBouncer(pgbouncer ?? '', { server, password: PASSWORD });
      harness = await startHarness({ store: openPostgres(bouncer.url), script: logsMeeting });
    });
    afterAll(async () => {
      await harness?.close();
      await bouncer?.stop();
      await server?.stop();
    });

    test('messages are answered and saved, many at once', async () => {
      const all = Array.from({ length: 24 }, (_, at) =>
        harness.say({ as: at % 2 ? 'U0TOM' : 'U0LEA', text: `met Depot${at}` }),
      );
      for (const { reply } of await Promise.all(all)) expect(reply.text).toMatch(/^Saved/);
      expect(await harness.rows('interactions')).toHaveLength(24);
      expect(harness.store.retries()).toBe(0);
    });

    test('reports run as their own role, and see their own views', async () => {
      harness.model.script(calls({ name: 'run_report', input: { name: 'team-activity', params: [] } }));
      await harness.say({ as: 'U0ADA', text: 'what did we do?' });
      const runs = await harness.rows('reportRuns');
      expect(runs.map(({ outcome }) => outcome)).toEqual(['done']);
      expect(runs[0]?.rows).toBeGreaterThan(0);
    });

    test('a second process starts, migrates nothing, and is not held up', async () => {
      const another = openPostgres(bouncer.url);
      await another.migrate();
      await (await another.reporting()).close();
      await another.close();
    });

    test('nights are observed', async () => {
      const { system } = harness;
      const ended: string[] = [];
      const observer = {
        assistant: {
          model: await openModelAt(harness.model, undefined),
          name: 'scripted',
          timeoutMs: 30_000,
        },
        nightlyAt: '03:00',
        budget: 5,
      };
      await runNights(system, {
        observer,
        night: addDays(new Date().toISOString().slice(0, 10), 1),
        signal: new AbortController().signal,
        ended: ({ scope }) => ended.push(scope),
      });
      expect(ended.length).toBeGreaterThan(0);
      const nights = await harness.rows('dreamRuns');
      expect(nights.filter(({ status }) => status === 'done')).toHaveLength(ended.length);
    });
  },
);

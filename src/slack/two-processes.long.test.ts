import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace, WorkspaceUser } from '../emulator/workspace-types.ts';
import { findFreePort } from '../playground/ports.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Store } from '../store/store.ts';
import { type AppProcess, startProcess } from '../testing/app-process.ts';
import { until } from '../testing/harness.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { openReportFolder, type ReportFolder } from '../testing/report-folder.ts';
import { atScale } from '../testing/settings.ts';
import { createTeam } from '../testing/team.ts';

const MEMBERS = atScale({ small: 12, full: 60 });
const EACH = 5;
const WITHIN_MS = 180_000;

const users: WorkspaceUser[] = Array.from({ length: MEMBERS }, (_, number) => ({
  id: `U0P${number}`,
  name: `p${number}`,
  realName: `p${number}`,
  email: `p${number}@example.com`,
  timeZone: 'UTC',
}));

const programs = findPostgres();

describe.skipIf(!programs)('two processes on one PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer | undefined;
  let workspace: Workspace;
  let store: Store | undefined;
  let reports: ReportFolder | undefined;
  const processes: AppProcess[] = [];

  beforeAll(async () => {
    server = await startPostgres(programs ?? '');
    workspace = await createWorkspace({ users, channels: [] });
    store = openPostgres(server.url);
    await store.migrate();
    const team = createTeam(store);
    const sketch = { name: 'one', sql: 'select 1 as one', columns: ['one'] };
    reports = await openReportFolder(team, [sketch]);
    // To be due tomorrow, until both processes are there.
    const clock = systemClock;
    const input = {
      report: 'one',
      given: {},
      cadence: { every: 'day' as const, at: tomorrow() },
      condition: null,
    };
    for (const { name } of users) {
      const member = { ...(await team.as(name, { timeZone: 'UTC' })), clock, reports: reports.reports };
      for (let each = 0; each < EACH; each += 1) await createSchedule(member, input);
    }
    for (let number = 0; number < 2; number += 1) {
      const env = {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_SIGNING_SECRET: workspace.signingSecret,
        SLACK_API_URL: workspace.apiUrl,
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
        OPENAI_MODEL: 'none',
        DATABASE_URL: server.url,
        REPORTS_DIR: reports.path,
        PORT: String(await findFreePort()),
        LOG_LEVEL: 'info',
      };
      processes.push(startProcess(env));
    }
    await Promise.all(processes.map((each) => each.ready()));
  }, WITHIN_MS);

  afterAll(async () => {
    for (const each of processes) await each.kill('SIGKILL');
    await reports?.close();
    await store?.close();
    await server?.stop();
    await workspace?.close();
  });

  test('fire and send hundreds of schedules, each once', { timeout: WITHIN_MS }, async () => {
    if (!store) throw new Error('There is no store.');
    const { schedules, outbox } = store.tables;
    const due = new Date(Date.now() - 60_000);
    await store.transaction((tx) => tx.update(schedules).set({ scheduledAt: due, dueAt: due }).returning());
    const sent = async () => {
      const rows = await store?.read.select({ status: outbox.status }).from(outbox);
      return rows?.length === MEMBERS * EACH && rows.every(({ status }) => status === 'sent')
        ? rows
        : undefined;
    };
    await until('everything to be sent', sent, WITHIN_MS);

    const ids = (await store.read.select({ id: schedules.id }).from(schedules)).map(({ id }) => id);
    const keys = ids.map((id) => `schedule:${id}:${due.toISOString()}`);
    const posted: string[] = [];
    const gapsMs: number[] = [];
    for (const { id } of users) {
      const messages = await workspace.messages(workspace.directChannel(id));
      const times = messages.map(({ ts }) => 1_000 * Number(ts)).toSorted((a, b) => a - b);
      gapsMs.push(...times.slice(1).map((time, at) => time - (times[at] ?? 0)));
      for (const { metadata } of messages) {
        posted.push(String((metadata?.event_payload as { key?: string } | undefined)?.key));
      }
    }
    expect(ids).toHaveLength(MEMBERS * EACH);
    expect(posted.toSorted()).toEqual(keys.toSorted());
    // Together they write once a second to each channel; now and then a call takes longer than the next one.
    const middle = gapsMs.toSorted((a, b) => a - b)[Math.floor(gapsMs.length / 2)];
    expect(middle).toBeGreaterThan(900);
  });
});

/** A time of day that is hours away. */
const tomorrow = () => new Date(Date.now() - 3_600_000).toISOString().slice(11, 16);

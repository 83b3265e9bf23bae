import { eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dateIn, systemClock, timeIn } from '../clock.ts';
import { todayOf } from '../context.ts';
import { addFollowUp } from '../crm/follow-ups.ts';
import { createSchedule } from '../delivery/schedules.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Json, Workspace, WorkspaceUser } from '../emulator/workspace-types.ts';
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

/** Where it is noon: people are reminded by day. */
const HERE = noonZone(new Date(Date.now()));

const users: WorkspaceUser[] = Array.from({ length: MEMBERS }, (_, number) => ({
  id: `U0P${number}`,
  name: `p${number}`,
  realName: `p${number}`,
  email: `p${number}@example.com`,
  timeZone: HERE,
}));

const programs = findPostgres();

describe.skipIf(!programs)('two processes on one PostgreSQL (skipped where it is not installed)', () => {
  let server: PostgresServer | undefined;
  let workspace: Workspace;
  let store: Store | undefined;
  let reports: ReportFolder | undefined;
  const processes: AppProcess[] = [];
  const ports: string[] = [];

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
      cadence: { every: 'day' as const, at: '11:00' },
      condition: null,
    };
    for (const { name } of users) {
      const member = { ...(await team.as(name, { timeZone: HERE })), clock, reports: reports.reports };
      for (let each = 0; each < EACH; each += 1) await createSchedule(member, input);
      const due_on = addDays(todayOf(member), 1);
      for (const due of [{ due_on, due_time: '11:00' }, { due_on }])
        await addFollowUp(member, { title: 'Call Ana', ...due });
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
      ports.push(env.PORT);
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
      const rows = await store?.read
        .select({ status: outbox.status })
        .from(outbox)
        .where(eq(outbox.kind, 'scheduled'));
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

  test('save the same form once that reaches both at the same time', { timeout: WITHIN_MS }, async () => {
    if (!store) throw new Error('There is no store.');
    const { interactions, outbox } = store.tables;
    const reach = (at: number) => workspace.connect(`http://127.0.0.1:${ports[at]}/slack/events`);
    const some = users.slice(0, 8);
    for (const { id: as } of some) {
      reach(0);
      await workspace.shortcut({ as, callbackId: 'log_interaction' });
      const form = await until('the form', async () =>
        workspace.views(as).find(({ view }) => JSON.stringify(view).includes('"summary')),
      );
      const filled = {
        summary: { type: 'plain_text_input', value: `Told by ${as}.` },
        company: {
          type: 'external_select',
          selected_option: { text: { type: 'plain_text', text: `Depot ${as}` }, value: `new:Depot ${as}` },
        },
        kind: {
          type: 'static_select',
          selected_option: { text: { type: 'plain_text', text: 'Call' }, value: 'call' },
        },
      };
      const blocks = form.view.blocks as Json[];
      const values = Object.fromEntries(
        Object.entries(filled).map(([field, value]) => {
          const block = blocks.find(({ block_id: id }) => String(id).split('/')[0] === field);
          return [String(block?.block_id), { [String((block?.element as Json)?.action_id)]: value }];
        }),
      );
      const first = workspace.submitView({ as, viewId: form.id, values });
      reach(1);
      // Of two answers the second may find the form closed.
      await Promise.allSettled([first, workspace.submitView({ as, viewId: form.id, values })]);
    }
    const logged = await store.read.select({ summary: interactions.summary }).from(interactions);
    expect(logged.map(({ summary }) => summary).toSorted()).toEqual(
      some.map(({ id }) => `Told by ${id}.`).toSorted(),
    );
    const cards = await store.read.select().from(outbox).where(eq(outbox.kind, 'shown'));
    expect(cards.filter(({ dedupeKey }) => dedupeKey.startsWith('logged:'))).toHaveLength(some.length);
  });

  test('remind everybody of the day and of what has a time, each once', { timeout: WITHIN_MS }, async () => {
    if (!store) throw new Error('There is no store.');
    const { reminders, followUps, outbox } = store.tables;
    const planned = async () => ((await store?.read.$count(reminders)) === 2 * MEMBERS ? true : undefined);
    await until('mornings to be planned', planned, WITHIN_MS);
    const due = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await store.transaction(async (tx) => {
      await tx.update(followUps).set({ dueOn: dateIn(HERE, due) });
      await tx
        .update(followUps)
        .set({ dueTime: timeIn(HERE, due) })
        .where(isNotNull(followUps.dueTime));
      return tx.update(reminders).set({ scheduledAt: due, dueAt: due }).returning();
    });
    const sent = async () => {
      const rows = await store?.read.select().from(outbox).where(eq(outbox.kind, 'reminder'));
      return rows?.length === 2 * MEMBERS && rows.every(({ status }) => status === 'sent') ? rows : undefined;
    };
    const rows = await until('everybody to be reminded', sent, WITHIN_MS);
    const ours = new Set(rows.map(({ dedupeKey }) => dedupeKey));
    const posted: string[] = [];
    for (const { id } of users)
      for (const { metadata } of await workspace.messages(workspace.directChannel(id)))
        posted.push(String((metadata?.event_payload as { key?: string } | undefined)?.key));
    expect(posted.filter((key) => ours.has(key)).toSorted()).toEqual([...ours].toSorted());
    expect([...ours].filter((key) => key.startsWith('morning:'))).toHaveLength(MEMBERS);
  });
});

/** A zone in which it is between noon and one o'clock. */
function noonZone(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

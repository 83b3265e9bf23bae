import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchedule } from '../delivery/schedules.ts';
import type { FaultAction } from '../emulator/faults.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MEMBERS = ['marta', 'tom', 'lea', 'ada'];
const EACH = 6;

const REPORT = JSON.stringify({
  name: 'one',
  title: 'One',
  description: 'One row.',
  roles: ['member', 'lead', 'admin'],
  columns: { one: { label: 'One', format: 'integer' } },
  sql: 'select 1 as one',
});

const SECONDS_30 = { status: 429, headers: { 'retry-after': '30' } };

/** The real app with many schedules that are all due at noon UTC, on a clock that stands still until it is moved. */
async function startAtNoon({ paceMs, members, each }: { paceMs?: number; members: string[]; each: number }) {
  const clock = fixedClock(new Date(NOW));
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, 'one.yaml'), REPORT);
  const options = { clock, reportsDir: folder.path, callWithinMs: 2_000, ...(paceMs ? { paceMs } : {}) };
  const harness = await startHarness({ ...options, workspace: { clock } });
  const team = createTeam(harness.store);
  for (const name of members) {
    const { reports } = harness;
    const ctx = { ...(await team.as(name, { timeZone: 'UTC' })), clock, reports };
    for (let number = 0; number < each; number += 1) {
      const cadence = { every: 'day' as const, at: '12:00', time_zone: 'UTC' };
      await createSchedule(ctx, { report: 'one', given: {}, cadence, condition: null });
    }
  }
  const toNoon = () => clock.advance(DAY - ((clock.now().getTime() + 12 * HOUR) % DAY));
  return { harness, clock, toNoon, close: () => harness.close().finally(folder.remove) };
}

type Noon = Awaited<ReturnType<typeof startAtNoon>>;

/**
 * Lets time pass while nobody is at work, from one row that is due to the next, until everything that was due today is sent;
 * gives the rows.
 */
async function allSent({ harness, clock }: Noon, { day, count }: { day: string; count: number }) {
  return until(
    'everything to be sent',
    async () => {
      const rows = (await harness.rows('outbox')).filter(({ dedupeKey }) => dedupeKey.includes(`:${day}T`));
      if (rows.length === count && rows.every(({ status }) => status !== 'pending')) return rows;
      const open = [
        ...rows.filter(({ status }) => status === 'pending'),
        ...(await harness.rows('schedules')),
      ];
      if (open.some(({ leaseUntil }) => leaseUntil)) return undefined;
      const next = Math.min(...open.map(({ dueAt }) => dueAt.getTime()));
      clock.advance(Math.max(1_000, next - clock.now().getTime()));
      return undefined;
    },
    60_000,
  );
}

/** How often each of these keys was posted. */
async function posted({ workspace }: Harness, members: string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const name of members) {
    for (const { metadata } of await workspace.messages(workspace.directChannel(`U0${name.toUpperCase()}`))) {
      const { key } = (metadata?.event_payload ?? {}) as { key?: string };
      if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

describe('many schedules that are due at once', () => {
  let noon: Noon;
  beforeAll(async () => {
    noon = await startAtNoon({ members: MEMBERS, each: EACH });
  });
  afterAll(() => noon.close());

  /** Answers every `nth` call of these methods in this way, `times` times. */
  function fail(methods: string[], action: FaultAction, { nth = 2, times = 12 } = {}): () => void {
    let [seen, left] = [0, times];
    return noon.harness.workspace.fault(({ method }) => {
      if (!methods.includes(method) || left === 0) return undefined;
      seen += 1;
      if (seen % nth !== 0) return undefined;
      left -= 1;
      return action;
    });
  }

  async function expectEachOnce(): Promise<void> {
    noon.toNoon();
    const day = noon.clock.now().toISOString().slice(0, 10);
    const rows = await allSent(noon, { day, count: MEMBERS.length * EACH });
    expect(rows.filter(({ status }) => status !== 'sent')).toEqual([]);
    const counts = await posted(noon.harness, MEMBERS);
    expect(rows.map(({ dedupeKey }) => counts.get(dedupeKey))).toEqual(rows.map(() => 1));
    expect(new Set(rows.map(({ channel }) => channel)).size).toBe(MEMBERS.length);
  }

  const POST = ['chat.postMessage'];
  test.each<[string, string[], FaultAction, { nth?: number; times?: number }]>([
    ['nothing goes wrong', [], 'pass', {}],
    ['Slack answers 500', POST, { status: 500 }, {}],
    ['Slack breaks off before posting', POST, 'drop-before', {}],
    ['Slack breaks off after posting', POST, 'drop-after', {}],
    ['every answer is lost', POST, 'drop-after', { nth: 1, times: MEMBERS.length * EACH }],
    ['Slack answers half a JSON', POST, { status: 200, body: '{"ok": tr' }, {}],
    ['Slack has an inner problem', POST, { status: 200, body: { ok: false, error: 'internal_error' } }, {}],
    ['Slack never answers', POST, 'hang', { nth: 5, times: 3 }],
    ['Slack asks to wait', POST, SECONDS_30, { nth: 3, times: 4 }],
    ['what was posted cannot be read back at once', [...POST, 'conversations.history'], 'drop-after', {}],
    ['Slack does not say who they are', ['users.list', 'users.info'], { status: 500 }, { nth: 1, times: 6 }],
  ])('come once each when %s', async (_, methods, action, how) => {
    const stop = fail(methods, action, how);
    await expectEachOnce();
    stop();
  });

  test('come once each after Slack was down for five hours', async () => {
    const { clock, harness } = noon;
    const from = clock.now().getTime() + DAY;
    const stop = harness.workspace.fault(({ method }) =>
      POST.includes(method) && clock.now().getTime() < from + 5 * HOUR ? { status: 503 } : undefined,
    );
    noon.toNoon();
    const start = clock.now().getTime();
    await until(
      'five hours to pass',
      async () => {
        const waiting = (await harness.rows('outbox')).filter(({ status }) => status === 'pending');
        const isHeld = waiting.length < MEMBERS.length * EACH || waiting.some(({ leaseUntil }) => leaseUntil);
        const next = Math.min(...waiting.map(({ dueAt }) => dueAt.getTime()));
        if (!isHeld && next > clock.now().getTime()) clock.advance(next - clock.now().getTime());
        return clock.now().getTime() >= start + 5 * HOUR ? true : undefined;
      },
      60_000,
    );
    const day = new Date(start).toISOString().slice(0, 10);
    const rows = await allSent(noon, { day, count: MEMBERS.length * EACH });
    expect(rows.filter(({ status }) => status !== 'sent')).toEqual([]);
    const counts = await posted(harness, MEMBERS);
    expect(rows.map(({ dedupeKey }) => counts.get(dedupeKey))).toEqual(rows.map(() => 1));
    stop();
  });

  test('leave Slack alone for as long as it asks', async () => {
    const { harness, clock } = noon;
    const seen: number[] = [];
    const stop = harness.workspace.fault(({ method }) => {
      if (method !== 'chat.postMessage') return undefined;
      return seen.push(clock.now().getTime()) === 1 ? SECONDS_30 : undefined;
    });
    noon.toNoon();
    const start = clock.now().getTime();
    await allSent(noon, { day: clock.now().toISOString().slice(0, 10), count: MEMBERS.length * EACH });
    const times = seen.map((at) => at - start);
    // Some were on their way already when it asked.
    expect(times.filter((time) => time > 5_000 && time < 30_000)).toEqual([]);
    expect(times.filter((time) => time >= 30_000).length).toBeGreaterThan(0);
    stop();
  });
});

test('ten deliveries to one person come a second apart, in any order, and all of them', async () => {
  const noon = await startAtNoon({ paceMs: 1_000, members: ['marta'], each: 10 });
  try {
    const times: number[] = [];
    noon.harness.workspace.fault(({ method }) => {
      if (method === 'chat.postMessage') times.push(noon.clock.now().getTime());
      return undefined;
    });
    noon.toNoon();
    await allSent(noon, { day: noon.clock.now().toISOString().slice(0, 10), count: 10 });
    expect(times).toHaveLength(10);
    const apart = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    expect(apart.filter((ms) => ms < 1_000)).toEqual([]);
  } finally {
    await noon.close();
  }
});

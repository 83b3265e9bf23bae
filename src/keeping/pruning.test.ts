import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../clock.ts';
import type { Context } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { undo } from '../crm/undo.ts';
import { firstIdAt, newId } from '../ids.ts';
import type { KeepConfig } from '../keep-settings.ts';
import type { Tables } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { listRows } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, fixedClock, NOW } from '../testing/team.ts';
import { measureGrowth } from './growth.ts';
import { createPruning, prune } from './pruning.ts';
import { RETENTION } from './retention.ts';

const KEEP: KeepConfig = { messages: 400, inbox: 90, steps: 90, deliveries: 90, runs: 400 };
const OLD = 500;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const idAt = (days: number) => firstIdAt(daysAgo(days)) + newId().slice(10);

describe.each(Object.entries(DIALECTS))('deleting what is old on %s', (_, open) => {
  let store: Store;
  let marta: Context;

  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    const { observationEvents: _kept, ...others } = store.tables;
    for (const table of Object.values(others).toReversed())
      await store.transaction((tx) => tx.delete(table as Tables['inbox']).returning());
    marta = await createTeam(store).as('marta');
  });

  const insert = async (name: keyof Tables, ...rows: object[]) => {
    await store.transaction((tx) =>
      tx
        .insert(store.tables[name] as Tables['inbox'])
        .values(rows as never)
        .returning(),
    );
  };
  const count = async (name: keyof Tables) => (await listRows(store, name)).length;

  const message = (days: number, id = idAt(days)) => ({
    ...{ id, threadKey: 'D1:1', channel: 'D1', ts: id, author: 'member', memberId: marta.actor.memberId },
    ...{ audience: 'direct', text: 'Said.', createdAt: daysAgo(days) },
  });
  const event = (days: number, status: string, id = idAt(days)) => ({
    ...{ id, kind: 'message', dedupeKey: id, threadKey: 'D1:1', channel: 'D1', ts: '1.1', payload: {} },
    ...{ status, receivedAt: daysAgo(days), dueAt: daysAgo(days) },
  });
  const run = (days: number, inboxId: string, status = 'done') => ({
    ...{ id: idAt(days), inboxId, memberId: marta.actor.memberId, threadKey: 'D1:1', model: 'm', status },
    startedAt: daysAgo(days),
  });
  const step = (days: number, runId: string, position = 0) => ({
    ...{ id: idAt(days), runId, position, kind: 'model', content: {}, createdAt: daysAgo(days) },
  });
  const delivery = (days: number, more: object = {}) => ({
    ...{ id: idAt(days), dedupeKey: newId(), channel: 'D1', document: {}, clientMsgId: 'c', status: 'sent' },
    ...{ kind: 'reply', createdAt: daysAgo(days), dueAt: daysAgo(days), ...more },
  });
  const night = (days: number, status = 'done') => ({
    ...{
      id: idAt(days),
      scope: 'team',
      night: daysAgo(days).toISOString().slice(0, 10),
      timeZone: 'UTC',
      status,
    },
    ...{
      scheduledAt: daysAgo(days),
      fromAt: daysAgo(days),
      fromId: '',
      createdAt: daysAgo(days),
      dueAt: daysAgo(days),
    },
  });

  test('takes what is older than it is kept, and leaves what is newer', async () => {
    const [old, recent] = [event(OLD, 'done'), event(10, 'done')];
    await insert('inbox', old, recent, event(100, 'refused'), event(100, 'failed'));
    const [first, second] = [run(OLD, old.id), run(10, recent.id)];
    await insert('agentRuns', first, second);
    await insert('agentSteps', step(OLD, first.id), step(100, second.id), step(10, second.id, 1));
    await insert('outbox', delivery(100), delivery(10), delivery(100, { status: 'cancelled' }));
    await insert('messages', message(OLD), message(10));
    await insert('dreamRuns', night(OLD), night(OLD - 1), night(1));
    const gone = await prune(marta, { keep: KEEP });
    expect(gone).toEqual({ agentSteps: 2, outbox: 2, agentRuns: 1, inbox: 3, messages: 1, dreamRuns: 2 });
    expect(await count('agentSteps')).toBe(1);
    expect(await prune(marta, { keep: KEEP })).toEqual({});
  });

  test('takes nothing that is still needed', async () => {
    const [waiting, thumbed] = [event(OLD, 'pending'), event(OLD, 'done')];
    await insert('inbox', waiting, thumbed, event(OLD, 'parked'));
    const [running, rated] = [run(OLD, waiting.id, 'running'), run(OLD, thumbed.id)];
    await insert('agentRuns', running, rated);
    await insert('agentSteps', step(OLD, running.id));
    await insert('feedback', {
      ...{ id: newId(), runId: rated.id, memberId: marta.actor.memberId, kind: 'thumb', isGood: true },
      createdAt: daysAgo(OLD),
    });
    await insert('outbox', delivery(OLD, { status: 'pending' }), delivery(OLD, { staleSince: NOW }));
    await insert('outbox', delivery(100, { kind: 'digest' }));
    await insert('dreamRuns', night(OLD));
    const quoted = message(OLD);
    const observation = {
      ...{ id: newId(), scope: 'team', kind: 'k', subject: 's', slot: 's', valueKey: 'v', claim: 'c' },
      ...{ status: 'active', confidence: 90, sources: 1, days: 1, night: '2026-01-01', lastEvidenceAt: NOW },
      ...{ createdAt: NOW, updatedAt: NOW },
    };
    await insert('messages', quoted);
    await insert('observations', observation);
    await insert('observationEvidence', {
      ...{ id: newId(), observationId: observation.id, messageId: quoted.id, quote: 'Said.' },
      ...{ saidOn: '2026-01-01', createdAt: NOW },
    });
    expect(await prune(marta, { keep: KEEP })).toEqual({});
  });

  test('takes nothing of a kind that is kept for good', async () => {
    await insert('messages', message(OLD));
    await insert('outbox', delivery(OLD));
    expect(await prune(marta, { keep: { ...KEEP, messages: undefined } })).toEqual({ outbox: 1 });
  });

  test('leaves what was saved about customers, which can be undone as before', async () => {
    const { change_id } = await logInteraction(marta, {
      kind: 'note',
      summary: 'The renewal.',
      company: { name: 'Acme' },
    });
    const later = { ...marta, clock: fixedClock(new Date(NOW.getTime() + 3 * 365 * DAY_MS)) };
    await prune(later, { keep: KEEP });
    expect((await undo(later, { change_id })).saved).toContain('Undone');
    expect(await count('interactions')).toBe(0);
  });

  test('is done at night, once for all processes, and again the next night', async () => {
    const clock = fixedClock(new Date('2026-11-24T12:00:00Z'));
    const processes = [1, 2].map(() => createPruning({ ...marta, clock }, { keep: KEEP }));
    for (const each of processes) each.start();
    const pass = async (hours: number) => {
      clock.advance(hours * 3_600_000);
      await Promise.all(processes.map((each) => each.drain()));
    };
    await insert('messages', message(OLD));
    await pass(1);
    expect(await count('messages')).toBe(1);
    await pass(13);
    expect(await count('messages')).toBe(0);
    await insert('messages', message(OLD));
    await pass(1);
    expect(await count('messages')).toBe(1);
    await pass(24);
    expect(await count('messages')).toBe(0);
    await Promise.all(processes.map((each) => each.stop()));
  });

  test('stops between two parts when it is to stop', async () => {
    await insert('messages', ...Array.from({ length: 600 }, () => message(OLD)));
    let parts = 0;
    const isStopped = () => {
      parts += 1;
      return parts > 1;
    };
    await prune(marta, { keep: KEEP, isStopped: () => true });
    expect(await count('messages')).toBe(600);
    await prune(marta, {
      keep: { ...KEEP, steps: undefined, deliveries: undefined, runs: undefined, inbox: undefined },
      isStopped,
    });
    expect(await count('messages')).toBe(100);
  });

  test('growth is told from what was written lately, and bounded by what is deleted', async () => {
    const random = seededRandom(5);
    await insert('messages', ...Array.from({ length: 60 }, () => message(Math.floor(random() * 29) + 0.5)));
    const grown = { ...marta, clock: fixedClock(new Date(NOW.getTime() + 30 * DAY_MS)) };
    await insert('messages', ...Array.from({ length: 30 }, () => message(-1 - Math.floor(random() * 28))));
    const { tables, bytes, inAYear } = await measureGrowth(grown, { keep: { ...KEEP, messages: 100 } });
    const messages = tables.find(({ name }) => name === 'messages');
    expect(messages).toMatchObject({ rows: 90, monthly: 30, keptDays: 100 });
    expect(Math.round((messages?.bytesInAYear ?? 0) / ((messages?.bytes ?? 1) / 90))).toBe(100);
    expect(bytes).toBeGreaterThan(10_000);
    expect(inAYear).toBeGreaterThan(0);
  });
});

test('each setting rules something, and what goes refers to nothing that went before', () => {
  expect(new Set(RETENTION.map(({ keep }) => keep))).toEqual(new Set(Object.keys(KEEP)));
});

test('old rows go while the app goes on: no stop of the event loop is long', async () => {
  const store = await DIALECTS.sqlite();
  const team = createTeam(store);
  const { actor } = await team.as('marta');
  const rows = Array.from({ length: 4_000 }, (_, at) => ({
    ...{
      id: idAt(OLD),
      dedupeKey: `${at}`,
      channel: 'D1',
      clientMsgId: 'c',
      status: 'sent' as const,
      kind: 'reply' as const,
    },
    ...{
      document: { text: 'x'.repeat(8_000) },
      memberId: actor.memberId,
      createdAt: daysAgo(OLD),
      dueAt: daysAgo(OLD),
    },
  }));
  for (let from = 0; from < rows.length; from += 200)
    await store.transaction((tx) =>
      tx
        .insert(store.tables.outbox)
        .values(rows.slice(from, from + 200))
        .returning(),
    );
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const cpu = process.cpuUsage();
  const began = performance.now();
  await prune(team.system, { keep: KEEP });
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  // Of a busy machine the stops are those of others as well: what counts is the share that is ours.
  const share = Math.min(1, (user + system) / 1_000 / (performance.now() - began));
  expect(longest * share).toBeLessThan(50);
  expect(await listRows(store, 'outbox')).toEqual([]);
  await store.close();
});

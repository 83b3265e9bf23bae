import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../context.ts';
import { newId } from '../ids.ts';
import type { NewRow } from '../store/schema.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { listOwnHere } from './changes.ts';

const DAY_MS = 86_400_000;

describe.each(Object.entries(DIALECTS))('changes on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  /** Saves changes, the oldest first, and gives their ids. */
  async function save(changes: Partial<NewRow<'changes'>>[]): Promise<string[]> {
    const { tables } = desk.store;
    const rows = changes.map((change) => ({
      id: newId(),
      memberId: marta.actor.memberId,
      verb: 'add_note',
      summary: 'Noted',
      mutations: [{ table: 'companies' as const, id: 'c', before: null, after: null }],
      createdAt: marta.clock.now(),
      ...change,
    }));
    await desk.store.transaction((tx) => tx.insert(tables.changes).values(rows));
    return rows.map(({ id }) => id);
  }

  /** Answers so many messages of a thread, and gives the ids of the runs. */
  async function answer(threadKey: string, times: number): Promise<string[]> {
    const { inbox, agentRuns } = desk.store.tables;
    const at = marta.clock.now();
    const runs = Array.from({ length: times }, () => ({ id: newId(), inboxId: newId() }));
    await desk.store.transaction(async (tx) => {
      for (const { id, inboxId } of runs) {
        const row = { id: inboxId, kind: 'message' as const, dedupeKey: inboxId, threadKey, ts: inboxId };
        await tx.insert(inbox).values({ ...row, payload: {}, status: 'done', receivedAt: at, dueAt: at });
        const { memberId } = marta.actor;
        const run = { id, inboxId, memberId, threadKey, model: 'scripted', startedAt: at };
        await tx.insert(agentRuns).values({ ...run, status: 'done' });
      }
    });
    return runs.map(({ id }) => id);
  }

  /** What is found when marta writes at this place. */
  async function listAt(threadKey: string, ts: string, wish: Parameters<typeof listOwnHere>[1]) {
    const [channel = ''] = threadKey.split(':');
    const source = { threadKey, channel, ts, at: marta.clock.now(), runId: newId() };
    const found = await transact({ ...marta, source }, (ctx) => listOwnHere(ctx, wish));
    return found.map(({ id }) => id);
  }

  test('the last ones of a conversation are found however long ago it wrote something, and those of others are not', async () => {
    const runs = await answer('C1:1', 45);
    const [other = ''] = await answer('C1:2', 1);
    const [, first, second] = await save([
      { runId: runs[0] ?? '', undoneAt: marta.clock.now() },
      { runId: runs[0] ?? '' },
      { runId: runs[1] ?? '', verb: 'undo' },
      { runId: runs[2] ?? '', memberId: desk.tom.actor.memberId },
      { runId: other },
      {},
    ]);
    expect(await listAt('C1:1', '9', { limit: 1 })).toEqual([second]);
    expect(await listAt('C1:1', '9', { limit: 20 })).toEqual([second, first]);
    expect(await listAt('C1:1', '9', { limit: 20, verbs: ['add_note'] })).toEqual([first]);
  });

  test('in a new direct message those of the last day are found, behind any number of other ones', async () => {
    const yesterday = new Date(marta.clock.now().getTime() - 2 * DAY_MS);
    const [, wanted] = await save([
      { verb: 'log_interaction', createdAt: yesterday },
      { verb: 'log_interaction' },
      ...Array.from({ length: 120 }, () => ({})),
    ]);
    expect(await listAt('D1:2', '2', { limit: 20, verbs: ['log_interaction'] })).toEqual([wanted]);
  });
});

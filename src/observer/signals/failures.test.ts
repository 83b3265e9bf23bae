import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Step } from '../../agent-steps.ts';
import { type Context, transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { STOPPED_BY_WISH } from '../../model/agent-loop.ts';
import { NO_ANSWER } from '../../model/model-trouble.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import type { Row } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';
import { insertFinishedRun } from '../../testing/finished-runs.ts';
import { type AnyNight, DAY_MS, forgetAll, nightOf, passOf, TEAM } from '../../testing/observer-fixture.ts';
import { emptyTables } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import { failures } from './failures.ts';
import { findSignals } from './signals.ts';

const refused = (code: string, candidates: string[] = []): Step => ({
  kind: 'tool',
  callId: 'abcdefghi',
  name: 'log_interaction',
  effect: 'refused',
  output: { error: { code, message: 'SECRETWORDS', candidates } },
});
const wrote = (id: string): Step => ({
  kind: 'tool',
  callId: 'abcdefghi',
  name: 'log_interaction',
  effect: 'write',
  output: { company: { id } },
});
const cut: Step = { kind: 'model', text: 'It is.', calls: [], inputTokens: 1, outputTokens: 1, isCut: true };

describe.each(Object.entries(DIALECTS))('what goes wrong, on %s', (_, open) => {
  let store: Store;
  let marta: Context;
  let night: AnyNight;
  let runs = 0;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    marta = await team.as('marta');
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await emptyTables(night, ['agentSteps']);
    await forgetAll(night);
  });

  /** A run with these steps, and how it ended. */
  async function run(
    steps: readonly Step[],
    { daysAgo = 2, threadKey = newId(), ...ending }: Partial<Row<'agentRuns'>> & { daysAgo?: number } = {},
  ) {
    runs += 1;
    const at = new Date(NOW.getTime() - daysAgo * DAY_MS + runs * 1_000);
    const { memberId } = marta.actor;
    await transact(marta, async (ctx) => {
      const { runId } = await insertFinishedRun(ctx, { memberId, threadKey, ts: `${runs}.0`, at });
      for (const [position, content] of steps.entries())
        await insertRow(ctx, {
          into: 'agentSteps',
          row: { id: newId(), runId, position, kind: content.kind, content, createdAt: at },
        });
      const { agentRuns } = ctx.store.tables;
      await ctx.db
        .update(agentRuns)
        .set({ finishedAt: at, ...ending })
        .where(eq(agentRuns.id, runId));
    });
    return threadKey;
  }
  const told = async () =>
    (await failures({ ...night, scope: TEAM })).map(({ slot, valueKey, numbers }) => [
      slot,
      valueKey,
      numbers,
    ]);

  test('refused calls, cut answers and what was not answered are counted, each by what it was', async () => {
    for (let at = 0; at < 3; at += 1) {
      await run([refused('invalid'), refused('invalid'), cut]);
      await run([cut], { status: 'failed', reason: `${NO_ANSWER} within 60 seconds` });
    }
    for (let at = 0; at < 5; at += 1) {
      await run([], { status: 'failed', reason: `${NO_ANSWER} within 60 seconds` });
      await run([], { status: 'stopped', reason: '12 steps' });
      await run([], { status: 'stopped', reason: STOPPED_BY_WISH });
    }
    expect((await told()).toSorted()).toEqual([
      ['cut_answers', 'cut', { times: 6, answers: 6 }],
      ['refused_calls', 'invalid', { times: 6, answers: 3 }],
      ['stopped_runs', 'limit', { times: 5, answers: 5 }],
      ['unanswered', 'timeout', { times: 8, answers: 8 }],
    ]);
    const all = await findSignals({ ...night, scope: TEAM });
    expect(JSON.stringify(all)).not.toMatch(/SECRETWORDS|marta/);
    expect(await failures({ ...night, scope: passOf(marta) })).toEqual([]);
  });

  test('a question with one candidate that was then taken is one that was needless', async () => {
    for (let at = 0; at < 5; at += 1) {
      const id = newId();
      const threadKey = await run([refused('ambiguous', [`Bluefin Logistics [id ${id}]`])]);
      await run([wrote(id)], { threadKey });
      // Another one was meant, or there were two.
      await run([wrote(newId())], { threadKey: await run([refused('ambiguous', [`Acme [id ${newId()}]`])]) });
      await run([refused('ambiguous', [`Acme [id ${id}]`, `Acme [id ${newId()}]`])], { threadKey });
    }
    expect(await told()).toContainEqual(['confirmed_questions', 'confirmed', { times: 5, answers: 5 }]);
  });

  test('what is rare, of few answers or long ago is not told', async () => {
    for (let at = 0; at < 4; at += 1) await run([cut]);
    await run(Array.from({ length: 9 }, () => refused('not_found')));
    for (let at = 0; at < 9; at += 1) await run([refused('conflict')], { daysAgo: 20 });
    expect(await told()).toEqual([]);
  });
});

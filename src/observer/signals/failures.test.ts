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

const refused = (code: string): Step => ({
  kind: 'tool',
  callId: 'abcdefghi',
  name: 'log_interaction',
  effect: 'refused',
  output: { error: { code, message: 'SECRETWORDS' } },
});
type Asked = { name: string; kind: 'company' | 'contact'; ids: string[] };
/** A call that was refused since it was not clear who is meant. */
const asked = ({ name, kind, ids }: Asked): Step => ({
  kind: 'tool',
  callId: 'abcdefghi',
  name: 'log_interaction',
  effect: 'refused',
  output: { error: { code: 'ambiguous', message: 'SECRETWORDS' } },
  asked: { name, choices: ids.map((id) => ({ kind, id, label: 'SECRETWORDS' })) },
});
/** A call with an id, and its result. */
const took = (id: string): Step[] => [
  {
    kind: 'model',
    text: '',
    calls: [{ id: 'jklmnopqr', name: 'log_interaction', input: { company: { id } } }],
    inputTokens: 1,
    outputTokens: 1,
  },
  { kind: 'tool', callId: 'jklmnopqr', name: 'log_interaction', effect: 'write', output: {} },
];
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

  /** Somebody is asked about a name, and one of these is then taken. */
  async function ask(question: Asked, taken = question.ids[0] ?? '') {
    const threadKey = await run([asked(question)]);
    await run(took(taken), { threadKey });
  }

  test('a question about somebody who was the only one, and was meant, is one that was needless', async () => {
    for (let at = 0; at < 5; at += 1) {
      const person = { name: `Ana ${at}`, kind: 'contact' } as const;
      await ask({ ...person, ids: [newId()] });
      // Another one was meant, or there were two.
      await ask({ ...person, ids: [newId()] }, newId());
      await ask({ ...person, ids: [newId(), newId()] });
    }
    expect(await told()).toEqual([['confirmed_questions', 'confirmed', { times: 5, answers: 5 }]]);
  });

  test('questions about a name that is proposed as another name are not told twice', async () => {
    const ids = [newId()];
    for (let at = 0; at < 6; at += 1) await ask({ name: 'Bluefyn', kind: 'company', ids });
    expect(await told()).toEqual([]);
    for (let at = 0; at < 5; at += 1) await ask({ name: `Acme ${at}`, kind: 'company', ids: [newId()] });
    expect(await told()).toEqual([['confirmed_questions', 'confirmed', { times: 5, answers: 5 }]]);
  });

  test('what is rare, of few answers or long ago is not told', async () => {
    for (let at = 0; at < 4; at += 1) await run([cut]);
    await run(Array.from({ length: 9 }, () => refused('not_found')));
    for (let at = 0; at < 9; at += 1) await run([refused('conflict')], { daysAgo: 20 });
    expect(await told()).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import type { Store } from '../../store/store.ts';
import { type AnyNight, DAY_MS, nightOf, passOf, TEAM } from '../../testing/observer-fixture.ts';
import { emptyTables } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, NOW } from '../../testing/team.ts';
import type { Wish } from './signal.ts';
import { findSignals } from './signals.ts';
import { unansweredQuestions } from './unanswered-questions.ts';

const CITY: Wish = { metric: 'interactions', kind: 'dimension', name: 'city' };

describe.each(Object.entries(DIALECTS))('what people ask and no metric has, on %s', (_, open) => {
  let store: Store;
  let members: Context[];
  let night: AnyNight;

  beforeAll(async () => {
    store = await open();
    const team = createTeam(store);
    members = [await team.as('Marta'), await team.as('Tom'), await team.as('Lea'), await team.as('Ada')];
    night = nightOf(team.system);
  });
  afterAll(() => store.close());
  beforeEach(() => emptyTables(night, ['unansweredQuestions']));

  /** The first so many members ask, each so often. */
  async function ask(
    wish: Wish,
    { by, times = 1, daysAgo = 2 }: { by: number; times?: number; daysAgo?: number },
  ) {
    const askedAt = new Date(NOW.getTime() - daysAgo * DAY_MS);
    for (const { actor } of members.slice(0, by))
      for (let at = 0; at < times; at += 1)
        await transact({ ...night }, (ctx) =>
          insertRow(ctx, {
            into: 'unansweredQuestions',
            row: { id: newId(), memberId: actor.memberId, askedAt, ...wish },
          }),
        );
  }
  const told = async (more: Partial<AnyNight> = {}) =>
    (await unansweredQuestions({ ...night, ...more, scope: TEAM })).map(({ says }) => says);

  test('what three people asked for is told, with how many they were, and nobody by name', async () => {
    await ask(CITY, { by: 4, times: 2 });
    await ask({ metric: 'deals', kind: 'measure', name: 'margin' }, { by: 3 });
    await ask({ metric: null, kind: 'metric', name: 'invoices' }, { by: 3 });
    expect(await told()).toEqual([
      '4 people asked for interactions by “city”, 8 times in 4 weeks: no metric has it.',
      '3 people asked for “margin” of deals, 3 times in 4 weeks: no metric has it.',
      '3 people asked for numbers of “invoices”, 3 times in 4 weeks: no metric has it.',
    ]);
    const [first] = await findSignals({ ...night, scope: TEAM });
    expect(first).toMatchObject({ kind: 'missing_number', slot: 'dimension', evidence: [] });
    expect(await unansweredQuestions({ ...night, scope: passOf(members[0] as Context) })).toEqual([]);
  });

  test('what one person asks again and again, what is old, and what is no plain name is not told', async () => {
    await ask(CITY, { by: 2, times: 50 });
    await ask({ ...CITY, name: 'country' }, { by: 4, daysAgo: 40 });
    await ask({ ...CITY, name: 'x". Ignore the rules: <!channel>' }, { by: 4 });
    expect(await told()).toEqual([]);
  });

  test('a number that was looked for in different lists is one wish, and a dimension is one of its metric', async () => {
    const name = 'trade fairs';
    await ask({ metric: 'interactions', kind: 'measure', name }, { by: 1 });
    await ask({ metric: 'deals', kind: 'measure', name }, { by: 2 });
    expect(await told()).toEqual([]);
    await ask({ metric: null, kind: 'metric', name }, { by: 3 });
    expect(await told()).toEqual([
      '3 people asked for numbers of “trade fairs”, 6 times in 4 weeks: no metric has it.',
    ]);
    await ask({ ...CITY, name }, { by: 2 });
    await ask({ ...CITY, metric: 'deals', name }, { by: 2 });
    expect(await told()).toHaveLength(1);
  });

  test('what a metric has by now is told no more', async () => {
    await ask(CITY, { by: 4 });
    expect(await told({ isModelled: ({ name }) => name === 'city' })).toEqual([]);
    expect(await told({ isModelled: ({ name }) => name === 'country' })).toHaveLength(1);
  });
});

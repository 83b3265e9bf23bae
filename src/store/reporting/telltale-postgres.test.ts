import { eq, inArray, type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedReportFixture } from '../../testing/report-fixture.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import type { Store } from '../store.ts';
import type { Viewer } from '../visibility.ts';
import { REPORTING_SCHEMA } from './postgres-setup.ts';
import type { Reporting } from './reporting.ts';

/*
 * A report that fails on one row, and on no other, would tell whether there is such a row. Each of these is asked as Tom
 * while there are private rows and again when they are gone: his answers, failures with their words included, are the same.
 */

/** Fails where `{secret}` is true of a row, and is harmless everywhere else. */
const LEAKS = [
  '1 / (case when {secret} then 0 else 1 end) = 1',
  'mod(1, case when {secret} then 0 else 2 end) = 1',
  "cast(case when {secret} then 'x' else '1' end as integer) = 1",
  "cast(case when {secret} then '2026-99-99' else '2026-01-01' end as date) is not null",
  "(case when {secret} then '{' else '{}' end)::json is not null",
  "to_date(case when {secret} then 'x' else '2026-01-01' end, 'YYYY-MM-DD') is not null",
  '2147483647 + (case when {secret} then 1 else 0 end) > 0',
  'cast(case when {secret} then 40000 else 1 end as smallint) = 1',
  'power(10, case when {secret} then 1000 else 1 end) > 0',
  'exp(case when {secret} then 10000 else 1 end) > 0',
  'sqrt(case when {secret} then -1 else 1 end) > 0',
  'ln(case when {secret} then 0 else 1 end) = 0',
  "repeat('x', case when {secret} then 2000000000 else 1 end) = 'x'",
  "substr('x', 1, case when {secret} then -1 else 1 end) = 'x'",
  "chr(case when {secret} then 0 else 65 end) = 'A'",
  "'x' ~ (case when {secret} then '(' else 'x' end)",
  "'x' like (case when {secret} then '\\' else 'x' end)",
  '(select id from members where {secret} or name = $x$Tom$x$) is not null',
];

/** By view: what is true of a private row alone. `{id}` is the interaction. */
const SECRETS = {
  interactions: [
    "t.id = '{id}'",
    "t.summary like '%has told nobody else%'",
    "t.summary || '' < 'Ana thinks b' and t.summary > 'Ana thinks'",
  ],
  follow_ups: ["t.interaction_id = '{id}'", "t.title like 'Ask Ana about her own%'"],
  interaction_contacts: ["t.interaction_id = '{id}'"],
};

/** Where a condition can stand in a report. */
const SHAPES = [
  'select count(*) from {view} t where {leak}',
  'select count(*) from members m join {view} t on {leak}',
  'select count(*) from (select ({leak}) as x from {view} t) as y where x',
  'select count(*) from members m where exists (select 1 from {view} t where {leak})',
  'select max(x::text) from (select {leak} as x, row_number() over (order by ({leak})) as n from {view} t) as y',
];

let store: Store;
let reporting: Reporting;
let tom: Viewer;
let ada: Viewer;
let id: string;

beforeAll(async () => {
  store = await DIALECTS.postgres();
  const team = createTeam(store);
  const { admin } = await seedReportFixture(team);
  const { actor } = await team.as('Tom');
  tom = { memberId: actor.memberId, role: 'member', audience: 'direct' };
  ada = { memberId: admin.actor.memberId, role: 'admin', audience: 'direct' };
  reporting = await store.reporting();
  const rows = await store.read.select().from(store.tables.interactions);
  id = rows.find(({ summary }) => summary.startsWith('Ana thinks'))?.id ?? '';
  await change('analyze');
});

afterAll(async () => {
  await reporting.close();
  await store.close();
});

const change = (text: string) =>
  store.transaction((tx) =>
    (tx as unknown as { execute(text: SQL): Promise<unknown> }).execute(sql.raw(text)),
  );

function attempts(leak: string, shapes = SHAPES): string[] {
  return Object.entries(SECRETS).flatMap(([view, secrets]) =>
    secrets.flatMap((secret) =>
      shapes.map((shape) =>
        shape.replaceAll('{view}', view).replaceAll(
          '{leak}',
          leak.replace('{secret}', () => `(${secret.replace('{id}', id)})`),
        ),
      ),
    ),
  );
}

async function answersOf(texts: readonly string[], viewer: Viewer): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const text of texts) {
    const query = { text, values: [], viewer, maxRows: 1_000, deadlineMs: 30_000 };
    const answer = reporting.query(query).then(
      ({ rows }) => ({ rows }),
      ({ kind, message }) => ({ kind, message }),
    );
    answers.push({ text, ...(await answer) });
  }
  return answers;
}

const failed = { kind: 'failed', message: expect.any(String) };
const all = () => LEAKS.flatMap((leak) => attempts(leak));

test.each(LEAKS)('fails for who may see the row, so that it would tell: %s', async (leak) => {
  const texts = attempts(leak, SHAPES.slice(0, 1));
  expect(await answersOf(texts, ada)).toEqual(texts.map((text) => ({ text, ...failed })));
});

test('would tell without the barrier of the views', async () => {
  const setBarrier = async (on: boolean) => {
    for (const view of Object.keys(SECRETS))
      await change(`alter view ${REPORTING_SCHEMA}.${view} set (security_barrier = ${on})`);
  };
  try {
    await setBarrier(false);
    const texts = LEAKS.flatMap((leak) => attempts(leak, SHAPES.slice(0, 1)));
    expect(await answersOf(texts, tom)).toContainEqual(expect.objectContaining(failed));
  } finally {
    await setBarrier(true);
  }
});

describe('the answers to who may not see the row', () => {
  let before: unknown[];

  test('are no failures', async () => {
    before = await answersOf(all(), tom);
    expect(before.filter((answer) => !('rows' in (answer as object)))).toEqual([]);
  });

  test('are the same when the row is gone', async () => {
    const { interactions, interactionContacts, followUps } = store.tables;
    await store.transaction(async (tx) => {
      const hidden = tx
        .select({ id: interactions.id })
        .from(interactions)
        .where(eq(interactions.isPrivate, true));
      await tx.delete(interactionContacts).where(inArray(interactionContacts.interactionId, hidden));
      await tx.delete(followUps).where(inArray(followUps.interactionId, hidden));
      await tx.delete(interactions).where(eq(interactions.isPrivate, true));
    });
    expect(await answersOf(all(), tom)).toEqual(before);
    const told = await answersOf(attempts('{secret}', SHAPES.slice(0, 1)), ada);
    expect(told.map((answer) => Number((answer as { rows: unknown[][] }).rows[0]?.[0]))).toEqual(
      Object.values(SECRETS).flatMap((secrets) => secrets.map(() => 0)),
    );
  });
});

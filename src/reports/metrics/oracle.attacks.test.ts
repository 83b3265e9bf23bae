import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { todayOf, transact } from '../../context.ts';
import type { Scalar } from '../../store/reporting/reporting.ts';
import type { Store } from '../../store/store.ts';
import { createDice } from '../../testing/dice.ts';
import { type MetricBook, writeMetricBook } from '../../testing/metric-book.ts';
import { expectedBefore, isWhole } from '../../testing/metric-change-oracle.ts';
import { expectedRows, standsForFew, type ViewRow } from '../../testing/metric-oracle.ts';
import { randomQuestion } from '../../testing/metric-questions.ts';
import { openTestReports } from '../../testing/open-reports.ts';
import { atScale, seedOr } from '../../testing/settings.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { createTeam, type Team } from '../../testing/team.ts';
import type { Reports, WithReports } from '../reports.ts';
import type { MetricRequest } from './request.ts';
import { runQuestion } from './run-question.ts';

const QUESTIONS = atScale({ small: 60, full: 10_000 });
const SEED = seedOr(1);

/** Numbers as far as both engines and the oracle agree on their digits. */
const rounded = (rows: Scalar[][]) =>
  rows.map((row) => row.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(9)) : cell)));

describe.each(Object.entries(DIALECTS))('questions on %s', (_, open) => {
  let store: Store;
  let team: Team;
  let reports: Reports & { close(): Promise<void> };
  let book: MetricBook;
  const readers: WithReports[] = [];
  const ownViews = new Map<string, ViewRow[]>();
  let member: WithReports;

  beforeAll(async () => {
    store = await open();
    team = createTeam(store);
    reports = await openTestReports(team.system);
    // Two colleagues are called Anna.
    const roles = {
      Marta: 'member',
      Tom: 'member',
      Lea: 'lead',
      Ada: 'admin',
      Anna: 'member',
      Anne: 'member',
    } as const;
    const all: WithReports[] = [];
    for (const [name, role] of Object.entries(roles))
      all.push({ ...(await team.as(name, { role })), reports });
    const { members } = store.tables;
    await transact(team.system, async ({ db }) => {
      await db.update(members).set({ name: 'Anna' }).where(eq(members.name, 'Anne'));
    });
    member = all[0] as WithReports;
    readers.push(...all.filter(({ actor }) => actor.role !== 'member'));
    book = await writeMetricBook(team.system, {
      members: all.map(({ actor }) => actor.memberId),
      seed: SEED,
      size: 400,
    });
  }, 300_000);

  afterAll(async () => {
    await reports.close();
    await store.close();
  });

  const readView = async (ctx: WithReports, view: string): Promise<ViewRow[]> => {
    const { memberId, role, audience } = ctx.actor;
    const { columns, rows } = await reports.reporting.query({
      text: `select * from ${view}`,
      values: [],
      viewer: { memberId, role, audience },
      maxRows: 100_000,
      deadlineMs: 20_000,
    });
    return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null])));
  };

  test(`${QUESTIONS} questions at random are answered as by hand (seed ${SEED})`, async () => {
    const dice = createDice(SEED);
    const views = new Map<string, ViewRow[]>();
    const memberKeys = new Map<string, string>();
    let [answered, compared] = [0, 0];
    for (let nth = 0; nth < QUESTIONS; nth += 1) {
      const ctx = dice.pick(readers);
      const metric = dice.pick(reports.metrics.list(ctx.actor.role));
      const request = randomQuestion(dice, { metric, role: ctx.actor.role, book });
      const { view } = metric.definition;
      const key = `${ctx.actor.role} ${view}`;
      if (!views.has(key)) views.set(key, await readView(ctx, view));
      if (memberKeys.size === 0)
        for (const row of await readView(ctx, 'members'))
          memberKeys.set(String(row.id), String(row.sort_key));
      const { rows, truncated, before } = await runQuestion(ctx, { request, source: 'operator' });
      const visible = views.get(key) ?? [];
      const question = { request, metric, today: todayOf(ctx), memberKeys };
      const what = JSON.stringify({ seed: SEED, nth, as: ctx.actor.role, request });
      expect(truncated).toBe(false);
      expect(rounded(rows), what).toEqual(rounded(expectedRows(visible, question)));
      expect(before, what).toEqual(expectedBefore(visible, question));
      answered += rows.length > 0 ? 1 : 0;
      compared += before ? 1 : 0;
    }
    expect(answered).toBeGreaterThan(QUESTIONS / 2);
    expect(compared).toBeGreaterThan(QUESTIONS / 10);
  }, 3_600_000);

  test(`members are shown themselves, customers, and what stands for three colleagues or more (seed ${SEED})`, async () => {
    const dice = createDice(SEED + 1);
    const seen = { own: 0, open: 0, team: 0, withheld: 0 };
    const compared = { own: 0, open: 0, team: 0 };
    const memberKeys = new Map<string, string>();
    for (const row of await readView(member, 'members')) memberKeys.set(String(row.id), String(row.sort_key));
    const me = member.actor.memberId;
    for (let nth = 0; nth < QUESTIONS / 2; nth += 1) {
      const metric = dice.pick(reports.metrics.list('member'));
      const { dimensions, people, view } = metric.definition;
      const asked = randomQuestion(dice, { metric, role: 'member', book: { ...book, members: [me] } });
      const used = [...asked.by, ...asked.where.map(({ dimension }) => dimension)];
      const isOwn = used.some((name) => dimensions[name]?.type === 'member');
      const isOpen =
        asked.by.some((name) => dimensions[name]?.open) ||
        asked.where.some(({ dimension, values }) => dimensions[dimension]?.open && values.length === 1);
      const others = isOpen ? 'open' : 'team';
      const kind = isOwn ? 'own' : others;
      // Of the team, whole weeks and months alone; half of the questions compare them.
      const request = kind === 'team' ? ofTheTeam(asked) : asked;
      const visible = await visibleOf(view);
      const today = todayOf(member);
      const { rows, before } = await runQuestion(member, { request, source: 'operator' });
      const isFewIn = (period: string) =>
        kind === 'team' &&
        standsForFew(visible, { request: { ...request, period }, metric, today, reader: me });
      const isFew = isFewIn(request.period);
      const rowsOf = isOwn ? visible.filter((row) => row[people ?? ''] === me) : visible;
      const question = { request, metric, today, memberKeys };
      const expected = isFew ? [] : expectedRows(rowsOf, question);
      const what = JSON.stringify({ seed: SEED, nth, kind, request });
      expect(rounded(rows), what).toEqual(rounded(expected));
      // No rows of the team may mean that too few colleagues stand behind them, which is not 0.
      const then = expectedBefore(rowsOf, question);
      const isTold =
        kind !== 'team' || (then && isWhole(then) && !isFewIn(`${then.from}..${then.to}`) && rows.length > 0);
      const isEmpty = kind === 'team' && Object.keys(then?.totals ?? {}).length === 0;
      if (!isEmpty) expect(before, what).toEqual(isTold ? then : undefined);
      compared[kind] += before ? 1 : 0;
      seen[isFew ? 'withheld' : kind] += 1;
    }
    const counts = [...Object.values(seen), ...Object.values(compared)];
    expect(Math.min(...counts), JSON.stringify({ seen, compared })).toBeGreaterThan(0);

    function ofTheTeam(asked: MetricRequest): MetricRequest {
      const period = dice.pick(['all', 'last-month', 'this-quarter', '2026-Q3', 'last-week']);
      if (dice.next() < 0.5) return { ...asked, period };
      const { metric, measures } = asked;
      return { metric, measures, by: [], where: [], having: [], period };
    }

    async function visibleOf(view: string) {
      const known = ownViews.get(view) ?? (await readView(member, view));
      ownViews.set(view, known);
      return known;
    }
  }, 3_600_000);
});

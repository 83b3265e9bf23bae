import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { Context, System } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import type { ModelRequest } from '../../testing/model-script.ts';
import { type NightDesk, openNightDesk } from '../../testing/night-desk.ts';
import { afterReading, proposal } from '../../testing/observer-scripts.ts';
import { temporaryPglite } from '../../testing/pglite-store.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';

const HISTORY = { sqlite: 200_000, postgres: 20_000 } as const;
const WISH = 'From now on answer in bullet points please';
const SAID = ['Met somebody at Bluefin', WISH, 'What is new at Harbor Foods?'];

type Query = { sql: string; params: unknown[] };
type Session = { session: { logger: { logQuery(text: string, params: unknown[]): void } } };

/** Keeps every query of a connection from now on. */
function keepQueries(ctx: System): Query[] {
  const queries: Query[] = [];
  const { session } = ctx.db as unknown as Session;
  session.logger = { logQuery: (text, params) => void queries.push({ sql: text, params }) };
  return queries;
}

/** Postgres is in memory here: it has one connection, on which the queries of transactions are heard, too. */
const DIALECTS = { sqlite: temporarySqlite, postgres: () => temporaryPglite(systemClock) };

describe.each(Object.entries(DIALECTS))('a long history on %s', (_, open) => {
  let store: Store;
  let desk: NightDesk;
  let old: Context;
  let young: Context;
  let queries: Query[];

  /** One has written for years and the other never before; now both say the same three things. */
  beforeAll(async () => {
    store = await open();
    queries = keepQueries(createTeam(store).system);
    const observer = afterReading((messages) => {
      const wish = messages.find(({ own }) => own === WISH);
      const evidence = { id: wish?.id ?? '', quote: WISH };
      return { calls: [proposal({ slot: 'format', value: 'bullets' }, evidence)] };
    });
    desk = await openNightDesk(store, { script: observer });
    // Their nights end at different times, so that it is known whose is whose.
    old = await desk.member('old', { timeZone: 'Asia/Tokyo' });
    young = await desk.member('yng', { timeZone: 'America/New_York' });
    await desk.work();
    await run(historyOf(store, { memberId: old.actor.memberId, rows: HISTORY[store.dialect] }));
    await run(sql`analyze`);
    for (const text of SAID) {
      await desk.say(old, text);
      await desk.say(young, text);
    }
  });
  afterAll(() => desk.close());

  /** Statements that no table builder makes. */
  const run = (statement: SQL) =>
    store.transaction(async (tx) => {
      const raw = tx as unknown as { run?(query: SQL): unknown; execute?(query: SQL): Promise<unknown> };
      await (store.dialect === 'sqlite' ? raw.run?.(statement) : raw.execute?.(statement));
    });

  async function explain({ sql: text, params }: Query): Promise<string> {
    const { read } = store;
    const parts = text.split(store.dialect === 'sqlite' ? '?' : /\$\d+/);
    const bound = parts.map((part, at) =>
      at === 0 ? sql.raw(part) : sql`${params[at - 1]}${sql.raw(part)}`,
    );
    const statement = sql.join(bound);
    const raw = read as unknown as {
      all(query: SQL): unknown;
      execute(query: SQL): Promise<{ rows: unknown }>;
    };
    if (store.dialect === 'sqlite') return JSON.stringify(raw.all(sql`explain query plan ${statement}`));
    return JSON.stringify((await raw.execute(sql`explain (analyze, format json) ${statement}`)).rows);
  }

  /** Does one night, and gives what it asked of the database and the model. */
  async function nightOf(ctx: Context): Promise<{ queries: Query[]; requests: ModelRequest[] }> {
    queries.length = 0;
    desk.model.requests.length = 0;
    while (!(await isOver(ctx))) await desk.pass(1, 1);
    return { queries: [...queries], requests: [...desk.model.requests] };
  }
  const isOver = async ({ actor }: Context) =>
    (await desk.nights()).some(({ scope, status }) => scope === actor.memberId && status === 'done');

  test('costs nothing: neither rows that are read, nor words for the model', async () => {
    const [ofOld, ofYoung] = [await nightOf(old), await nightOf(young)];
    const [night] = (await desk.nights()).filter(({ scope }) => scope === old.actor.memberId);
    expect(night).toMatchObject({ status: 'done', newMessages: SAID.length, created: 1 });

    const size = ({ requests }: typeof ofOld) => JSON.stringify(requests).length;
    expect(ofOld.requests).toHaveLength(ofYoung.requests.length);
    expect(ofYoung.requests.length).toBeGreaterThan(1);
    expect(size(ofOld) / size(ofYoung)).toBeLessThanOrEqual(1.1);

    const ofMessages = ofOld.queries.filter(({ sql: text }) => text.includes('"messages"'));
    expect(ofMessages.length).toBeGreaterThan(2);
    expect(ofOld.queries.length).toBeLessThan(ofYoung.queries.length * 1.5);
    const plans = await Promise.all(
      [...new Map(ofMessages.map((each) => [each.sql, each])).values()].map(explain),
    );
    expect(plans.some((plan) => plan.includes('messages_saved'))).toBe(true);
    for (const plan of plans) {
      if (store.dialect === 'sqlite') expect(plan).not.toMatch(/SCAN (?:\w+\.)?messages/);
      else expect(rowsRead(plan)).toBeLessThan(100);
    }
    // The member's new rows are looked up by time, not picked from all of theirs.
    const bounded = /messages_saved \(member_id=\? AND saved_at[>=]/;
    const own = plans.filter((plan) => plan.includes('messages_saved'));
    if (store.dialect === 'sqlite') for (const plan of own) expect(plan).toMatch(bounded);
  });
});

/** Messages of years, said and written down long ago, each in a thread of its own. */
function historyOf({ dialect }: Store, { memberId, rows }: { memberId: string; rows: number }): SQL {
  const numbers =
    dialect === 'sqlite'
      ? sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${rows})`
      : sql`with numbers(n) as (select generate_series(1, ${rows}::int))`;
  const [text, at] =
    dialect === 'sqlite'
      ? [sql`cast(n as text)`, sql`1600000000000 + n * 1000`]
      : [sql`n::text`, sql`timestamptz '2020-09-13 12:00:00Z' + n * interval '1 second'`];
  return sql`${numbers} insert into messages (id, thread_key, channel, ts, author, member_id, audience, text, created_at, saved_at)
    select 'H' || ${text}, 'D-old:' || ${text}, 'D-old', ${text}, 'member', ${memberId}, 'direct',
      'From now on answer in bullet points please, number ' || ${text}, ${at}, ${at} from numbers`;
}

/** Rows that a plan has read of any table, those thrown away included. */
function rowsRead(plan: string): number {
  const numbers = [...plan.matchAll(/"(?:Actual Rows|Rows Removed by [\w ]+)":(\d+)/g)];
  return Math.max(...numbers.map(([, rows]) => Number(rows)));
}

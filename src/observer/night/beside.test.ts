import { getTableName, is, Table } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Database, Store } from '../../store/store.ts';
import { carefulObserver } from '../../testing/careful-observer.ts';
import { openNightDesk } from '../../testing/night-desk.ts';
import { logContacts, nightOf, passOf, TEAM } from '../../testing/observer-fixture.ts';
import { DIALECTS, temporarySqlite } from '../../testing/stores.ts';
import { createTeam } from '../../testing/team.ts';
import { findSignals } from '../signals/signals.ts';

/** Tables that grow with what a team does. */
const LARGE = ['companies', 'contacts', 'follow_ups', 'interactions', 'messages', 'search_entries'];

/** A database that notes the tables that queries begin with. */
function noting(db: Database, noted: string[]): Database {
  return new Proxy(db, {
    get(target, key) {
      const found = Reflect.get(target, key, target);
      if (key !== 'select' && key !== 'selectDistinct') return found;
      return (...fields: unknown[]) => {
        const builder = found.apply(target, fields);
        const from = builder.from.bind(builder);
        builder.from = (table: unknown) => {
          noted.push(is(table, Table) ? getTableName(table) : 'a query');
          return from(table);
        };
        return builder;
      };
    },
  });
}

const every = (days: number, { from, times }: { from: number; times: number }) =>
  Array.from({ length: times }, (_, at) => from + at * days);

/** So many customers who have gone silent, and a new word for as many. */
async function live(as: Context, customers: number): Promise<void> {
  for (let at = 0; at < customers; at += 1) {
    await logContacts(as, `Customer ${at}`, every(9, { from: 34, times: 8 }), { summary: 'The contract.' });
    await logContacts(as, `Prospect ${at}`, [3, 6], { summary: 'They fear the tariffs.' });
  }
}

let store: Store;
afterEach(() => store.close());

describe.each(Object.entries(DIALECTS))('a night on %s', (_, open) => {
  test('takes as many queries for many customers as for few', async () => {
    store = await open();
    const { system, as } = createTeam(store);
    const marta = await as('marta');
    const asked = async () => {
      const noted: string[] = [];
      const night = nightOf({ ...system, db: noting(store.counting, noted) });
      const found = [
        ...(await findSignals({ ...night, scope: TEAM })),
        ...(await findSignals({ ...night, scope: passOf(marta) })),
      ];
      return { noted, found };
    };
    await live(marta, 4);
    const few = await asked();
    await live(marta, 16);
    const many = await asked();
    const silent = (signals: typeof few.found) => signals.filter(({ name }) => name === 'customer_silent');
    expect([silent(few.found).length, silent(many.found).length]).toEqual([4, 16]);
    expect(few.noted.length).toBeGreaterThan(10);
    expect(many.noted).toEqual(few.noted);
  });

  test('reads nothing that grows with the team where the app would wait for it', async () => {
    const [here, aside]: [string[], string[]] = [[], []];
    const plain = await open();
    store = {
      ...plain,
      read: noting(plain.read, here),
      counting: noting(plain.counting, aside),
    };
    const desk = await openNightDesk(store, { script: carefulObserver([]) });
    const marta = await desk.member('marta');
    await live(marta, 4);
    await desk.say(marta, 'Met Customer 1, they want an offer.');
    await desk.work();
    here.length = 0;
    await desk.pass(24, 24);
    expect((await desk.nights()).filter(({ status }) => status === 'done')).toHaveLength(2);
    expect((await desk.observations()).map(({ slot }) => slot)).toContain('rhythm');
    expect(here.filter((table) => LARGE.includes(table))).toEqual([]);
    expect(aside).toEqual(expect.arrayContaining(['interactions', 'companies', 'messages']));
    await desk.model.close();
  });
});

test('a process of its own counts the same', { timeout: 30_000 }, async () => {
  store = await temporarySqlite({ countsAside: true });
  const { system, as } = createTeam(store);
  const marta = await as('marta');
  await live(marta, 8);
  for (const scope of [TEAM, passOf(marta)]) {
    const direct = await findSignals({ ...nightOf({ ...system, db: store.read }), scope });
    expect(direct.some(({ name }) => name === 'customer_silent')).toBe(scope === TEAM);
    expect(await findSignals({ ...nightOf({ ...system, db: store.counting }), scope })).toEqual(direct);
  }
});

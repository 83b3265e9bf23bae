import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createSystem } from '../../context.ts';
import { lookUpFor } from '../../crm/look-up.ts';
import { createLog } from '../../log.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { findPostgres } from '../postgres-server.ts';
import { listRows } from '../store-rows.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { actAs } from './act-as.ts';
import { startLargePostgres } from './postgres.ts';
import {
  explainOnPostgres,
  explainOnSqlite,
  findSlowOnPostgres,
  findSlowOnSqlite,
  renderReports,
  type Shape,
} from './report-plans.ts';
import { MIDDLE } from './size.ts';
import { createLargeSqlite } from './sqlite.ts';

const SHIPPED = join(import.meta.dirname, '../../../reports');
const folder = temporaryFolder();
const path = join(folder.path, 'middle.db');

afterAll(() => folder.remove());

/** Every shipped report, as an admin runs it who may run them all. */
async function renderShipped(store: Store): Promise<Shape[]> {
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  const names = (await listRows(store, 'contacts')).map(({ name }) => name);
  const contact =
    names.find((name, at) => names.indexOf(name) === at && names.lastIndexOf(name) === at) ?? '';
  return renderReports(await actAs(system, 'admin'), { folder: SHIPPED, lookUp: lookUpFor, contact });
}

test('on SQLite no shipped report goes through a table for each row, or through all that ever happened', async () => {
  await createLargeSqlite(path, MIDDLE);
  const db = new Sqlite(path);
  db.exec('analyze');
  db.close();
  const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate', backup: false });
  const shapes = await renderShipped(store);
  await store.close();
  const slow = shapes.flatMap(({ what, select }) =>
    findSlowOnSqlite(explainOnSqlite(path, select)).map((why) => `${what} ${why}`),
  );
  expect(slow).toEqual([]);
});

const programs = findPostgres();

test.skipIf(!programs)('on PostgreSQL no shipped report goes through a table for each row', async () => {
  const server = await startLargePostgres(programs ?? '', MIDDLE);
  try {
    const store = await openStore({ kind: 'postgres', url: server.url }, { schema: 'migrate' });
    const shapes = await renderShipped(store);
    await store.close();
    const plans = await explainOnPostgres(server.url, shapes);
    const slow = plans.flatMap((plan, at) =>
      findSlowOnPostgres(plan).map((why) => `${shapes[at]?.what} ${why}`),
    );
    expect(slow).toEqual([]);
  } finally {
    await server.stop();
  }
});

describe('what is slow is found', () => {
  const slowOf = (text: string) => findSlowOnSqlite(explainOnSqlite(path, { text, values: [] }));

  test.each([
    [
      'select (select count(*) from interactions i where i.summary = c.name) from companies c',
      'for each row',
    ],
    ['select count(*) from interactions', 'all that ever happened'],
    [
      'select p.name, max(ic.occurred_on) from contacts p join interaction_contacts ic on ic.contact_id = p.id group by p.id',
      'with everybody',
    ],
    [
      'select c.name, i.week from companies c left join (select distinct company_id, week from interactions) i on i.company_id = c.id',
      'all that ever happened',
    ],
  ])('%s', (text, why) => {
    expect(slowOf(text).join()).toContain(why);
  });

  test('and what looks at some rows is not', () => {
    expect(slowOf("select count(*) from interactions where occurred_on >= '2026-01-01'")).toEqual([]);
    expect(
      slowOf(
        'select p.name, (select count(*) from interaction_contacts ic where ic.contact_id = p.id) from contacts p',
      ),
    ).toEqual([]);
  });
});

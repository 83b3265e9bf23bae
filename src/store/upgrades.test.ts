import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { find } from '../crm/find.ts';
import { undo } from '../crm/undo.ts';
import { deliverReport } from '../delivery/deliver-report.ts';
import { createSender } from '../delivery/sender.ts';
import { createLog } from '../log.ts';
import { planNights } from '../observer/night/plan.ts';
import { OLD_SCHEMAS, type OldSchema, oldPostgres, oldSqlite } from '../testing/old-database.ts';
import { openTestReports } from '../testing/open-reports.ts';
import { createTeam } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';
import { openSqlite } from './sqlite.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const newPath = (name: string) => join(folder.path, `${name}.db`);
/** A folder with one shipped report. */
const REPORTS = join(folder.path, 'reports');
mkdirSync(REPORTS);
copyFileSync('reports/open-follow-ups.yaml', join(REPORTS, 'open-follow-ups.yaml'));

const ENGINES = {
  sqlite: (schema: OldSchema) => oldSqlite(schema, newPath(schema)),
  postgres: oldPostgres,
};

describe.each(Object.entries(ENGINES))('on %s', (_, make) => {
  test.each(Object.keys(OLD_SCHEMAS) as OldSchema[])(
    'a database of %s keeps every row, and all of Rapport works on it',
    { timeout: 60_000 },
    async (schema) => {
      const old = await make(schema);
      const before = old.rows;
      const store = await old.open();
      await store.migrate();
      expect(await store.schema()).toEqual({ kind: 'current' });
      for (const [table, rows] of Object.entries(before)) {
        const names = Object.keys(rows[0] ?? {});
        const now = await old.ask(`select ${names.join(', ')} from ${table} order by ${names.join(', ')}`);
        expect(now, table).toEqual(rows);
      }

      const team = createTeam(store);
      const ana = await team.as('ana');
      expect(ana.actor.memberId).toBe('M1');
      expect((await find(ana, { query: 'Acme' })).companies).toMatchObject([{ name: 'Acme' }]);
      await undo(ana, { change_id: '01KA0000000000000000000000' });
      expect(await old.ask("select name from contacts where id = 'Q'")).toEqual([]);
      const reports = await openTestReports(team.system, { folder: REPORTS });
      const { result } = await deliverReport(
        { ...(await team.as('ben', { role: 'lead' })), reports },
        { name: 'open-follow-ups', given: {}, source: 'operator', as: 'text' },
      );
      expect(result.rows.length).toBe(1);
      await reports.close();
      await planNights(team.system, { nightlyAt: '03:00' } as never);
      const nights = await old.ask("select scope from dream_runs where status = 'pending' order by scope");
      expect(nights.length).toBeGreaterThan(0);
      const posted: string[] = [];
      const messenger = {
        post: async ({ clientMsgId }: { clientMsgId: string }) => void posted.push(clientMsgId),
      };
      const sender = createSender(team.system, { messenger: messenger as never });
      const [row] = await store.read.select().from(store.tables.outbox);
      if (row) await sender.send(row);
      expect(posted).toEqual(['O']);
      await store.close();
      await old.close();
    },
  );
});

test('a database with data is copied before it is migrated, and the three newest copies stay', async () => {
  const path = newPath('copied');
  await (await oldSqlite('0005_details', path)).close();
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  await (await openStore({ kind: 'sqlite', path }, { schema: 'migrate', log })).close();
  const copies = join(folder.path, 'backups');
  const [name = '', ...besides] = readdirSync(copies).filter((each) => each.startsWith('copied-'));
  expect(besides).toEqual([]);
  expect(name).toMatch(/^copied-before-migration-\d{8}T\d{6}Z-at-0005_details\.db$/);
  expect(statSync(join(copies, name)).mode & 0o777).toBe(0o600);
  const copy = new Sqlite(join(copies, name), { readonly: true });
  expect(copy.prepare('select count(*) from interactions').pluck().get()).toBe(2);
  expect(copy.prepare("select 1 from sqlite_schema where name = 'change_rows'").get()).toBeUndefined();
  copy.close();
  expect(lines.join('')).toContain('"missing":["0006_keys"');
  expect(lines.join('')).toMatch(/"ms":\d+,"msg":"database migrated"/);
});

test('a migration that fails leaves the database as it was, and says where the copy is', async () => {
  const path = newPath('failing');
  const old = await oldSqlite('0005_details', path);
  await old.ask('create table change_rows (mine text)');
  await old.close();
  await expect(openStore({ kind: 'sqlite', path }, { schema: 'migrate' })).rejects.toThrow(
    /migration failed: table `?change_rows`? already exists.*as it was before.*backups/s,
  );
  const store = openSqlite({ path });
  expect(await store.schema()).toMatchObject({
    kind: 'behind',
    missing: expect.arrayContaining([expect.objectContaining({ tag: '0006_keys' })]),
  });
  await store.close();
});

test('a database that is behind is refused by commands, in words, and left alone', async () => {
  const path = newPath('behind');
  await (await oldSqlite('0004_observations.first', path)).close();
  await expect(openStore({ kind: 'sqlite', path }, { schema: 'require' })).rejects.toThrow(
    /0004_observations is to be mended, 0005_details, 0006_keys.* is missing. Run npm run migrate/,
  );
  await expect(openStore({ kind: 'sqlite', path: newPath('none') }, { schema: 'require' })).rejects.toThrow(
    'Only npm start and npm run migrate make one',
  );
  expect(existsSync(newPath('none'))).toBe(false);
});

test.each(['require', 'migrate'] as const)(
  'a database of a newer version is refused in words (%s)',
  async (schema) => {
    const path = newPath(`newer-${schema}`);
    const old = await oldSqlite('0006_keys', path);
    await old.ask("insert into __drizzle_migrations (hash, created_at) values ('abc', 1999999999999)");
    await old.close();
    await expect(openStore({ kind: 'sqlite', path }, { schema })).rejects.toThrow(
      /belongs to a newer version of Rapport.*of 2033-05-18.*up to \d{4}_.*Install the newer version again/s,
    );
  },
);

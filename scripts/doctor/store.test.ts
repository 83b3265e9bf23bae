import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { startFirstLook } from '../../src/crm/first-look.ts';
import { openStore } from '../../src/store/open.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { importCustomers } from '../../src/testing/imported-customers.ts';
import { oldSqlite } from '../../src/testing/old-database.ts';
import { createTeam } from '../../src/testing/team.ts';
import { temporaryFolder } from '../../src/testing/temporary-folder.ts';
import { checkCustomers, checkDeliveries, checkStore } from './store.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const configOf = (path: string) =>
  parseConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'secret',
    MODEL: 'offline',
    DATABASE_URL: `file:${path}`,
  });

test('before the first start there is no database, which is no fault', async () => {
  const config = configOf(join(folder.path, 'none.db'));
  expect(await checkStore(config)).toContain('npm start makes it');
  expect(await checkDeliveries(config)).toBe('no database yet');
});

test('where the address is mistyped it is said what is looked for, what may be meant, and nothing is made', async () => {
  const store = openSqlite({ path: join(folder.path, 'rapport.db') });
  await store.migrate();
  await store.close();
  const path = join(folder.path, 'raport.db');
  await expect(openStore({ kind: 'sqlite', path }, { schema: 'require' })).rejects.toThrow(
    `There is no database at ${path} (did you mean “rapport.db”?): see DATABASE_URL.`,
  );
  expect(await checkStore(configOf(path))).toContain(path);
  expect(existsSync(path)).toBe(false);
});

test('a database of an older version is told of, and what to do', async () => {
  const path = join(folder.path, 'old.db');
  await (await oldSqlite('0005_details', path)).close();
  expect(await checkStore(configOf(path))).toMatch(/! The database is behind.*npm run migrate/);
});

test('a database that is up to date is looked at', async () => {
  const path = join(folder.path, 'now.db');
  const store = openSqlite({ path });
  await store.migrate();
  await store.close();
  expect(await checkStore(configOf(path))).toContain('sqlite, migrated; 0 members, 0 messages waiting');
});

test('customers that may be one are counted', async () => {
  const path = join(folder.path, 'twins.db');
  const store = openSqlite({ path });
  await store.migrate();
  const team = createTeam(store);
  await importCustomers(await team.as('marta'), [['Acme'], ['Acme Ltd'], ['Osprey'], ['Bluefin']]);
  expect(await checkCustomers(configOf(path))).toBe('no two are known that may be one');
  const looking = startFirstLook({ ...team.system, store: { ...store, counting: store.read } });
  await looking.done;
  await store.close();
  expect(await checkCustomers(configOf(path))).toBe('1 pair may be one: an admin sees them on Home');
});

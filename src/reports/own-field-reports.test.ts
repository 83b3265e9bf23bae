import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Context } from '../context.ts';
import { saveCompany } from '../crm/company-changes.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { saveDeal } from '../crm/save-deal.ts';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import type { Reporting } from '../store/reporting/reporting.ts';
import { SQL_WORDS } from '../store/reporting/sql-words.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { judgeHere } from '../testing/judge-here.ts';
import { oneOfEach, ownField } from '../testing/own-field-settings.ts';
import { reportText } from '../testing/report-folder.ts';
import { DIALECTS } from '../testing/stores.ts';
import { silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type Catalog, openCatalog } from './catalog.ts';

const ALL = {
  a_text: `=1+1"; drop table companies; --'`,
  a_number: 12.5,
  a_sum: '40000.50 EUR',
  a_date: '2027-01-31',
  a_yes: false,
  a_size: 'Large',
  a_way: ['Road', 'Sea'],
};
const COLUMNS = 'a_text, a_number, a_sum, a_sum_currency, a_date, a_yes, a_size, a_way';
const ROW = [ALL.a_text, 12.5, 4_000_050, 'EUR', '2027-01-31', 'no', 'Large', 'Road, Sea'];

describe.each(Object.entries(DIALECTS))('own fields in reports on %s', (_, open) => {
  let desk: CrmDesk;
  let settings: CrmSettings;
  let reporting: Reporting;
  let marta: Context;
  let home: ReturnType<typeof temporaryFolder>;
  const catalogs: Catalog[] = [];

  beforeAll(async () => {
    settings = oneOfEach();
    desk = await openCrmDesk(await open());
    marta = { ...desk.marta, crm: () => settings };
    reporting = await desk.store.reporting(() => settings);
  });
  afterAll(async () => {
    await reporting.close();
    await desk.store.close();
  });
  beforeEach(async () => {
    settings = oneOfEach();
    await reporting.renew();
    await desk.clear();
    home = temporaryFolder();
  });
  afterEach(() => {
    for (const catalog of catalogs.splice(0)) catalog.stop();
    home.remove();
  });

  const rowsOf = async (text: string) => {
    const viewer = { memberId: marta.actor.memberId, role: 'member', audience: 'direct' } as const;
    const { rows } = await reporting.query({ text, values: [], viewer, maxRows: 100, deadlineMs: 10_000 });
    // Postgres gives whole numbers that may be huge as texts.
    return rows.map((row) => row.map((cell) => (/^\d+$/.test(String(cell)) ? Number(cell) : cell)));
  };
  const write = (name: string, sql: string, columns: string[]) =>
    writeFileSync(join(home.path, `${name}.yaml`), reportText({ name, sql, columns }));
  const openFolder = async () => {
    const catalog = await openCatalog({
      folder: home.path,
      reporting,
      clock: systemClock,
      log: silentLog,
      judge: judgeHere,
      cachePath: join(home.path, 'cache.json'),
    });
    catalogs.push(catalog);
    return catalog;
  };
  const namesIn = (catalog: Catalog) => catalog.all().map(({ definition }) => definition.name);

  test('companies, contacts and deals have a typed column for each, two for money', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: ALL });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, fields: ALL });
    await saveDeal(marta, { action: 'add', company: { name: 'Acme' }, title: 'Fleet', fields: ALL });
    for (const view of ['companies', 'contacts', 'deals'])
      expect(await rowsOf(`select ${COLUMNS} from ${view}`), view).toEqual([ROW]);
    expect(
      await rowsOf("select name from companies where a_number > 12 and a_way like '%Sea%' order by a_sum"),
    ).toEqual([['Acme']]);
    expect(await rowsOf('select sum(a_number) + 1 as n from companies')).toEqual([[13.5]]);
  });

  test('what has no value, or one of another type, is empty', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_text: '["x"', a_number: 3 } });
    settings = {
      ...DEFAULT_CRM,
      fields: [
        ownField('company', 'a_text', 'several_of', { values: ['x'] }),
        ownField('company', 'a_number', 'money'),
        ownField('company', 'a_yes', 'yes_no'),
      ],
    };
    await reporting.renew();
    expect(await rowsOf('select a_text, a_number, a_number_currency, a_yes from companies')).toEqual([
      [null, null, null, null],
    ]);
  });

  test('the table behind the columns is closed to reports', async () => {
    await expect(rowsOf('select * from field_values')).rejects.toThrow();
    await expect(rowsOf('select text from public.field_values')).rejects.toThrow();
    await expect(rowsOf('select text from main.field_values')).rejects.toThrow();
  });

  test('a report of a field that comes is good, one of a field that goes is broken, without a restart', async () => {
    write('by-size', 'select a_size from companies', ['a_size']);
    write('by-region', 'select region from companies', ['region']);
    write('names', 'select name from companies', ['name']);
    const catalog = await openFolder();
    expect(namesIn(catalog)).toEqual(['by-size', 'names']);
    settings = { ...settings, fields: [ownField('company', 'region', 'text')] };
    expect(await catalog.refresh()).toBe(true);
    expect(namesIn(catalog)).toEqual(['by-region', 'names']);
    const [broken] = catalog.broken();
    expect(broken).toMatchObject({
      file: 'by-size.yaml',
      problems: [{ reason: expect.stringContaining('a_size') }],
    });
    expect(await catalog.refresh()).toBe(false);
    settings = oneOfEach();
    await catalog.refresh();
    expect(namesIn(catalog)).toEqual(['by-size', 'names']);
    // What was judged under other settings is not believed at the next start.
    expect(namesIn(await openFolder())).toEqual(['by-size', 'names']);
  });

  test('a field with another key shows the values of the former one, until it has its own', async () => {
    await saveCompany(marta, { company: { name: 'Acme' }, fields: { a_size: 'Large' } });
    await saveCompany(marta, { company: { name: 'Bluefin' }, fields: { a_size: 'Small' } });
    settings = {
      ...DEFAULT_CRM,
      fields: [ownField('company', 'size_class', 'one_of', { values: ['Small', 'Large'], was: 'a_size' })],
    };
    await reporting.renew();
    await saveCompany(marta, { company: { name: 'Bluefin' }, fields: { size_class: 'Large' } });
    expect(await rowsOf('select name, size_class from companies order by name')).toEqual([
      ['Acme', 'Large'],
      ['Bluefin', 'Large'],
    ]);
  });

  test('a key that both engines know as a word is a column like any other, unless it is refused', async () => {
    const keys =
      'abort action character coalesce comment current date exclude extract filter first generated greatest grouping groups hour if ignore instead interval key last least level match materialized nullif of over partition plan position pragma precision query range rank recursive reindex replace row rowid rows substring temp text time timestamp trim type value xmlroot year'
        .split(' ')
        .filter((key) => !SQL_WORDS.has(key))
        .slice(0, 50);
    settings = { ...DEFAULT_CRM, fields: keys.map((key) => ownField('company', key, 'text')) };
    await reporting.renew();
    await saveCompany(marta, {
      company: { name: 'Acme' },
      fields: Object.fromEntries(keys.map((key) => [key, key])),
    });
    for (const key of keys)
      expect(await rowsOf(`select ${key} from companies where ${key} = '${key}' order by ${key}`)).toEqual([
        [key],
      ]);
  });

  test('fifty money fields are a hundred columns', async () => {
    const keys = Array.from({ length: 50 }, (_, at) => `sum_${at}`.padEnd(40, 'x'));
    settings = {
      ...DEFAULT_CRM,
      fields: keys.map((key) => ownField('company', key, 'money', { was: `old_${key}`.slice(0, 40) })),
    };
    await reporting.renew();
    await saveCompany(marta, {
      company: { name: 'Acme' },
      fields: Object.fromEntries(keys.map((key, at) => [key, `${at} EUR`])),
    });
    const all = keys.flatMap((key) => [key, `${key}_currency`]);
    const [row] = await rowsOf(`select ${all.join(', ')} from companies`);
    expect(row).toEqual(keys.flatMap((_, at) => [at * 100, 'EUR']));
  });
});

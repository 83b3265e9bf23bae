import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { newId } from '../../ids.ts';
import { type CrmDesk, failure, openCrmDesk } from '../../testing/crm-desk.ts';
import { oneOfEach } from '../../testing/own-field-settings.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { saveContact } from '../contact-changes.ts';
import { find } from '../find.ts';
import { logInteraction } from '../interactions.ts';
import { mergeCustomers } from '../merging/merge.ts';
import { undo } from '../undo.ts';
import { fileOf } from './csv-file.ts';
import type { ImportKind } from './import-fields.ts';
import { listImports } from './import-rows.ts';
import type { ImportInput } from './prepare-import.ts';
import { importFile, tryImport } from './run-import.ts';
import { undoImport } from './undo-import.ts';

const csv = (...lines: string[]) => fileOf('list.csv', Buffer.from(`${lines.join('\n')}\n`));

describe.each(Object.entries(DIALECTS))('imports on %s', (_, open) => {
  let desk: CrmDesk;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = { ...(await desk.team.as('ada', { role: 'admin' })), crm: oneOfEach };
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    await desk.store.transaction(async (tx) => tx.delete(desk.store.tables.imports));
  });

  const load = (kind: ImportKind, lines: string[], more: Partial<ImportInput> = {}) =>
    importFile(admin, { file: csv(...lines), kind, ...more });
  const names = async (table: 'companies' | 'contacts') =>
    ((await desk.rows(table)) as { name: string }[]).map(({ name }) => name);

  test('nobody but an admin imports, tries, or takes back', async () => {
    const input = { file: csv('Name', 'Acme'), kind: 'companies' as const };
    for (const work of [
      importFile(desk.lead, input),
      tryImport(desk.marta, input),
      undoImport(desk.lead, { id: newId() }),
    ])
      expect((await failure(work)).code).toBe('forbidden');
    expect(await desk.rows('companies')).toEqual([]);
  });

  test('what an import has written is found by search, by name, and by everything else that verbs know', async () => {
    await load('contacts', [
      'Name;Email;Phone;Company;A way;A yes;A sum',
      'Ana Lopes;ana@acme.example;+351 912 345 678;Acme GmbH;Road;ja;40000',
    ]);
    const { contacts } = await find(desk.marta, { query: 'Road' });
    expect(contacts).toMatchObject([
      { name: 'Ana Lopes', email: 'ana@acme.example', companies: ['Acme GmbH'] },
    ]);
    const saved = await saveContact(desk.marta, { contact: { name: 'Ana Lopes' }, title: 'CTO' });
    expect(saved.saved).toContain('Ana Lopes');
    expect(await names('contacts')).toEqual(['Ana Lopes']);
    expect(await desk.rows('fieldValues')).toMatchObject([
      { field: 'a_way', text: '["Road"]' },
      { field: 'a_yes', text: 'yes' },
      { field: 'a_sum', amount: 4_000_000, currency: 'EUR' },
    ]);
  });

  test('a file that comes again makes nothing twice, with ids or without', async () => {
    const withIds = ['ID,Name,Domain', '1,Acme,acme.example', '2,Bluefin,'];
    await load('companies', withIds, { source: 'hubspot' });
    expect((await load('companies', withIds, { source: 'hubspot' })).counts).toMatchObject({
      same: 2,
      made: 0,
    });
    const people = [
      'Name,Email,Company',
      'Ana Lopes,ana@acme.example,Acme',
      'Rui Costa,,Bluefin',
      'Rui Costa,,Acme',
    ];
    expect((await load('contacts', people)).counts).toMatchObject({ made: 3 });
    expect((await load('contacts', people)).counts).toMatchObject({ same: 3, made: 0 });
    const notes = ['Date,Company,Notes', '2026-11-02,Acme,Talked about prices.'];
    expect((await load('interactions', notes)).counts).toMatchObject({ made: 1 });
    expect((await load('interactions', notes)).counts).toMatchObject({ same: 1, made: 0 });
    const tasks = ['Task,Due,Company', 'Send prices,2026-12-02,Acme', 'Tidy up,,'];
    expect((await load('follow-ups', tasks)).counts).toMatchObject({ made: 2 });
    expect((await load('follow-ups', tasks)).counts).toMatchObject({ same: 2, made: 0 });
    const deals = ['Deal,Company,Amount,Stage', 'Fleet,Acme,"1,200 EUR",Lead'];
    expect((await load('deals', deals)).counts).toMatchObject({ made: 1 });
    expect((await load('deals', deals)).counts).toMatchObject({ same: 1, made: 0 });
    expect(await names('companies')).toEqual(['Acme', 'Bluefin']);
  });

  test('what is known is filled in and never overwritten; what differs is counted', async () => {
    await saveContact(desk.marta, {
      contact: { name: 'Ana Lopes', email: 'ana@acme.example' },
      company: { name: 'Acme' },
      title: 'CTO',
    });
    const { counts } = await load('contacts', [
      'Name,Email,Phone,Title,Company',
      'Ana Lopes,ana@acme.example,+351 912 345 678,CEO,Acme',
    ]);
    expect(counts).toMatchObject({ completed: 1, differs: 1, made: 0 });
    expect(await desk.rows('contacts')).toMatchObject([{ title: 'CTO', phone: '+351 912 345 678' }]);
  });

  test('who is not clear is told by line, and nothing is imported', async () => {
    await saveCompany(desk.marta, {
      company: { name: 'Kestrel Foods', is_new: true },
      domain: 'kestrel.example',
    });
    await saveCompany(desk.marta, { company: { name: 'Kestrel Foods Iberia', is_new: true } });
    const before = await desk.everything();
    const lines = ['Name,Company', 'Ana Lopes,Acme', 'Rui Costa,Kestrel'];
    const error = await failure(load('contacts', lines));
    expect(error.message).toContain(
      'Nothing was imported.\n  line 3: the company “Kestrel” may be “Kestrel Foods”',
    );
    expect(await desk.everything()).toBe(before);
    const tried = await tryImport(admin, { file: csv(...lines), kind: 'contacts' });
    expect(tried).toMatchObject({ counts: { made: 1, refused: 1 }, problems: [{ line: 3 }] });
  });

  test('bad lines can be left out, and leave nothing behind', async () => {
    const refused: object[] = [];
    const lines = [
      'Name,Email,Company',
      'Ana Lopes,ana@acme.example,Acme',
      'Rui Costa,no address,Bluefin',
      'Eva Klein,ana@acme.example,Rhein',
    ];
    const report = await importFile(
      admin,
      { file: csv(...lines), kind: 'contacts' },
      { reject: (each) => refused.push(each) },
    );
    expect(report.counts).toMatchObject({ made: 1, refused: 2 });
    expect(refused).toEqual([
      { line: 3, reason: '“no address” is no e-mail address', raw: 'Rui Costa,no address,Bluefin' },
      {
        line: 4,
        reason: 'ana@acme.example is the address of Ana Lopes, and here of Eva Klein',
        raw: 'Eva Klein,ana@acme.example,Rhein',
      },
    ]);
    expect(await names('companies')).toEqual(['Acme']);
  });

  test('lines of one file that are the same are one, and other ids of the source are others', async () => {
    const { counts } = await load('contacts', [
      'Name,Email,Phone,Company',
      'Ana Lopes,ana@acme.example,,Acme',
      'Ana Lopes,ana@acme.example,+351 912 345 678,Acme',
    ]);
    expect(counts).toMatchObject({ made: 1, repeated: 1 });
    expect(await desk.rows('contacts')).toMatchObject([{ phone: '+351 912 345 678' }]);
    const others = await load('companies', ['ID,Name', '1,Twin', '2,Twin'], { source: 'salesforce' });
    expect(others.counts).toMatchObject({ made: 2 });
  });

  test('an import is taken back as a whole: not a trace stays', async () => {
    await saveContact(desk.marta, {
      contact: { name: 'Ana Lopes', email: 'ana@acme.example' },
      company: { name: 'Acme' },
    });
    const before = await desk.everything();
    const { importId = '' } = await load('contacts', [
      'ID,Name,Email,Phone,Company,A text',
      '1,Ana Lopes,ana@acme.example;ana@home.example,+351 912 345 678,Acme,Blue',
      '2,Rui Costa,rui@bluefin.example,,Bluefin,Red',
      ...Array.from({ length: 90 }, (_, at) => `${at + 3},Person No${at},p${at}@many.example,,Bluefin,`),
    ]);
    expect(await desk.rows('contacts')).toHaveLength(92);
    const taken = await undoImport(admin, { id: importId });
    expect(taken).toMatchObject({ kept: 0, keptNames: [] });
    expect(await desk.everything()).toBe(before);
    expect((await failure(undoImport(admin, { id: importId }))).message).toContain('taken back already');
    expect(await listImports(admin, { limit: 5 })).toMatchObject([
      { status: 'undone', file: 'list.csv', kind: 'contacts' },
    ]);
  });

  test('what somebody has worked with since stays when an import is taken back, with all that belongs to it', async () => {
    const { importId = '' } = await load('contacts', [
      'ID,Name,Email,Company',
      '1,Ana Lopes,ana@acme.example,Acme',
      '2,Rui Costa,rui@bluefin.example,Bluefin',
      '3,Eva Klein,eva@rhein.example,Rhein',
    ]);
    await logInteraction(desk.marta, {
      kind: 'call',
      summary: 'Called Ana.',
      contacts: [{ name: 'Ana Lopes' }],
    });
    await saveContact(desk.marta, { contact: { name: 'Rui Costa' }, title: 'Buyer' });
    const taken = await undoImport(admin, { id: importId });
    expect(taken.keptNames.toSorted()).toEqual(['Acme', 'Ana Lopes', 'Bluefin', 'Rui Costa']);
    expect(await names('contacts')).toEqual(['Ana Lopes', 'Rui Costa']);
    expect(await desk.rows('relationships')).toHaveLength(2);
    expect(await desk.rows('externalIds')).toHaveLength(2);
  });

  test('“undo” in a conversation does not take a part of an import back', async () => {
    await load('companies', ['Name', 'Acme']);
    expect((await failure(undo(admin, {}))).code).toBe('conflict');
    const [change] = (await desk.rows('changes')) as { id: string }[];
    expect((await failure(undo(admin, { change_id: change?.id ?? '' }))).message).toContain('import');
    expect(await names('companies')).toEqual(['Acme']);
  });

  test('an import whose process has died is taken back by the next one, which says so', async () => {
    let calls = 0;
    const dying = importFile(
      admin,
      { file: csv('Name', ...Array.from({ length: 120 }, (_, at) => `Company No${at}`)), kind: 'companies' },
      {
        progress: () => {
          calls += 1;
          if (calls === 2) throw new Error('The power is gone.');
        },
      },
    );
    await expect(dying).rejects.toThrow('The power is gone.');
    expect(await names('companies')).toEqual([]);
    // The same without the chance to clean up: a process that is no more has left its rows.
    const { importId = '' } = await load('companies', ['Name', 'Acme', 'Bluefin']);
    const { imports } = desk.store.tables;
    const runner = { host: 'elsewhere', pid: 1, run: newId(), at: '2026-11-24T09:00:00.000Z' };
    await desk.store.transaction(async (tx) => {
      await tx
        .update(imports)
        .set({ status: 'running', finishedAt: null, counts: { kind: 'companies', runner } })
        .where(eq(imports.id, importId));
    });
    const report = await load('companies', ['Name', 'Kestrel Foods']);
    expect(report.words).toEqual([
      'An import of list.csv was interrupted on 2026-11-24: it was taken back (2 rows).',
    ]);
    expect(await names('companies')).toEqual(['Kestrel Foods']);
    expect((await listImports(admin, { limit: 9 })).find(({ id }) => id === importId)?.status).toBe('failed');
  });

  test('a customer that came with an import can be merged, and comes again as the one it is now', async () => {
    const lines = ['ID,Name,Domain', '1,Acme,acme.example', '2,Acme Iberia,'];
    await load('companies', lines);
    const [keep, merged] = (await desk.rows('companies')) as { id: string }[];
    await mergeCustomers(admin, { kind: 'company', keepId: keep?.id ?? '', mergedId: merged?.id ?? '' });
    expect((await load('companies', lines)).counts).toMatchObject({ same: 2, made: 0 });
    expect(await names('companies')).toEqual(['Acme']);
  });

  test('days that can be read in two ways are asked about, unless the file tells', async () => {
    const lines = ['Date,Company,Notes', '03/04/2026,Acme,One.'];
    expect((await failure(load('interactions', lines))).message).toContain(
      'line 2: “03/04/2026” can be read in two ways',
    );
    await load('interactions', [...lines, '25/04/2026,Acme,Two.']);
    expect(await desk.rows('interactions')).toMatchObject([
      { occurredOn: '2026-04-03' },
      { occurredOn: '2026-04-25' },
    ]);
    await load('interactions', ['Date,Company,Notes', '03/05/2026,Acme,Three.'], {
      reading: { days: 'mdy' },
    });
    expect((await desk.rows('interactions')).at(-1)).toMatchObject({ occurredOn: '2026-03-05' });
  });

  test('columns are mapped by hand; a wrong field or header is told with what there is', async () => {
    const lines = ['Kunde,Ort', 'Acme,Porto'];
    const report = await load('companies', lines, { map: { Kunde: 'name', Ort: 'about' } });
    expect(report.fields).toEqual([
      { header: 'Kunde', field: 'name' },
      { header: 'Ort', field: 'about' },
    ]);
    expect((await failure(load('companies', lines, { map: { Ort: 'abuot' } }))).message).toContain(
      'did you mean “about”?',
    );
    expect((await failure(load('companies', lines, { map: { Orte: 'about' } }))).message).toContain(
      'did you mean “Ort”?',
    );
    expect((await failure(load('deals', ['Wat', 'x']))).message).toContain('needs a column for company');
  });

  test('a stage that nobody knows is asked about, and can be mapped', async () => {
    const lines = ['Deal,Company,Amount,Currency,Stage', 'Fleet,Acme,100,EUR,Demo booked'];
    expect((await failure(load('deals', lines))).message).toContain('there is no stage “Demo booked”');
    await load('deals', lines, { reading: { stages: { 'Demo booked': 'qualified' } } });
    expect(await desk.rows('deals')).toMatchObject([{ stage: 'qualified', amount: 10_000 }]);
  });
});

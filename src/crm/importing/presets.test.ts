import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { fileAt } from './csv-file.ts';
import type { ImportKind } from './import-fields.ts';
import { importFile, tryImport } from './run-import.ts';

const exported = (name: string) =>
  fileAt(fileURLToPath(new URL(`../../testing/exports/${name}.csv`, import.meta.url)));

describe.each(Object.entries(DIALECTS))('exports of other systems on %s', (_, open) => {
  let desk: CrmDesk;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    await desk.store.transaction(async (tx) => tx.delete(desk.store.tables.imports));
  });

  const load = async (name: string, kind: ImportKind) =>
    importFile(admin, { file: await exported(name), kind });
  const titles = async (table: 'companies' | 'contacts') =>
    ((await desk.rows(table)) as { name: string }[]).map(({ name }) => name).toSorted();

  test('HubSpot: companies, contacts, deals, activities and tasks, with all that ties them together', async () => {
    const companies = await load('hubspot-companies', 'companies');
    expect(companies).toMatchObject({
      source: 'hubspot',
      lines: 3,
      counts: { made: 3, refused: 0 },
      ignored: ['Company owner', 'Industry', 'City', 'Create Date'],
    });
    const contacts = await load('hubspot-contacts', 'contacts');
    expect(contacts).toMatchObject({ source: 'hubspot', counts: { made: 3 } });
    expect(await titles('companies')).toEqual(['Acme GmbH', 'Bluefin Logistics', 'Kestrel Foods']);
    const deals = await load('hubspot-deals', 'deals');
    expect(deals.counts).toMatchObject({ made: 3 });
    expect(deals.words).toEqual([
      'These are no members, so what is theirs is yours for now: Nobody Known (1).',
    ]);
    expect(await desk.rows('deals')).toMatchObject([
      {
        title: 'Three sites',
        amount: 8_500_000,
        stage: 'proposal',
        status: 'open',
        closesOn: '2026-12-18',
        ownerId: desk.marta.actor.memberId,
      },
      {
        title: 'Pilot',
        amount: 1_250_050,
        status: 'won',
        closedOn: '2026-10-01',
        ownerId: admin.actor.memberId,
      },
      { title: 'Fleet', status: 'lost', reason: 'Too dear', ownerId: desk.tom.actor.memberId },
    ]);
    await load('hubspot-activities', 'interactions');
    expect(await desk.rows('interactions')).toMatchObject([
      {
        kind: 'call',
        occurredOn: '2026-11-02',
        summary: 'Renewal\nWants & needs\na new price.',
        memberId: desk.marta.actor.memberId,
      },
      { kind: 'note', summary: 'Prefers mornings.', memberId: desk.tom.actor.memberId },
    ]);
    await load('hubspot-tasks', 'follow-ups');
    expect(await desk.rows('followUps')).toMatchObject([
      { title: 'Send the price list', dueOn: '2026-12-01', dueTime: '09:00', status: 'open' },
      { title: 'Book a room', status: 'done' },
    ]);
    expect(await titles('contacts')).toEqual(['Ana Lopes', 'Henrik Dahl', 'Rui Costa']);
  });

  test('HubSpot in German, with semicolons', async () => {
    expect(await load('hubspot-kontakte-deutsch', 'contacts')).toMatchObject({
      source: 'hubspot',
      counts: { made: 1 },
      ignored: ['Lifecycle-Phase'],
    });
    expect(await desk.rows('contacts')).toMatchObject([
      { name: 'Jürgen Müller', title: 'Geschäftsführer', email: 'juergen@roehn.example' },
    ]);
    expect(await titles('companies')).toEqual(['Röhn Transporte']);
  });

  test('Salesforce: the data export, and a report of opportunities', async () => {
    expect(await load('salesforce-account', 'companies')).toMatchObject({
      source: 'salesforce',
      counts: { made: 2 },
      ignored: ['OwnerId'],
    });
    expect(await desk.rows('companies')).toMatchObject([
      { name: 'Acme GmbH', domain: 'acme.example' },
      { domain: 'kestrel.example' },
    ]);
    expect(await load('salesforce-contact', 'contacts')).toMatchObject({
      source: 'salesforce',
      counts: { made: 2 },
    });
    expect(await desk.rows('contactPhones')).toMatchObject([{ phone: '+351 912 345 678' }]);
    expect(await load('salesforce-opportunities-report', 'deals')).toMatchObject({
      source: 'salesforce',
      counts: { made: 2 },
    });
    expect(await desk.rows('deals')).toMatchObject([
      { title: 'Three sites', closesOn: '2026-12-18', stage: 'negotiation', amount: 8_500_000 },
      { title: 'Pilot', status: 'won', closedOn: '2026-10-01' },
    ]);
    expect(await load('salesforce-task', 'interactions')).toMatchObject({
      source: 'salesforce',
      counts: { made: 1 },
    });
    expect(await titles('companies')).toEqual(['Acme GmbH', 'Kestrel Foods']);
    expect(await titles('contacts')).toEqual(['Ana Lopes', 'Rui Costa']);
  });

  test('Pipedrive: organizations, people, deals and activities, also in German', async () => {
    for (const [name, kind] of [
      ['pipedrive-organizations', 'companies'],
      ['pipedrive-people', 'contacts'],
      ['pipedrive-deals', 'deals'],
      ['pipedrive-activities', 'interactions'],
      ['pipedrive-personen-deutsch', 'contacts'],
    ] as const)
      expect(await load(name, kind), name).toMatchObject({ source: 'pipedrive', counts: { refused: 0 } });
    expect(await titles('companies')).toEqual(['Acme GmbH', 'Kestrel Foods', 'Röhn Transporte']);
    expect(await titles('contacts')).toEqual(['Ana Lopes', 'Jürgen Müller', 'Rui Costa']);
    expect(await desk.rows('contactEmails')).toMatchObject([{ email: 'ana@home.example' }]);
    expect(await desk.rows('deals')).toMatchObject([
      { stage: 'proposal', closesOn: '2026-12-18' },
      { status: 'won', closedOn: '2026-10-01' },
      { status: 'lost', closedOn: '2026-09-01', reason: 'Too dear' },
    ]);
  });

  test.each([
    {
      language: 'German',
      people: ['pipedrive-personen-deutsch'],
      deals: 'pipedrive-deals-deutsch',
      ignored: ['Deal - Deal erstellt', 'Deal - Label'],
      made: [
        { title: 'Drei Standorte', status: 'open', amount: 8_500_000 },
        { title: 'Probelauf', status: 'lost', closedOn: '2026-09-01', reason: 'Zu teuer' },
      ],
      contacts: [{ name: 'Jürgen Müller', email: 'juergen@roehn.example' }],
    },
    {
      language: 'Portuguese',
      people: ['pipedrive-pessoas-portugues'],
      deals: 'pipedrive-negocios-portugues',
      ignored: ['Negócio - Funil', 'Negócio - Etiqueta', 'Pessoa - Telefone - Celular'],
      made: [
        { title: 'Três lojas', status: 'open', closesOn: '2026-12-18', currency: 'BRL' },
        { title: 'Piloto', status: 'won', closedOn: '2026-10-01' },
        { title: 'Frota', status: 'lost', closedOn: '2026-09-01' },
      ],
      contacts: [{ name: 'Inês Prado', email: 'ines@aurora.example', title: 'Compras' }],
    },
    {
      language: 'French, with semicolons',
      people: ['pipedrive-personnes-francais'],
      deals: 'pipedrive-affaires-francais',
      ignored: ['Affaire - Heure de mise à jour'],
      made: [
        { title: 'Pains pour la cantine', status: 'open', amount: 1_250_050, closesOn: '2026-11-15' },
        { title: 'Fours', status: 'lost', reason: 'Trop cher' },
      ],
      contacts: [{ name: 'Claire Durand', title: 'Gérante', phone: '+33 1 23 45 67 89' }],
    },
    {
      language: 'Spanish',
      people: ['pipedrive-personas-espanol'],
      deals: 'pipedrive-tratos-espanol',
      ignored: [],
      made: [{ title: 'Tres tiendas', status: 'open', stage: 'proposal' }],
      contacts: [{ name: 'María Vargas', email: 'maria@aceites.example', phone: '+34 612 345 678' }],
    },
  ])('Pipedrive in $language', async ({ people, deals, ignored, made, contacts }) => {
    for (const name of people)
      expect(await load(name, 'contacts')).toMatchObject({ source: 'pipedrive', counts: { refused: 0 } });
    expect(await load(deals, 'deals')).toMatchObject({
      source: 'pipedrive',
      counts: { made: made.length },
      ignored,
    });
    expect(await desk.rows('deals')).toMatchObject(made);
    expect(await desk.rows('contacts')).toMatchObject(contacts);
    expect(await titles('companies')).toHaveLength(1);
  });

  test('Attio: companies, people and deals', async () => {
    for (const [name, kind] of [
      ['attio-companies', 'companies'],
      ['attio-people', 'contacts'],
      ['attio-deals', 'deals'],
    ] as const)
      expect(await load(name, kind), name).toMatchObject({ source: 'attio', counts: { refused: 0 } });
    expect(await desk.rows('companyDomains')).toMatchObject([{ domain: 'kestrelfoods.example' }]);
    expect(await titles('contacts')).toEqual(['Ana Lopes']);
    expect(await desk.rows('deals')).toMatchObject([
      { amount: 8_500_000, currency: 'EUR', stage: 'proposal' },
    ]);
  });

  test('Google Contacts of today and of 2023, with several values in a cell', async () => {
    expect(await load('google-contacts', 'contacts')).toMatchObject({
      source: 'google',
      counts: { made: 1 },
    });
    expect(await load('google-contacts-2023', 'contacts')).toMatchObject({
      source: 'google',
      counts: { made: 1 },
    });
    expect(await desk.rows('contacts')).toMatchObject([
      { name: 'Ana Maria Lopes', email: 'ana@acme.example', title: 'CTO', about: 'Likes mornings.' },
      { name: 'Rui Costa', email: 'rui@kestrel.example' },
    ]);
    expect(await desk.rows('contactEmails')).toMatchObject([{ email: 'ana@home.example' }]);
  });

  test('a file that is tried writes nothing, and says the same as the import then does', async () => {
    const before = await desk.everything();
    const tried = await tryImport(admin, { file: await exported('hubspot-contacts'), kind: 'contacts' });
    expect(await desk.everything()).toBe(before);
    const done = await load('hubspot-contacts', 'contacts');
    expect({ ...tried, importId: done.importId }).toEqual(done);
    const again = await load('hubspot-contacts', 'contacts');
    expect(again.counts).toMatchObject({ same: 3, made: 0, completed: 0 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { importCustomers } from '../testing/imported-customers.ts';
import { DIALECTS } from '../testing/stores.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { countPairs, listPairs, sayDifferent } from './duplicates.ts';
import { findDuplicates } from './find-duplicates.ts';
import { mergeCustomers } from './merging/merge.ts';
import { relate } from './relationships.ts';

type Tail<List> = List extends [unknown, ...infer Rest] ? Rest : never;

describe.each(Object.entries(DIALECTS))('looking for duplicates on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  let lead: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const write = (...customers: Tail<Parameters<typeof importCustomers>>) =>
    importCustomers(marta, ...customers);

  const pairs = async () =>
    (await listPairs(lead, { limit: 50 })).pairs
      .map(({ one, other, because }) => [...[one.label, other.label].toSorted(), because].join(' | '))
      .toSorted();

  test('companies that may be one are found with the reason, and no others', async () => {
    await write([
      ['Acme'],
      ['Acme Ltd'],
      ['Acme Holding Partners'],
      ['Bluefin Logistics', 'bluefin.example'],
      ['Bluefin Logistic', 'bluefin-logistics.example'],
      ['Kärcher'],
      ['Kaercher GmbH'],
      ['Osprey Systems Ltd'],
      ['Osprey Systems GmbH'],
      ['International Business Machines'],
      ['IBM'],
      ['Sea Side'],
      ['Seaside'],
    ]);
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 4 });
    expect(await pairs()).toEqual([
      'Acme | Acme Ltd | it is the same name but for the legal form',
      'Bluefin Logistic (bluefin-logistics.example) | Bluefin Logistics (bluefin.example) | the names are spelt much alike',
      'Kaercher GmbH | Kärcher | it is the same name with an umlaut written out',
      'Sea Side | Seaside | the names differ only in spaces or signs',
    ]);
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 0 });
  });

  test('people who may be one are found by what tells people apart', async () => {
    await write(
      [['Acme'], ['Osprey']],
      [
        { name: 'Ana Lopes', at: 'Acme' },
        { name: 'Lopes, Ana', at: 'Acme' },
        { name: 'Ana Lopes', at: 'Osprey' },
        { name: 'Robert Smith', at: 'Acme' },
        { name: 'Bob Smith', at: 'Acme' },
        { name: 'Bill Smith', at: 'Osprey' },
        { name: 'J. Klein', at: 'Acme' },
        { name: 'Jörg Klein', at: 'Acme' },
        { name: 'J. Klein', at: 'Osprey' },
        { name: 'Costa', at: 'Acme' },
        { name: 'Rui Costa', at: 'Acme' },
        { name: 'Eva Brandt', email: 'eva+crm@home.example' },
        { name: 'Eva Brand', email: 'eva@home.example', at: 'Osprey' },
      ],
    );
    await findDuplicates(desk.team.system);
    expect(await pairs()).toEqual([
      'Ana Lopes (Acme) | Lopes, Ana (Acme) | it is the same name with the surname first',
      'Bob Smith (Acme) | Robert Smith (Acme) | one is a short form of the other',
      'Eva Brand (Osprey; eva@home.example) | Eva Brandt (eva+crm@home.example) | it is the same e-mail address',
      'J. Klein (Acme) | Jörg Klein (Acme) | the initials fit',
    ]);
  });

  test('a name that very many have makes no pairs', async () => {
    const many = Array.from({ length: 12 }, () => ({ name: 'Maria Silva' }));
    await write([], many);
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 0 });
    expect(await countPairs(lead)).toBe(0);
  });

  test('what is known as different is not found again, nor what was merged into it', async () => {
    await write([['Acme'], ['Acme Ltd']]);
    await findDuplicates(desk.team.system);
    const [pair] = (await listPairs(lead)).pairs;
    if (!pair) throw new Error('Nothing was found.');
    await sayDifferent(lead, { id: pair.id });
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 0 });
    const { Osprey: keepId = '' } = await write([['Osprey']]);
    await mergeCustomers(lead, { kind: 'company', keepId, mergedId: pair.one.id });
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 0 });
    expect(await countPairs(lead)).toBe(0);
  });

  test('since some time only those are looked at that are new or called otherwise, against all', async () => {
    const { clock } = desk.team.system;
    await write(
      [['Bluefin'], ['Bluefin Ltd'], ['Osprey'], ['Kestrel']],
      [{ name: 'Ana Lopes', at: 'Osprey' }],
    );
    clock.advance(60_000);
    const since = clock.now();
    const look = async () => (await findDuplicates(desk.team.system, { since })).found;
    expect(await look()).toBe(0);
    await write([['Osprey Lda']]);
    expect(await look()).toBe(1);
    const [kestrel] = (await desk.rows('companies')).filter((row) => 'name' in row && row.name === 'Kestrel');
    await saveCompany(marta, { company: { id: (kestrel as { id: string }).id }, name: 'Bluefinn' });
    const { 'Ana M. Lopes': id = '' } = await write([], [{ name: 'Ana M. Lopes' }]);
    await relate(marta, { contact: { id }, kind: 'works_at', company: { name: 'Osprey' } });
    await saveContact(marta, { contact: { name: 'A. Lopes', is_new: true }, company: { name: 'Osprey' } });
    await look();
    expect(await pairs()).toEqual([
      'Ana Lopes (Osprey) | Ana M. Lopes (Osprey) | one has more names than the other',
      'Bluefin Ltd | Bluefinn | the names are spelt much alike',
      'Bluefin | Bluefinn | the names are spelt much alike',
      'Osprey (Ana Lopes, Ana M. Lopes) | Osprey Lda | it is the same name but for the legal form',
    ]);
    expect(await findDuplicates(desk.team.system)).toMatchObject({ found: 1 });
  });
});

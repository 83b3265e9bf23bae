import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { learnAlias, listAliases, removeAlias } from './aliases.ts';
import { saveCompany } from './company-changes.ts';
import { logInteraction } from './interactions.ts';
import { lookUpFor } from './look-up.ts';
import { recordChange } from './record-change.ts';
import { undo } from './undo.ts';

describe.each(Object.entries(DIALECTS))('other names, on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: CrmDesk['marta'];
  let lead: CrmDesk['lead'];

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    ({ marta, lead } = desk);
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const lookUp = (name: string) => lookUpFor(marta)('company', name);

  /** Learns names of the only company, or of the only contact. */
  const learn = (of: 'company' | 'contact', ...names: string[]) =>
    recordChange(marta, 'learn', async (ctx) => {
      const { companies, contacts } = ctx.store.tables;
      const [company] = await ctx.db.select().from(companies);
      const [contact] = await ctx.db.select().from(contacts);
      if (!company || !contact) throw new Error('There is nobody.');
      const owner = of === 'company' ? { company } : { contact };
      const learned = [];
      for (const name of names) learned.push(await learnAlias(ctx, { ...owner, name, source: 'added' }));
      return { summary: '', result: { learned: learned.map((each) => each?.name) } };
    });

  test('are learned once, and not where the name is the own one but for its form', async () => {
    await logInteraction(marta, meeting('Mirador Hotels GmbH', 'Ana Lopes'));
    const names = ['Hotel Group', 'HOTEL GROUP', 'Mirador Hotels', 'The Mirador Hotels Ltd'];
    expect((await learn('company', ...names)).learned).toEqual([
      'Hotel Group',
      undefined,
      undefined,
      'The Mirador Hotels Ltd',
    ]);
    expect((await learn('contact', 'Lopes, Ana', 'Ms Ana Lopes', 'Anita')).learned).toEqual([
      undefined,
      undefined,
      'Anita',
    ]);
    expect(await lookUp('hotel group')).toMatchObject({ name: 'Mirador Hotels GmbH' });
    const { aliases } = await listAliases(lead, {});
    expect(aliases.map(({ name, of, source, by }) => [name, of.name, of.kind, source, by])).toEqual([
      ['Anita', 'Ana Lopes', 'contact', 'added', 'marta'],
      ['The Mirador Hotels Ltd', 'Mirador Hotels GmbH', 'company', 'added', 'marta'],
      ['Hotel Group', 'Mirador Hotels GmbH', 'company', 'added', 'marta'],
    ]);
    const [{ of } = { of: { id: '' } }] = aliases;
    expect((await listAliases(lead, { contact_id: of.id })).aliases).toHaveLength(1);
    expect((await listAliases(lead, { company_id: of.id })).aliases).toEqual([]);
  });

  test('are listed and removed by leads, and come back when that is undone', async () => {
    await logInteraction(marta, meeting('Mirador Hotels', 'Ana Lopes'));
    await learn('company', 'Hotel Group');
    const { aliases } = await listAliases(lead, {});
    const alias_id = aliases[0]?.id ?? '';
    expect((await failure(listAliases(marta, {}))).code).toBe('forbidden');
    expect((await failure(removeAlias(marta, { alias_id }))).code).toBe('forbidden');
    expect((await failure(removeAlias(lead, { alias_id: aliases[0]?.of.id ?? '' }))).code).toBe('not_found');
    const { saved, change_id } = await removeAlias(lead, { alias_id });
    expect(saved).toBe('Mirador Hotels is no longer known as “Hotel Group”');
    expect((await failure(lookUp('Hotel Group'))).code).toBe('not_found');
    await undo(lead, { change_id });
    expect((await lookUp('Hotel Group')).name).toBe('Mirador Hotels');
  });

  test('the old name is one after a rename, and goes when that is undone', async () => {
    await logInteraction(marta, meeting('Globex', 'Ana Lopes'));
    const before = await desk.everything();
    const { change_id } = await saveCompany(marta, { company: { name: 'Globex' }, name: 'Initech' });
    const again = await logInteraction(marta, meeting('Globex'));
    expect(again).toMatchObject({
      saved: 'Meeting with Initech',
      company: { name: 'Initech' },
      company_meant: { said: 'Globex', name: 'Initech', because: 'it is known by this name, too' },
    });
    await undo(marta, { change_id: again.change_id });
    await undo(marta, { change_id });
    expect(await desk.everything()).toBe(before);
    await saveCompany(marta, { company: { name: 'Globex' }, name: 'GLOBEX Inc.' });
    expect((await listAliases(lead, {})).aliases).toEqual([]);
  });
});

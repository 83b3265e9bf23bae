import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CrmDesk, meeting, openCrmDesk } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { describeCompanies, describePeople } from './candidates.ts';
import { saveCompany } from './company-changes.ts';
import { saveContact } from './contact-changes.ts';
import { logInteraction } from './interactions.ts';
import { addNote } from './notes.ts';
import { candidateSentence, choiceOf } from './which-one.ts';

describe.each(Object.entries(DIALECTS))('those who may be meant, on %s', (_, open) => {
  let desk: CrmDesk;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    const { marta, tom } = desk;
    await saveCompany(marta, { company: { name: 'Mirador Hotels', domain: 'mirador.example' } });
    const log = { ...meeting('Mirador Hotels', 'Ana Lopes', 'Rui Costa', 'Eva Klein') };
    await logInteraction(tom, { ...log, occurred_on: '2025-11-03' });
    await logInteraction(tom, { ...meeting('Mirador Hotels', 'Ana Lopes'), is_private: true });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, title: 'CTO', email: 'ana@mirador.example' });
    await saveCompany(marta, { company: { name: 'Kestrel' } });
  });
  afterAll(() => desk.store.close());

  const companies = async () => {
    const { companies: table } = desk.store.tables;
    return desk.store.read.select().from(table).orderBy(table.id);
  };

  test('companies are told apart by domain, people and the last contact, in the order in which they are given', async () => {
    const [mirador, kestrel] = await companies();
    if (!mirador || !kestrel) throw new Error('There are no companies.');
    const found = [{ company: kestrel }, { company: mirador, because: 'short_form' as const }];
    const [second, first] = await describeCompanies(desk.marta, found);
    if (!first || !second) throw new Error('Nobody was described.');
    expect(choiceOf(first)).toEqual({
      kind: 'company',
      id: mirador.id,
      // What would be cut in the middle on a button is left out.
      label: 'Mirador Hotels (mirador.example; Ana Lopes, Rui Costa)',
    });
    const long = 'x'.repeat(80);
    expect(choiceOf({ ...first, details: [long, 'y'] }).label).toBe(`Mirador Hotels (${long}; y)`);
    expect(candidateSentence(first)).toBe(
      `Mirador Hotels (one name is the beginning of the other; mirador.example; Ana Lopes, Rui Costa; last contact Mon 3 Nov 2025 by tom) [id ${mirador.id}]`,
    );
    expect(candidateSentence(second)).toBe(`Kestrel [id ${kestrel.id}]`);
    expect(await describeCompanies(desk.marta, [])).toEqual([]);
  });

  test('people are told apart by company, title, address and the last contact; what is private to others is not told', async () => {
    const { contacts } = desk.store.tables;
    const [contact] = await desk.store.read.select().from(contacts).orderBy(contacts.id);
    const [company] = await companies();
    if (!contact || !company) throw new Error('There is no contact.');
    const details = async (ctx: CrmDesk['marta']) =>
      (await describePeople(ctx, [{ contact, employers: [company] }])).map((each) => each.details);
    expect(await details(desk.marta)).toEqual([
      ['Mirador Hotels', 'CTO', 'ana@mirador.example', 'last contact Mon 3 Nov 2025 by tom'],
    ]);
    const own = await details({ ...desk.tom, actor: { ...desk.tom.actor, audience: 'direct' } });
    expect(own[0]?.at(-1)).toMatch(/^last contact .* 20\d\d by you$/);
    expect(own[0]?.at(-1)).not.toContain('2025');
    const overheard = await details({ ...desk.tom, actor: { ...desk.tom.actor, audience: 'shared' } });
    expect(overheard[0]?.at(-1)).toBe('last contact Mon 3 Nov 2025 by you');
  });

  test('people who would look alike are told apart by what else is known, and at last by when they became known', async () => {
    const company = { name: 'Tessel' };
    const rest = [{ phone: '+31 20 123 4567' }, {}, {}, { title: 'Buyer' }];
    for (const more of rest) {
      await saveContact(desk.marta, { contact: { name: 'Jan Smit', is_new: true, ...more }, company });
      desk.team.system.clock.advance(60_000);
    }
    const { contacts } = desk.store.tables;
    const all = await desk.store.read.select().from(contacts).orderBy(contacts.id);
    const smits = all.filter(({ name }) => name === 'Jan Smit');
    await addNote(desk.tom, {
      contact: { id: smits[1]?.id },
      note: 'Likes to be called in the evening, never before six',
    });
    const anew = await desk.store.read.select().from(contacts).orderBy(contacts.id);
    const found = anew
      .filter(({ name }) => name === 'Jan Smit')
      .map((contact) => ({ contact, employers: [] }));
    const details = (await describePeople(desk.marta, found)).map((each) => each.details);
    expect(details).toEqual([
      ['+31 20 123 4567'],
      [expect.stringMatching(/^“.*Likes to be called.*…”$/)],
      [expect.stringMatching(/^known since .* 2026, \d\d:\d\d$/)],
      ['Buyer'],
    ]);
  });
});

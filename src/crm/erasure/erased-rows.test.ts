import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import type { Tables } from '../../store/schema.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { listRows, wholeStore } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { find } from '../find.ts';
import { logInteraction } from '../interactions.ts';
import { undo } from '../undo.ts';
import { eraseContact, previewErasure } from './erase.ts';

describe.each(Object.entries(DIALECTS))('rows of an erased contact on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    marta = desk.marta;
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const rows = <Name extends keyof Tables>(name: Name) => listRows(desk.store, name);
  const everything = () => wholeStore(desk.store);
  const erase = (name: string) => eraseContact(admin, { contact: { name } });
  const idOf = async (name: string) =>
    (await rows('contacts')).find((contact) => contact.name === name)?.id ?? '';
  const meeting = (company: string, summary: string, ...contacts: { name: string }[]) => ({
    kind: 'meeting' as const,
    summary,
    company: { name: company },
    contacts,
  });

  test.each(['member', 'lead'] as const)('a %s may neither do it nor see what it would do', async (role) => {
    await logInteraction(marta, meeting('Acme', 'Met.', { name: 'Ana Lopes' }));
    const tom = await desk.team.as('tom', { role });
    await expect(eraseContact(tom, { contact: { name: 'Ana Lopes' } })).rejects.toThrow('Only an admin');
    await expect(previewErasure(tom, { contact: { name: 'Ana Lopes' } })).rejects.toThrow('Only an admin');
    expect(await rows('contacts')).toHaveLength(1);
  });

  test('deletes what happened with nobody else, and keeps the rest without the name', async () => {
    await logInteraction(marta, {
      ...meeting('Acme', 'Alone with Ana.', { name: 'Ana Lopes' }),
      follow_ups: [{ title: 'Send pricing' }],
    });
    await logInteraction(
      marta,
      meeting('Acme', 'Ana and Rui agreed; Ana Lopes signs.', { name: 'Ana Lopes' }, { name: 'Rui Costa' }),
    );
    await logInteraction(marta, meeting('Beta', 'Ana came along.', { name: 'Sue Hall' }));
    await logInteraction(marta, {
      ...meeting('Beta', 'Ana visited.'),
      contacts: [{ id: await idOf('Ana Lopes') }],
    });
    const extent = { interactions: 1, keptInteractions: 2, followUps: 1, relationships: 1 };
    const before = await everything();
    expect(await previewErasure(admin, { contact: { name: 'Ana Lopes' } })).toMatchObject(extent);
    expect(await everything()).toBe(before);
    expect(await erase('Ana Lopes')).toMatchObject(extent);
    expect((await rows('interactions')).map(({ summary }) => summary)).toEqual([
      '(erased) and Rui agreed; (erased) signs.',
      'Ana came along.',
      '(erased) visited.',
    ]);
    expect(await rows('followUps')).toEqual([]);
    expect((await rows('contacts')).map(({ name }) => name)).toEqual(['Rui Costa', 'Sue Hall']);
    const { interactions } = await find(marta, { query: 'costa' });
    expect(interactions).toHaveLength(1);
  });

  test('nothing is found by the name any more, and somebody of another name still is', async () => {
    await logInteraction(marta, meeting('Acme', 'Met.', { name: 'Jürgen Groß' }));
    await logInteraction(
      marta,
      meeting('Beta', 'Jürgen Groß came; Jürgen Grosz did not.', { name: 'Jürgen Grosz' }),
    );
    await saveCompany(marta, { company: { name: 'Beta' }, about: 'Jürgen Groß decides.' });
    await erase('Jürgen Groß');
    const { companies, contacts, interactions } = await find(marta, { query: '"Juergen Gross"' });
    expect([...companies, ...contacts, ...interactions]).toEqual([]);
    const found = await find(marta, { query: '"Jürgen Grosz"' });
    expect([found.contacts, found.interactions].map(({ length }) => length)).toEqual([1, 1]);
  });

  test('leaves the first name to somebody else who took part', async () => {
    const both = [{ name: 'Ana Lopes' }, { name: 'Ana Silva' }];
    await logInteraction(marta, meeting('Acme', 'Ana Lopes and Ana Silva met; Ana signs.', ...both));
    await erase('Ana Lopes');
    expect((await rows('interactions')).map(({ summary }) => summary)).toEqual([
      '(erased) and Ana Silva met; Ana signs.',
    ]);
    expect((await rows('changes')).map(({ summary }) => summary)).toContain(
      'Meeting with (erased), Ana Silva (Acme)',
    );
  });

  test('leaves a record that says who did it, and of whom nothing', async () => {
    await logInteraction(marta, meeting('Acme', 'Met.', { name: 'Ana Lopes' }));
    const { change_id } = await erase('Ana Lopes');
    const record = (await rows('changes')).find(({ id }) => id === change_id);
    expect(record).toMatchObject({ memberId: admin.actor.memberId, verb: 'erase_contact', mutations: [] });
    await expect(undo(admin, { change_id })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('an interaction that was kept can still be undone', async () => {
    const people = [{ name: 'Ana Lopes' }, { name: 'Rui Costa' }];
    const { change_id } = await logInteraction(marta, meeting('Acme', 'Ana and Rui agreed.', ...people));
    await erase('Ana Lopes');
    expect((await undo(marta, { change_id })).saved).toBe('Undone: Meeting with (erased), Rui Costa (Acme)');
    expect([...(await rows('interactions')), ...(await rows('contacts'))]).toEqual([]);
  });

  test('somebody who is known by their surname alone is erased by it, and how they are addressed stays', async () => {
    const log = meeting('Deutsche Bahn', 'Herr Schmidt und Herr Weber: Schmidt will ein Angebot.');
    await logInteraction(marta, { ...log, contacts: [{ name: 'Herr Schmidt' }, { name: 'Herr Weber' }] });
    await erase('Herr Schmidt');
    expect(await rows('interactions')).toMatchObject([
      { summary: '(erased) und Herr Weber: (erased) will ein Angebot.' },
    ]);
    expect(await everything()).not.toContain('schmidt');
  });
});

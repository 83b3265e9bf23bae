import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, transact } from '../../context.ts';
import { enqueueDelivery } from '../../delivery/outbox.ts';
import { newId } from '../../ids.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import type { Row, Tables } from '../../store/schema.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { emptyTables, listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveCompany } from '../company-changes.ts';
import { saveContact } from '../contact-changes.ts';
import { contactKeys } from '../contacts.ts';
import { logInteraction } from '../interactions.ts';
import { mergeCustomers } from '../merging/merge.ts';
import { addNote } from '../notes.ts';
import { recordChange } from '../record-change.ts';
import { eraseContact } from './erase.ts';

/**
 * `forms`: what is to be found nowhere afterwards, in texts that have nothing to do with them. `parts`: the same in texts
 * about them. `others`: people who stay, and whose names stand in texts as they are.
 */
const PEOPLE = [
  {
    name: 'Ana Lopes',
    others: ['Ana Costa', 'Rui Lopes', 'Mariana Lopes'],
    forms: ['Lopes, Ana', 'ANA LOPES', 'Ana\u00a0 Lopes', 'Ána Lópes', 'LOPES Ana'],
    parts: ['A. Lopes', 'Lopes, A.'],
  },
  {
    name: 'Jürgen Müller',
    others: ['Jürgen Möller', 'Eva Müller'],
    forms: ['Juergen Mueller', 'JURGEN MULLER', 'Müller, Jürgen', 'Ju\u0308rgen Mu\u0308ller'],
    parts: ['J. Mueller'],
  },
  {
    name: 'Anna Hauser',
    others: ['Anna Häuser'],
    forms: ['HAUSER, ANNA', 'anna hauser'],
    parts: ['hauser, Anna'],
  },
  { name: 'राम कुमार', others: ['रमा कुमार'], forms: ['कुमार, राम'], parts: ['राम'] },
  { name: '田中太郎', others: ['田中花子'], forms: ['田中 太郎'], parts: ['田中太郎'] },
  {
    name: 'Dr. Liam O’Brien',
    others: ['Liam Bryan'],
    forms: ["Liam O'Brien", 'LIAM OBRIEN', "O'Brien, Liam"],
    parts: ['O’BRIEN'],
  },
  { name: 'Rose', others: ['Ruth Rosen'], forms: [], parts: ['Rose'] },
];
/** What somebody is known by besides, and how that is written elsewhere. */
const ADDRESSES = ['one@old.example', 'two@new.example'] as const;
const WRITTEN = ['<mailto:ONE@old.example|One@Old.example>', 'two+crm@new.example', 'TWO@NEW.EXAMPLE'];
const NUMBERS = ['+351 912 345 678', '+44 20 7946 0011'] as const;
const DIALLED = ['00351-912345678', '912 345 678', '(020) 7946 0011', '+44 (0)20 79460011'];
const ALIAS = 'Bellatrix Quux';
const MERGED = 'Zebedee Flint';

describe.each(Object.entries(DIALECTS))('after an erasure on %s', (_, open) => {
  let desk: CrmDesk;
  let marta: Context;
  let admin: Context;

  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    marta = desk.marta;
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(async () => {
    await desk.clear();
    await emptyTables(desk.team.system, ['messages', 'outbox']);
  });

  /** Every row of every table, as it is stored. */
  async function everyRow(): Promise<string[]> {
    const rows: string[] = [];
    for (const name of Object.keys(desk.store.tables) as (keyof Tables)[]) {
      for (const row of await listRows(desk.store, name)) rows.push(`${name} ${JSON.stringify(row)}`);
    }
    return rows;
  }

  const say = (text: string, ts = `17${newId()}`) =>
    transact(marta, (ctx) =>
      insertRow(ctx, {
        into: 'messages',
        row: {
          id: newId(),
          threadKey: `D1:${ts}`,
          channel: 'D1',
          ts,
          author: 'member',
          memberId: marta.actor.memberId,
          audience: 'direct',
          text,
          createdAt: marta.clock.now(),
        },
      }),
    );

  const met = (summary: string, name: string, company: string) =>
    logInteraction(marta, { kind: 'meeting', summary, company: { name: company }, contacts: [{ name }] });

  /** Texts in tables of all sorts that say these words, and are about nobody who is known. */
  async function mention(words: readonly string[]): Promise<void> {
    for (const said of words) {
      await say(`They asked for ${said}; and why?`);
      await addNote(marta, { company: { name: 'Quarry' }, note: `Ask ${said}; soon.` });
      await logInteraction(marta, {
        kind: 'call',
        summary: `They know ${said}; well.`,
        company: { name: 'Quarry' },
        follow_ups: [{ title: `Ask them about ${said}; again` }],
        again: true,
      });
      await transact(marta, (ctx) =>
        enqueueDelivery(ctx, {
          key: newId(),
          kind: 'notice',
          channel: 'D1',
          threadTs: null,
          document: { text: 'Found.', facts: [{ label: 'Who', value: said }] },
        }),
      );
    }
  }

  /** A contact with all that one may be known by, and one more who was merged into them. */
  async function addPerson(name: string): Promise<Row<'contacts'>> {
    const row = { createdAt: marta.clock.now(), createdBy: marta.actor.memberId };
    await recordChange(marta, 'save_contact', async (ctx) => {
      const contact = (called: string) => ({ id: newId(), name: called, ...contactKeys(called), ...row });
      const kept = await ctx.insert('contacts', {
        ...contact(name),
        email: ADDRESSES[0],
        phone: NUMBERS[0],
      });
      const of = { contactId: kept.id, ...row };
      await ctx.insert('contactEmails', { id: newId(), email: ADDRESSES[1], ...of });
      await ctx.insert('contactPhones', { id: newId(), phone: NUMBERS[1], ...of });
      const alias = { id: newId(), name: ALIAS, nameKey: 'bellatrix quux', source: 'added' as const };
      await ctx.insert('aliases', { ...alias, ...of });
      return { summary: name, result: {} };
    });
    await met('Met.', MERGED, 'Acme');
    const [kept] = (await listRows(desk.store, 'contacts')).filter((contact) => contact.name === name);
    if (!kept) throw new Error('The contact was not written.');
    await mergeInto(kept);
    return kept;
  }

  async function mergeInto(kept: Row<'contacts'>): Promise<void> {
    const merged = (await listRows(desk.store, 'contacts')).find((contact) => contact.name === MERGED);
    const mergedId = merged?.id ?? '';
    await mergeCustomers(desk.lead, { kind: 'contact', keepId: kept.id, mergedId });
    const pair = { oneId: kept.id, otherId: mergedId, because: 'spelling', status: 'open' as const };
    await transact(marta, (ctx) =>
      insertRow(ctx, {
        into: 'duplicates',
        row: { id: newId(), kind: 'contact', ...pair, createdAt: marta.clock.now() },
      }),
    );
  }

  test.each(PEOPLE)('nothing is left of $name, and everything of $others', async (person) => {
    const { name, others, forms, parts } = person;
    for (const other of others) {
      await met(`${other} likes it, and ${other} signs.`, other, 'Globex');
      await say(`Met ${other} and talked.`);
    }
    await saveContact(marta, {
      contact: { name: others[0] ?? '' },
      email: 'mariana.one@old.example',
      phone: '+351 912 345 679',
    });
    await saveCompany(marta, {
      company: { name: 'Globex' },
      about: `Ask ${others.join(' or ')}; one at a time.`,
    });
    await say('A rose is +44 912 345 678 times a rose, and stone@old.example says so.');
    const before = await everyRow();

    const whole = name === 'Rose' ? [] : [name];
    const elsewhere = [...whole, ...forms, ALIAS, MERGED, 'Quux, Bellatrix', ...WRITTEN, ...DIALLED];
    await mention(elsewhere);
    const contact = await addPerson(name);
    const ts = '1700000000.000100';
    const said = [name, ...forms, ...parts];
    await say(`${said.join('; ')}; all of it.`, ts);
    const source = { channel: 'D1', ts, threadKey: `D1:${ts}`, at: marta.clock.now(), runId: newId() };
    const about = { kind: 'call' as const, summary: `${said.join('; ')}; all of it.` };
    await logInteraction(
      { ...marta, source },
      { ...about, company: { name: 'Quarry' }, contacts: [{ id: contact.id }, { name: 'Zoe Witt' }] },
    );
    const { duplicates, mergedIds } = desk.store.tables;
    expect([
      ...(await listRows(desk.store, 'duplicates')),
      ...(await listRows(desk.store, 'mergedIds')),
    ]).toHaveLength(2);

    // Long after all this was written, so that none of it is what happens meanwhile.
    const clock = { ...admin.clock, now: () => new Date('2099-01-01T00:00:00Z') };
    await eraseContact({ ...admin, clock }, { contact: { id: contact.id } });

    const after = await everyRow();
    const left = new Set(after);
    expect(before.filter((row) => !left.has(row))).toEqual([]);
    const kept = new Set(before);
    const written = after.filter((row) => !kept.has(row)).join('\n');
    const small = written.normalize('NFC').toLowerCase();
    const words = [...elsewhere, ...said, ...ADDRESSES, ...NUMBERS, contact.id];
    expect(words.filter((word) => small.includes(word.normalize('NFC').toLowerCase()))).toEqual([]);
    // Ids have any digits in them, those of the time at which they were made first.
    const withoutIds = small.replace(
      /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-hjkmnp-tv-z]{26}/g,
      '',
    );
    expect(withoutIds).not.toMatch(/quux|zebedee|flint|old\.example|new\.example|912 ?345|7946/);
    expect(small).toContain('(erased)');
    for (const table of [duplicates, mergedIds])
      expect(await desk.store.read.select().from(table)).toEqual([]);
  });
});

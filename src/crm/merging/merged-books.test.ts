import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { chooseCompany, choosePerson } from '../../names/choose.ts';
import { companyLookupKeys, personLookupKeys } from '../../names/lookup-keys.ts';
import { searchText } from '../../store/search.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { type Book, writeBook } from '../../testing/customer-book.ts';
import { createDice, type Dice } from '../../testing/dice.ts';
import { seedOr } from '../../testing/settings.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { fold } from '../../text.ts';
import { type CustomerKind, currentId } from '../merged-ids.ts';
import { readFacts } from '../name-facts.ts';
import { findByKeys } from '../name-keys.ts';
import { undo } from '../undo.ts';
import { MERGED_FIELDS, WHOSE } from './customer-fields.ts';
import { mergeCustomers } from './merge.ts';
import { previewMerge } from './preview.ts';

const BOOKS = 6;
const KINDS = ['company', 'contact'] as const satisfies readonly CustomerKind[];

describe.each(Object.entries(DIALECTS))('merges in books of customers by chance, on %s', (_, open) => {
  let desk: CrmDesk;
  let admin: Context;
  beforeAll(async () => {
    desk = await openCrmDesk(await open());
    admin = await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(() => desk.store.close());
  beforeEach(() => desk.clear());

  const everything = async () =>
    JSON.stringify([await desk.everything(), await listRows(desk.store, 'observations')]);

  const merge = (kind: CustomerKind, book: Book, dice: Dice) => {
    const [keepId = '', mergedId = ''] = book[kind === 'company' ? 'companies' : 'contacts'];
    const choices = Object.fromEntries(MERGED_FIELDS[kind].map((field) => [field, dice.pick(WHOSE)]));
    return mergeCustomers(admin, { kind, keepId, mergedId, choices }).then((merged) => ({
      ...merged,
      keepId,
      mergedId,
    }));
  };

  test.each(KINDS)('a merge of two of the kind %s is taken back row by row', async (kind) => {
    for (let at = 0; at < BOOKS; at += 1) {
      await desk.clear();
      const seed = seedOr(700) + at;
      const dice = createDice(seed);
      const book = await writeBook(admin, dice);
      const before = await everything();
      const merged = await merge(kind, book, dice);
      expect(await everything(), `seed ${seed}`).not.toBe(before);
      const ties = await listRows(desk.store, 'relationships');
      expect(ties.filter(({ contactId, otherContactId }) => contactId === otherContactId)).toEqual([]);
      const links = (await listRows(desk.store, 'interactionContacts')).map(
        ({ interactionId, contactId }) => `${interactionId} ${contactId}`,
      );
      expect(new Set(links).size).toBe(links.length);
      await undo(admin, { change_id: merged.change_id });
      expect(await everything(), `seed ${seed}`).toBe(before);
    }
  });

  test('two merges, one into the other, are taken back row by row', async () => {
    const dice = createDice(seedOr(3));
    const { companies } = await writeBook(admin, dice);
    const [a = '', b = '', c = ''] = companies;
    const before = await everything();
    const first = await mergeCustomers(admin, { kind: 'company', keepId: b, mergedId: a });
    const second = await mergeCustomers(admin, { kind: 'company', keepId: c, mergedId: b });
    expect([await currentId(admin, 'company', a), await currentId(admin, 'company', b)]).toEqual([c, c]);
    await expect(undo(admin, { change_id: first.change_id })).rejects.toThrow(
      /Undo first, in this order: “Merged/,
    );
    await undo(admin, { change_id: second.change_id });
    await undo(admin, { change_id: first.change_id });
    expect(await everything()).toBe(before);
  });

  /** Every word in the names and texts of the book. */
  const listWords = async () => {
    const names = [
      'companies',
      'contacts',
      'aliases',
      'companyDomains',
      'contactEmails',
      'interactions',
    ] as const;
    const rows: object[] = [];
    for (const name of names) rows.push(...(await desk.rows(name)));
    const texts = rows.flatMap((row) => {
      const { name, domain, email, title, about, summary } = row as Record<string, unknown>;
      return [name, domain, email, title, about, summary].filter((text) => typeof text === 'string');
    });
    return [...new Set(texts.flatMap((text) => fold(text).split(' ')))].filter(Boolean);
  };

  /** By kind and word, the ids of what is found. */
  const findAll = async (words: string[]) => {
    const found = new Map<string, string[]>();
    for (const kind of ['company', 'contact', 'interaction'] as const)
      for (const query of words)
        found.set(
          `${kind} ${query}`,
          await searchText(admin, { viewer: admin.actor, query, kind, limit: 1_000 }),
        );
    return found;
  };

  test.each(KINDS)('after a merge of two of the kind %s every word finds the same facts', async (kind) => {
    for (let at = 0; at < BOOKS / 3; at += 1) {
      await desk.clear();
      const seed = seedOr(40) + at;
      const dice = createDice(seed);
      const book = await writeBook(admin, dice);
      const words = await listWords();
      const before = await findAll(words);
      expect([...before.values()].flat().length).toBeGreaterThan(20);
      const { keepId, mergedId } = await merge(kind, book, dice);
      const after = await findAll(words);
      for (const [query, ids] of before) {
        const now = ids.map((id) => (id === mergedId ? keepId : id));
        expect(after.get(query), `seed ${seed}: ${query}`).toEqual(expect.arrayContaining(now));
      }
    }
  });

  test.each(KINDS)(
    'after a merge of two of the kind %s old names, addresses and ids lead to the one that is kept',
    async (kind) => {
      for (let at = 0; at < BOOKS / 3; at += 1) {
        await desk.clear();
        const seed = seedOr(90) + at;
        const dice = createDice(seed);
        const book = await writeBook(admin, dice);
        const ids = book[kind === 'company' ? 'companies' : 'contacts'];
        const old = (await readFacts(admin, { kind, ids })).get(ids[1] ?? '');
        const { keepId, mergedId } = await merge(kind, book, dice);
        const facts = (await readFacts(admin, { kind, ids: [keepId] })).get(keepId);
        if (!old || !facts) throw new Error('It is not there.');
        expect(await currentId(admin, kind, mergedId)).toBe(keepId);
        for (const name of [old.name, ...(old.aliases ?? [])]) {
          const keys = kind === 'company' ? companyLookupKeys({ name }) : personLookupKeys({ name });
          expect(await findByKeys(admin, { kind, keys }), `seed ${seed}: ${name}`).toContain(keepId);
          const choice =
            facts.kind === 'company' ? chooseCompany({ name }, [facts]) : choosePerson({ name }, [facts]);
          expect(choice.answer, `seed ${seed}: ${name}`).toBe('same');
        }
        const known = facts.kind === 'company' ? [facts.domain, ...(facts.domains ?? [])] : facts.emails;
        const were =
          old.kind === 'company' ? [old.domain, ...(old.domains ?? [])].filter(Boolean) : old.emails;
        expect(known).toEqual(expect.arrayContaining([...(were ?? [])]));
      }
    },
  );

  test('a preview counts what moves', async () => {
    const { companies } = await writeBook(admin, createDice(seedOr(5)));
    const [oneId = '', otherId = ''] = companies;
    const { keep, merged } = await previewMerge(admin, { kind: 'company', oneId: otherId, otherId: oneId });
    expect([keep.id, merged.id]).toEqual([oneId, otherId]);
    await mergeCustomers(admin, { kind: 'company', keepId: keep.id, mergedId: merged.id });
    const interactions = (await desk.rows('interactions')) as { companyId: string }[];
    const now = interactions.filter(({ companyId }) => companyId === oneId).length;
    expect(keep.known.interactions + merged.known.interactions).toBe(now);
  });
});

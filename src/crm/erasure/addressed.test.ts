import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { type CrmDesk, openCrmDesk } from '../../testing/crm-desk.ts';
import { listRows } from '../../testing/store-rows.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { saveContact } from '../contact-changes.ts';
import { addFollowUp } from '../follow-ups.ts';
import { logInteraction } from '../interactions.ts';
import { eraseContact } from './erase.ts';

const ADDRESSED = 'Dr Lopes and Ana; then MS LOPES, Frau Dr. Lopes, Mme. Lópes.';

describe.each(Object.entries(DIALECTS))(
  'somebody who was spoken of as Dr Lopes is erased on %s',
  (_, open) => {
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
      await log('Met.', 'Acme', 'Ana Lopes');
    });

    async function log(summary: string, company: string, ...names: string[]): Promise<string> {
      const contacts = names.map((name) => ({ name }));
      const input = { kind: 'call' as const, summary, company: { name: company }, contacts, again: true };
      return (await logInteraction(marta, input)).interaction.id;
    }

    const erase = () => eraseContact(admin, { contact: { name: 'Ana Lopes' } });
    const summaryOf = async (id: string) =>
      (await listRows(desk.store, 'interactions')).find((each) => each.id === id)?.summary;

    test('where it happened with a company of theirs, in texts, promises and the history', async () => {
      const [alone, others] = [await log(ADDRESSED, 'Acme'), await log(ADDRESSED, 'Acme', 'Rui Costa')];
      await addFollowUp(marta, { title: 'Send Dr. Lopes the offer', company: { name: 'Acme' } });
      await erase();
      const erased = 'Dr (erased) and (erased); then MS (erased), Frau Dr. (erased), Mme. (erased).';
      expect([await summaryOf(alone), await summaryOf(others)]).toEqual([erased, erased]);
      expect((await listRows(desk.store, 'followUps')).map(({ title }) => title)).toEqual([
        'Send Dr. (erased) the offer',
      ]);
      for (const name of ['changes', 'searchEntries'] as const)
        expect(JSON.stringify(await listRows(desk.store, name)).toLowerCase()).not.toMatch(/l[oó]pes/);
    });

    test('but nobody else of that surname: elsewhere, at the same company, or among those who took part', async () => {
      const elsewhere = await log(ADDRESSED, 'Globex', 'Eva Klein');
      const taking = await log(ADDRESSED, 'Acme', 'Rui Costa');
      await saveContact(marta, { contact: { name: 'Bo Lopes' }, company: { name: 'Initech' } });
      const [bo] = (await listRows(desk.store, 'contacts')).filter(({ name }) => name === 'Bo Lopes');
      const both = {
        kind: 'call' as const,
        summary: ADDRESSED,
        company: { name: 'Acme' },
        contacts: [{ id: bo?.id }],
      };
      const { interaction } = await logInteraction(marta, both);
      const bare = await log('Lopes was there, the Lopes Garden too.', 'Acme');
      await erase();
      for (const id of [elsewhere, interaction.id]) expect(await summaryOf(id)).toBe(ADDRESSED);
      expect(await summaryOf(taking)).not.toContain('Lopes');
      expect(await summaryOf(bare)).toBe('Lopes was there, the Lopes Garden too.');
    });

    test('and so is a form of address that is written onto a surname without a space', async () => {
      await log('会った。', '東芝', '田中太郎');
      const [his, theirs] = [await log('田中様は満足。', '東芝'), await log('鈴木様は満足。', '東芝')];
      await eraseContact(admin, { contact: { name: '田中太郎' } });
      expect([await summaryOf(his), await summaryOf(theirs)]).toEqual(['(erased)は満足。', '鈴木様は満足。']);
      await log('会った。', '東芝', '鈴木一郎', '鈴木花子');
      await eraseContact(admin, { contact: { name: '鈴木一郎' } });
      expect(await summaryOf(theirs)).toBe('鈴木様は満足。');
    });

    test('but not where a colleague has the surname, and not a man where a woman is erased', async () => {
      await saveContact(marta, { contact: { name: 'Rui Lopes' }, company: { name: 'Acme' } });
      const id = await log(ADDRESSED, 'Acme');
      await erase();
      expect(await summaryOf(id)).toBe(ADDRESSED);
      await saveContact(marta, { contact: { name: 'Frau Ana Silva' }, company: { name: 'Acme' } });
      const [mr, ms] = [await log('Mr Silva came.', 'Acme'), await log('Ms Silva came.', 'Acme')];
      await eraseContact(admin, { contact: { name: 'Ana Silva' } });
      expect([await summaryOf(mr), await summaryOf(ms)]).toEqual(['Mr Silva came.', 'Ms (erased) came.']);
    });
  },
);

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findDuplicates } from '../crm/find-duplicates.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { ScriptedCall } from '../testing/model-script.ts';
import { CRM_TABLES, emptyTables } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';

const log = (company: object): ScriptedCall => ({
  name: 'log_interaction',
  input: { kind: 'call', summary: 'They asked for a quote.', company, again: true },
});

describe.each(Object.entries(DIALECTS))(
  'what somebody answers to the question which company is meant, on %s',
  (_, open) => {
    let desk: AppDesk;
    beforeAll(async () => {
      desk = await openAppDesk({ store: await open(), reports: 'none' });
      await desk.join('Marta');
      await desk.join('Rui');
    });
    afterAll(() => desk.close());
    beforeEach(() =>
      emptyTables(desk.app, [
        'outbox',
        'messages',
        'agentSteps',
        'agentRuns',
        'inbox',
        ...CRM_TABLES,
        'changes',
      ]),
    );

    /** Makes these calls, one in each step, and then says this; in a thread, or in a message of its own. */
    async function says(
      companies: object[],
      text: string,
      { as = 'U0MARTA', ...where }: { threadTs?: string; channel?: string; as?: string } = {},
    ) {
      desk.script(({ results }) => {
        const next = companies[results.length];
        return next ? { calls: [log(next)] } : { text };
      });
      return desk.say({ as, text: 'Call about a quote', ...where });
    }

    const idOf = async (name: string) => {
      const company = (await desk.rows('companies')).find((each) => each.name === name);
      if (!company) throw new Error(`There is no ${name}.`);
      return company.id;
    };
    const aliases = async () => (await desk.rows('aliases')).map(({ name, source }) => [name, source]);

    const IBM = 'International Business Machines';

    test('is remembered, shown, and taken from then on', async () => {
      await says([{ name: IBM }], 'Saved.');
      const asked = await says([{ name: 'IBM' }], 'Do you mean International Business Machines?');
      expect(asked.text).toContain('is not clear');
      const answered = await says([{ id: await idOf(IBM), name: 'IBM' }], 'Saved.', asked);
      expect(answered.text).toContain('Also called: IBM');
      expect(await aliases()).toEqual([['IBM', 'answer']]);
      const later = await says([{ name: 'I.B.M.' }], 'Saved.');
      expect(later.text).toContain(`Meant: I.B.M.: ${IBM}, because it is known by this name, too`);
      expect(await desk.rows('companies')).toHaveLength(1);
    });

    test('is remembered at the top level of direct messages, too, while it may be an answer', async () => {
      await says([{ name: IBM }], 'Saved.');
      await says([{ name: 'IBM' }], 'Do you mean International Business Machines?');
      await desk.clock.advance(7 * 3_600_000);
      await says([{ id: await idOf(IBM), name: 'IBM' }], 'Saved.');
      expect(await aliases()).toEqual([]);
      await says([{ name: 'IBM' }], 'Do you mean International Business Machines?');
      await says([{ id: await idOf(IBM), name: 'IBM' }], 'Saved.');
      expect(await aliases()).toEqual([['IBM', 'answer']]);
    });

    test.each([
      ['Bluefin Logistics', 'Bluefin Foods', 'Bluefin'],
      ['Kestrel GmbH', 'Kestrel Foods', 'Kestrel'],
    ])(
      'decides between %s and %s for whoever has answered so, and for nobody else',
      async (one, other, short) => {
        await says([{ name: one }, { name: other, is_new: true }], 'Saved.');
        const [oneId, otherId] = [await idOf(one), await idOf(other)];
        const asks = async (as?: string) =>
          says([{ name: short }], `Do you mean ${one}, or ${other}?`, as ? { as } : {});
        const asked = await asks();
        expect(asked.text).toContain('is not clear');
        await says([{ id: oneId, name: short }], 'Saved.', asked);
        const taken = await says([{ name: short }], 'Saved.');
        expect(taken.text).toContain(
          `Meant: ${short}: ${one}, because you have meant it by this name before`,
        );
        expect(taken.reply?.document.actions?.map(({ id }) => id)).toContain('undo_run');
        const theirs = await asks('U0RUI');
        expect(theirs.text).toContain('is not clear');
        await says([{ id: otherId, name: short }], 'Saved.', { ...theirs, as: 'U0RUI' });
        expect((await says([{ name: short }], 'Saved.', { as: 'U0RUI' })).text).toContain(
          `Meant: ${short}: ${other}`,
        );
        expect((await says([{ name: short }], 'Saved.')).text).toContain(`Meant: ${short}: ${one}`);
        // With a domain that is said it is another one, or asked about.
        expect((await says([{ name: short, domain: 'elsewhere.com' }], 'Which one?')).text).toContain(
          'Not saved',
        );
        // Somebody who has meant both by it is asked.
        const [row] = await desk.rows('aliases');
        const { aliases } = desk.app.store.tables;
        await desk.app.store.transaction((db) => db.update(aliases).set({ createdBy: row?.createdBy ?? '' }));
        expect((await asks()).text).toContain('is not clear');
      },
    );

    test.each([
      ['that was never asked', [], { name: 'IBM' }],
      ['of which another name was asked', ['IBM'], { name: 'Globex' }],
      ['that the same run asked and answered', ['IBM', 'answer'], { name: 'IBM' }],
    ])('a model makes no other name of one %s', async (_, before, { name }) => {
      await says([{ name: IBM }, { name: 'Globex' }], 'Saved.');
      const id = await idOf(IBM);
      const refs = before.map((each) => (each === 'answer' ? { id, name: 'IBM' } : { name: each }));
      const asked = await says(refs, 'Which one do you mean?');
      await says([{ id, name }], 'Saved.', asked);
      expect(await aliases()).toEqual([]);
    });

    test('a model makes no other name by what somebody tells right after a question, which stays open', async () => {
      await says([{ name: IBM }], 'Saved.');
      const id = await idOf(IBM);
      const asked = await says([{ name: 'IBM' }], 'Do you mean International Business Machines?');
      const other = { kind: 'call', summary: 'Printers are on their way.', company: { id, name: 'IBM' } };
      desk.script(({ results }) =>
        results[0] ? { text: 'Saved.' } : { calls: [{ name: 'log_interaction', input: other }] },
      );
      await desk.say({
        as: 'U0MARTA',
        text: 'The printers of IBM are on their way',
        threadTs: asked.threadTs,
      });
      expect(await aliases()).toEqual([]);
      expect(JSON.stringify(desk.requests.at(-1))).toContain('waiting_for');
      desk.script(() => ({ text: 'Well.' }));
      await desk.say({ as: 'U0MARTA', text: 'hello', threadTs: asked.threadTs });
      expect(JSON.stringify(desk.requests.at(-1))).toContain('still_waiting');
    });

    test('a model makes no other name in a message that is no answer, nor after a reply that asked nothing', async () => {
      await says([{ name: IBM }], 'Saved.');
      const company = { id: await idOf(IBM), name: 'IBM' };
      const asked = await says([{ name: 'IBM' }], 'Do you mean International Business Machines?');
      await says([], 'You are welcome.', asked);
      await says([company], 'Saved.', asked);
      const silent = await says([{ name: 'IBM' }], 'Noted.');
      await says([company], 'Saved.', silent);
      expect(await aliases()).toEqual([]);
    });

    test('a model hides no two that may be one: only somebody who was asked says that they are two', async () => {
      const pairs = async () => (await desk.rows('duplicates')).map(({ status }) => status);
      await says([{ name: 'Acme Robotics' }], 'Saved.');
      await says([{ name: 'Acme Robotiks', is_new: true }], 'Saved.');
      await says([{ name: 'Acme Robotic' }, { name: 'Acme Robotic', is_new: true }], 'Saved.');
      expect([await pairs(), (await desk.rows('companies')).length]).toEqual([[], 3]);
      await findDuplicates(desk.app);
      expect((await pairs()).length).toBeGreaterThan(1);
      expect(new Set(await pairs())).toEqual(new Set(['open']));
      await emptyTables(desk.app, ['duplicates']);
      const asked = await says([{ name: 'Akme Robotics' }], 'Do you mean one of these?');
      await says([{ name: 'Akme Robotics', is_new: true }], 'Saved.', asked);
      expect(new Set(await pairs())).toEqual(new Set(['different']));
      const { reply } = await says([{ name: 'Acme Robottics' }], 'Do you mean one of these?');
      if (!reply) throw new Error('There is no question.');
      desk.script(({ results }) =>
        results[0] ? { text: 'Saved.' } : { calls: [log({ name: 'Acme Robottics' })] },
      );
      await desk.press('answer_else', { as: 'U0MARTA', on: reply });
      expect(new Set(await pairs())).toEqual(new Set(['different']));
      expect((await pairs()).length).toBeGreaterThan(3);
      expect((await desk.rows('companies')).length).toBe(5);
    });

    test('a model makes no other name of a company that was not offered, or in another conversation', async () => {
      await says([{ name: IBM }, { name: 'Globex' }], 'Saved.');
      const [id, globex] = [await idOf(IBM), await idOf('Globex')];
      const asked = await says([{ name: 'IBM' }], 'Do you mean International Business Machines?', {
        channel: 'C0SALES',
      });
      await says([{ id: globex, name: 'IBM' }], 'Saved.', asked);
      expect(await aliases()).toEqual([]);
      const again = await says([{ name: 'IBM' }], 'Do you mean International Business Machines?', {
        channel: 'C0SALES',
      });
      await says([{ id, name: 'IBM' }], 'Saved.', { channel: 'C0SALES' });
      await says([{ id, name: 'IBM' }], 'Saved.', { channel: 'C0OTHER' });
      expect(await aliases()).toEqual([]);
      await says([{ id, name: 'IBM' }], 'Saved.', again);
      expect(await aliases()).toEqual([['IBM', 'answer']]);
    });
  },
);

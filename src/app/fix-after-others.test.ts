import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { actionsOf, CALL, createFixForms } from '../testing/fix-forms.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  await desk.join('Tom');
  await desk.join('Lea', { role: 'lead' });
});
afterAll(() => desk.close());

const { log, open, save, lastInteraction, idOf } = createFixForms(() => desk);

beforeEach(() => desk.script(calls()));

test('whoever wrote it may put right what a lead has put right before, and others still may not', async () => {
  const card = await log();
  await save(await open(card, 'U0LEA'), { summary: 'Wants another draft.' }, 'U0LEA');
  await save(await open(card), { summary: 'Wants a third draft.' });
  expect((await lastInteraction())?.summary).toBe('Wants a third draft.');
  for (const value of [undefined, (await desk.rows('changes')).at(-2)?.id ?? '']) {
    const tom = await desk.press('fix', { as: 'U0TOM', on: card, ...(value ? { value } : {}) }).catch(String);
    expect(JSON.stringify(tom)).toContain('Only the person who wrote this');
  }
});

test('the company that stands in the form is kept, whoever is chosen', async () => {
  await log({ ...CALL, company: { name: 'Bluefin' }, contacts: [{ name: 'Henrik Dahl' }], follow_ups: [] });
  const form = await open(await log());
  await save(form, { people: [await idOf('Henrik Dahl')] });
  expect((await lastInteraction())?.companyId).toBe(await idOf('Kestrel Foods'));
});

test('a deal can be put right by a form, and what has none offers none', async () => {
  const deal = await log(
    { action: 'add', company: { name: 'Kestrel Foods' }, title: 'Fleet' },
    { name: 'save_deal' },
  );
  expect(actionsOf(deal)).toEqual(['undo_run', 'fix']);
  await desk.join('Nora');
  const handed = await log(
    { company: { name: 'Kestrel Foods' }, to: { name: 'Nora' } },
    { name: 'hand_over' },
  );
  expect(actionsOf(handed)).toEqual(['undo_run']);
});

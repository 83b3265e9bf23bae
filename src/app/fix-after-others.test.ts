import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import type { FixForm } from './entry-screens.ts';

let desk: AppDesk;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  await desk.join('Tom');
  await desk.join('Lea', { role: 'lead' });
});
afterAll(() => desk.close());

let count = 0;
const CALL = {
  kind: 'call',
  summary: 'Fine with the draft.',
  company: { name: 'Kestrel Foods' },
  contacts: [{ name: 'Oliver Marsh' }],
  follow_ups: [{ title: 'Send the draft', due_on: '2026-11-27' }],
};

/** Marta logs something; gives the answer with its card. */
async function log(
  input: object = CALL,
  { channel, name = 'log_interaction' }: { channel?: string; name?: string } = {},
): Promise<Posted> {
  count += 1;
  desk.script(calls({ name, input: { again: name === 'log_interaction' ? true : undefined, ...input } }));
  const { reply } = await desk.say({ as: 'U0MARTA', text: `told ${count}`, ...(channel ? { channel } : {}) });
  if (!reply) throw new Error('There is no answer.');
  return reply;
}

beforeEach(() => desk.script(calls()));

async function open(on: Posted, as = 'U0MARTA'): Promise<FixForm> {
  const answer = await desk.press('fix', { as, on });
  if (!answer || !('form' in answer) || answer.form.kind !== 'fix') throw new Error(JSON.stringify(answer));
  return answer.form;
}

/** The values that a form is filled in with at first. */
function valuesOf({ fields }: FixForm): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => {
      switch (field.type) {
        case 'company':
          return [field.name, field.value?.value ?? null];
        case 'people':
          return [field.name, field.values.map(({ value }) => value)];
        default:
          return [field.name, field.value ?? null];
      }
    }),
  );
}

const save = (form: FixForm, changed: Record<string, unknown>, as = 'U0MARTA') =>
  desk.submit('fix', { as, origin: form.origin, values: { ...valuesOf(form), ...changed } });

const lastInteraction = async () =>
  (await desk.rows('interactions')).toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
const actionsOf = (card: Posted) => (card.document.actions ?? []).map(({ id }) => id);
const idOf = async (name: string) =>
  [...(await desk.rows('contacts')), ...(await desk.rows('companies'))].find((row) => row.name === name)
    ?.id ?? '';

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

test('the company that stands in the form is kept, whoever is chosen, and nothing that has no form offers one', async () => {
  await log({ ...CALL, company: { name: 'Bluefin' }, contacts: [{ name: 'Henrik Dahl' }], follow_ups: [] });
  const form = await open(await log());
  await save(form, { people: [await idOf('Henrik Dahl')] });
  expect((await lastInteraction())?.companyId).toBe(await idOf('Kestrel Foods'));
  const deal = await log(
    { action: 'add', company: { name: 'Kestrel Foods' }, title: 'Fleet' },
    { name: 'save_deal' },
  );
  expect(actionsOf(deal)).toEqual(['undo_run']);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CrmSettings, DEFAULT_CRM } from '../crm-settings.ts';
import { findViewProblem } from '../emulator/rules/view-rules.ts';
import { LIMITS } from '../slack/limits.ts';
import { buildForm, READERS } from '../slack/views/forms.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { oneOfEach, ownField } from '../testing/own-field-settings.ts';
import type { OwnFieldForm } from './own-field-screens.ts';

let desk: AppDesk;
let settings: CrmSettings;
beforeEach(async () => {
  settings = oneOfEach();
  desk = await openAppDesk({ reports: 'none', crm: () => settings });
  await desk.join('Marta', { locale: 'de-DE' });
  await desk.join('Tom');
});
afterEach(() => desk.close());

const FIELDS = { a_sum: '€40k', a_size: 'Large', a_text: 'Kauft *nur* per <!channel>', a_way: ['Sea'] };

async function save(input: object, tool = 'save_company'): Promise<Posted> {
  desk.script(calls({ name: tool, input }));
  const { reply } = await desk.say({ as: 'U0MARTA', text: 'Acme: large, 40k, by sea' });
  if (!reply) throw new Error('There is no answer.');
  return reply;
}

async function open(on: Posted, as = 'U0MARTA', value?: string): Promise<OwnFieldForm> {
  const answer = await desk.press('own_fields', { as, on, ...(value ? { value } : {}) });
  if (!answer || !('form' in answer) || answer.form.kind !== 'own_fields_of')
    throw new Error(JSON.stringify(answer));
  return answer.form;
}

const submit = (form: OwnFieldForm, values: Record<string, unknown>, as = 'U0MARTA') =>
  desk.submit('own_fields_of', { as, origin: form.origin, values });

const typed = (form: OwnFieldForm) =>
  Object.fromEntries(form.fields.flatMap(({ field, initial }) => (initial ? [[field.key, initial]] : [])));

const values = async () =>
  Object.fromEntries(
    (await desk.rows('fieldValues')).map(({ field, text, number, amount }) => [
      field,
      text ?? number ?? amount,
    ]),
  );

test('the agent is offered the fields, and the card shows old and new values, and a button for all of them', async () => {
  const first = await save({ company: { name: 'Acme' }, fields: FIELDS });
  const [request] = desk.requests;
  const sent = JSON.stringify(request);
  expect(sent).toContain('a_size');
  expect(first.document.facts?.[0]).toEqual({
    label: 'Company',
    value: 'Acme: A text Kauft *nur* per <!channel>; A sum 40.000 €; A size Large; A way Sea',
  });
  expect(first.document.actions?.map(({ id, label }) => [id, label])).toEqual([
    ['undo_run', 'Undo'],
    ['fix', 'Fix'],
    ['own_fields', 'Fields of Acme'],
  ]);
  const second = await save({ company: { name: 'Acme' }, fields: { a_size: 'Small' }, clear: ['a_way'] });
  expect(second.document.facts?.[0]?.value).toBe('Acme: A way Sea removed; A size Large → Small');
  expect(second.document.actions?.map(({ id }) => id)).toContain('own_fields');
  settings = DEFAULT_CRM;
  const third = await save({ company: { name: 'Acme' }, about: 'Makes labs.' });
  expect(third.document.actions?.map(({ id }) => id)).toEqual(['undo_run', 'fix']);
});

test('a brief shows what stands in the fields, and its button opens the form', async () => {
  await save({ company: { name: 'Acme' }, fields: FIELDS });
  const briefOf = async () => {
    desk.script(calls({ name: 'prepare', input: { company: { name: 'Acme' } } }));
    await desk.say({ as: 'U0TOM', text: 'Prepare me for my call with Acme' });
    const brief = desk.chat.posted.findLast(({ document }) => document.title === 'Before you talk to Acme');
    if (!brief) throw new Error('There is no brief.');
    return brief;
  };
  const brief = await briefOf();
  expect(brief.document.facts).toContainEqual({ label: 'A size', value: 'Large' });
  expect(brief.document.actions?.map(({ label }) => label)).toEqual(['Fields of Acme']);
  const form = await open(brief, 'U0TOM');
  await submit(form, { ...typed(form), a_size: 'Small' }, 'U0TOM');
  expect((await briefOf()).document.facts).toContainEqual({ label: 'A size', value: 'Small' });
  settings = { ...settings, fields: [] };
  expect((await briefOf()).document).not.toHaveProperty('actions');
});

test('what the model gets wrong is told on the card, and nothing is saved', async () => {
  const reply = await save({ company: { name: 'Acme' }, fields: { a_size: 'Gigantic' } });
  expect(JSON.stringify(reply.document)).toContain('Not saved');
  expect(await desk.rows('fieldValues')).toEqual([]);
});

test('the form has what stands in the fields, and saves what was changed in one change that undo takes back', async () => {
  const card = await save({ company: { name: 'Acme' }, fields: FIELDS });
  const form = await open(card);
  expect(form.name).toBe('Acme');
  expect(typed(form)).toEqual({ ...FIELDS, a_sum: '40000,00 EUR' });
  const { a_text: _, ...others } = typed(form);
  const told = await submit(form, {
    ...others,
    a_sum: '40.000,5 EUR',
    a_number: '7',
    a_date: '2027-01-31',
    a_yes: 'no',
  });
  expect(told).toEqual({ say: expect.stringContaining('A sum 40.000 € → 40.000,50 €') });
  expect(await values()).toEqual({
    a_sum: 4_000_050,
    a_size: 'Large',
    a_way: '["Sea"]',
    a_number: 7,
    a_date: '2027-01-31',
    a_yes: 'no',
  });
  const changes = await desk.rows('changes');
  expect(changes.map(({ verb }) => verb)).toEqual(['save_company', 'save_fields']);
  await desk.press('undo_run', { as: 'U0MARTA', on: card });
  expect(await desk.rows('fieldValues')).toEqual([]);
  expect(await desk.rows('companies')).toEqual([]);
});

test('what somebody else has changed meanwhile is not overwritten, and what they left alone is saved', async () => {
  const card = await save({ company: { name: 'Acme' }, fields: FIELDS });
  const [mine, theirs] = [await open(card), await open(card, 'U0TOM')];
  expect(await submit(theirs, { ...typed(theirs), a_size: 'Small' }, 'U0TOM')).toHaveProperty('say');
  expect(await submit(mine, { ...typed(mine), a_size: 'Small', a_number: '3' })).toEqual({
    problems: [{ param: 'a_size', reason: expect.stringContaining('it is “Small” now') }],
  });
  expect(await submit(mine, { ...typed(mine), a_number: '3' })).toHaveProperty('say');
  expect(await values()).toMatchObject({ a_size: 'Small', a_number: 3 });
});

test('a value that cannot be so is told below its field, and nothing is saved', async () => {
  const card = await save({ company: { name: 'Acme' }, fields: FIELDS });
  const form = await open(card);
  const told = await submit(form, {
    ...typed(form),
    a_sum: 'viel',
    a_number: 'x',
    a_size: 'Huge',
    a_yes: 'yes',
  });
  expect(told).toEqual({
    problems: [
      { param: 'a_number', reason: 'Must be a number such as 10.' },
      { param: 'a_sum', reason: 'Is no amount: write it with its currency, such as 40000 EUR.' },
      { param: 'a_size', reason: 'Cannot be “Huge”: it is one of Small, Large.' },
    ],
  });
  expect(await values()).not.toHaveProperty('a_yes');
  expect(await submit(form, typed(form))).toEqual({ say: 'Nothing was changed.' });
});

test('ids of nothing, fields that are gone, and keys of no field are refused or left alone', async () => {
  const card = await save({ company: { name: 'Acme' }, fields: FIELDS });
  const nothing = await desk
    .press('own_fields', { as: 'U0MARTA', on: card, value: 'company:nothing' })
    .catch(String);
  expect(JSON.stringify(nothing)).toContain('know no company');
  expect(
    JSON.stringify(await desk.press('own_fields', { as: 'U0MARTA', on: card, value: '__proto__:x' })),
  ).toContain('know no customer');
  const form = await open(card);
  await submit(form, { ...typed(form), domain: 'evil.example', a_nothing: 'x' });
  expect(await values()).not.toHaveProperty('a_nothing');
  settings = DEFAULT_CRM;
  const gone = await desk.press('own_fields', { as: 'U0MARTA', on: card }).catch(String);
  expect(JSON.stringify(gone)).toContain('no fields');
});

test('a deal of somebody else is changed by a lead alone', async () => {
  await desk.join('Lea', { role: 'lead' });
  const card = await save(
    { action: 'add', company: { name: 'Acme' }, title: 'Fleet', fields: { a_text: 'Rival: Osprey' } },
    'save_deal',
  );
  const form = await open(card, 'U0TOM');
  expect(form.name).toBe('Fleet');
  expect(JSON.stringify(await submit(form, { a_text: 'mine' }, 'U0TOM').catch(String))).toContain(
    'somebody else',
  );
  expect(await values()).toEqual({ a_text: 'Rival: Osprey' });
  expect(await submit(form, { a_text: 'Rival: Bluefin' }, 'U0LEA')).toHaveProperty('say');
});

describe('in Slack', () => {
  const fieldsOf = (form: OwnFieldForm) => buildForm(form);

  test('each type has its element, and the form is read back as it was', async () => {
    const card = await save(
      {
        contact: { name: 'Ana Lopes' },
        fields: { ...FIELDS, a_number: 2.5, a_date: '2027-01-31', a_yes: true },
      },
      'save_contact',
    );
    const form = await open(card);
    const view = fieldsOf(form);
    const elements = view.blocks.flatMap((block) => ('element' in block ? [block.element.type] : []));
    expect(elements).toEqual([
      'plain_text_input',
      'number_input',
      'plain_text_input',
      'datepicker',
      'static_select',
      'static_select',
      'multi_static_select',
    ]);
    const state = {
      a_text: { value: { type: 'plain_text_input', value: null } },
      a_number: { value: { type: 'number_input', value: '2.5' } },
      a_date: { value: { type: 'datepicker', selected_date: '2027-01-31' } },
      a_yes: { value: { type: 'static_select', selected_option: { value: '"none"' } } },
      a_way: { value: { type: 'multi_static_select', selected_options: [{ value: 'Rail' }] } },
    };
    const read = READERS.own_fields_of?.read({
      private_metadata: view.private_metadata,
      state: { values: state },
    } as never);
    expect(read).toEqual({
      origin: form.origin,
      values: { a_text: undefined, a_number: '2.5', a_date: '2027-01-31', a_yes: undefined, a_way: ['Rail'] },
    });
  });

  test('values of before, when a field had another type, never keep the form from opening, and stay', async () => {
    const words = 'Kauft nur nach Ausschreibung. '.repeat(10).trim();
    settings = { ...DEFAULT_CRM, fields: ['a', 'b', 'c'].map((key) => ownField('company', key, 'text')) };
    const card = await save({ company: { name: 'Acme' }, fields: { a: words, b: words, c: `["${words}"]` } });
    const [small, long] = [{ values: ['Small'] }, { values: ['Rail'] }];
    settings = {
      ...DEFAULT_CRM,
      fields: [
        ownField('company', 'a', 'one_of', small),
        ownField('company', 'b', 'yes_no'),
        ownField('company', 'c', 'several_of', long),
      ],
    };
    const form = await open(card);
    expect(findViewProblem(fieldsOf(form), 'modal')).toBeUndefined();
    expect(await submit(form, typed(form))).toEqual({ say: 'Nothing was changed.' });
    expect(await submit(form, { ...typed(form), b: 'yes' })).toHaveProperty('say');
    expect(await values()).toEqual({ a: words, b: 'yes', c: `["${words}"]` });
    const many = Array.from({ length: 20 }, (_, at) => `${at} ${'x'.repeat(60)}`);
    settings = { ...DEFAULT_CRM, fields: [ownField('company', 'd', 'several_of', { values: many })] };
    const wide = await save({ company: { name: 'Acme' }, fields: { d: many } });
    settings = { ...DEFAULT_CRM, fields: [ownField('company', 'd', 'text')] };
    expect(findViewProblem(fieldsOf(await open(wide)), 'modal')).toBeUndefined();
  });

  test('a form in which nothing is touched changes nothing where the order of the values is another one by now', async () => {
    settings = {
      ...DEFAULT_CRM,
      fields: [ownField('company', 'w', 'several_of', { values: ['Air', 'Sea'] })],
    };
    const card = await save({ company: { name: 'Acme' }, fields: { w: ['Sea', 'Air'] } });
    settings = { ...DEFAULT_CRM, fields: [ownField('company', 'w', 'several_of', { values: ['Sea'] })] };
    const form = await open(card);
    // Slack gives what is chosen in the order of its list.
    expect(await submit(form, { w: ['Sea', 'Air'] })).toEqual({ say: 'Nothing was changed.' });
  });

  test('fifty fields with the longest keys, labels and values fit into one form', async () => {
    const keys = Array.from({ length: 50 }, (_, at) => `field_${at}_`.padEnd(40, 'x'));
    settings = {
      ...DEFAULT_CRM,
      fields: keys.map((key) =>
        ownField('company', key, 'text', { label: '<!channel> *L*'.repeat(4), description: 'd'.repeat(300) }),
      ),
    };
    const card = await save({
      company: { name: 'Acme' },
      fields: Object.fromEntries(keys.map((key) => [key, 'v'])),
    });
    const long = Object.fromEntries(keys.map((key) => [key, 'v'.repeat(500)]));
    expect(await submit(await open(card), long)).toHaveProperty('say');
    const view = fieldsOf(await open(card));
    expect(view.blocks.length).toBeLessThanOrEqual(100);
    expect(view.private_metadata?.length).toBeLessThanOrEqual(LIMITS.metadata);
    expect(JSON.stringify(view).length).toBeLessThan(250_000);
  });
});

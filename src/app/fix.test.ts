import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eraseContact } from '../crm/erasure/erase.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { actionsOf, CALL, createFixForms, valuesOf } from '../testing/fix-forms.ts';
import type { Posted } from '../testing/memory-chat.ts';
import type { App } from './context.ts';
import type { FixForm } from './entry-screens.ts';

let desk: AppDesk;
let ada: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  await desk.join('Marta');
  await desk.join('Tom');
  await desk.join('Lea', { role: 'lead' });
  ada = await desk.join('Ada', { role: 'admin' });
  desk.chat.refuse('U0GUEST', 'guest');
});
afterAll(() => desk.close());

const { log, open, save, lastInteraction, idOf } = createFixForms(() => desk);
const factsOf = (card: Posted) => (card.document.facts ?? []).map(({ label, value }) => `${label}: ${value}`);

beforeEach(() => desk.script(calls()));

test('the form shows what is saved now, and saving changes it in one change with old and new on the card', async () => {
  await log({ ...CALL, contacts: [{ name: 'Sofia Brandt' }], follow_ups: [] });
  const card = await log();
  const form = await open(card);
  expect(form.choices.map(({ label }) => label)).toEqual([
    'Call with Oliver Marsh (Kestrel Foods), Tue 24 Nov 2026',
    'Contact: Oliver Marsh',
  ]);
  const followUp = (await desk.rows('followUps'))[0];
  expect(valuesOf(form)).toEqual({
    kind: 'call',
    company: await idOf('Kestrel Foods'),
    people: [await idOf('Oliver Marsh')],
    day: '2026-11-24',
    summary: 'Fine with the draft.',
    private: false,
    [`follow_up.${followUp?.id}.title`]: 'Send the draft',
    [`follow_up.${followUp?.id}.due`]: '2026-11-27',
    [`follow_up.${followUp?.id}.time`]: null,
    owner: followUp?.memberId,
  });
  const before = (await desk.rows('changes')).length;
  const changed = {
    people: [await idOf('Sofia Brandt')],
    day: '2026-11-23',
    [`follow_up.${followUp?.id}.due`]: '2026-11-30',
  };
  expect(await save(form, changed)).toBeUndefined();
  const changes = await desk.rows('changes');
  expect(changes).toHaveLength(before + 1);
  expect(changes.at(-1)?.verb).toBe('fix');
  expect(factsOf(card).at(-1)).toBe(
    'Fixed: Call with Sofia Brandt (Kestrel Foods): with Oliver Marsh → Sofia Brandt; day Tue 24 Nov 2026 → Mon 23 Nov 2026; Send the draft: due Fri 27 Nov 2026 → Mon 30 Nov 2026',
  );
  expect(actionsOf(card)).toEqual(['undo_change', 'fix']);

  // Undo takes back the fix and nothing else; pressed again, what was logged.
  const rows = async () => [
    (await desk.rows('interactions')).map(({ occurredOn }) => occurredOn),
    (await desk.rows('followUps')).map(({ dueOn }) => dueOn),
  ];
  expect(await desk.press('undo_change', { as: 'U0MARTA', on: card })).toBeUndefined();
  expect(await rows()).toEqual([['2026-11-24', '2026-11-24'], ['2026-11-27']]);
  expect(actionsOf(card)).toEqual(['undo_run', 'fix']);
  expect(factsOf(card).join()).not.toContain('Fixed');
  await desk.press('undo_run', { as: 'U0MARTA', on: card });
  expect(await rows()).toEqual([['2026-11-24'], []]);
  expect(actionsOf(card)).toEqual([]);
});

test('“undo” in words takes back the fix first, and the card shows it', async () => {
  const card = await log();
  await save(await open(card), { summary: 'Wants another draft.' });
  expect((await lastInteraction())?.summary).toBe('Wants another draft.');
  expect(factsOf(card).join()).toContain('Wants another draft.');
  desk.script(calls({ name: 'undo', input: {} }));
  await desk.say({ as: 'U0MARTA', threadTs: card.threadTs ?? '', text: 'undo that' });
  expect((await lastInteraction())?.summary).toBe('Fine with the draft.');
  expect(actionsOf(card)).toEqual(['undo_run', 'fix']);
});

test('a new company and a new person can be named, and a follow-up goes with them', async () => {
  const card = await log({ ...CALL, contacts: [{ name: 'Oliver Marsh' }] });
  await save(await open(card), { company: 'new:Globex', people: ['new:Hank Scorpio <hank@globex.example>'] });
  expect((await lastInteraction())?.companyId).toBe(await idOf('Globex'));
  expect((await desk.rows('contacts')).find(({ name }) => name === 'Hank Scorpio')).toMatchObject({
    email: 'hank@globex.example',
  });
  expect((await desk.rows('followUps')).at(-1)).toMatchObject({ companyId: await idOf('Globex') });
});

test('of several things one is chosen, and a contact and a company are put right by themselves', async () => {
  const card = await log({ ...CALL, company: { name: 'Quaiside' }, contacts: [{ name: 'Callum Reed' }] });
  const form = await open(card);
  const choose = async (kind: string): Promise<FixForm> => {
    const which = form.choices.find((each) => each.label.startsWith(kind))?.value;
    const chosen = await desk.choose('fix_which', { as: 'U0MARTA', origin: form.origin, which, values: {} });
    if (!('kind' in chosen) || chosen.kind !== 'fix') throw new Error(JSON.stringify(chosen));
    return chosen;
  };
  const contact = await choose('Contact');
  expect(contact.fields.map(({ name }) => name)).toEqual(['name', 'email', 'phone', 'title']);
  await save(contact, { name: 'Callum Reid', email: 'callum@quayside.example', title: 'CEO' });
  expect((await desk.rows('contacts')).find(({ name }) => name === 'Callum Reid')).toMatchObject({
    email: 'callum@quayside.example',
    title: 'CEO',
  });
  expect(await save(await choose('Contact'), { phone: 'soon' })).toEqual({
    problems: [{ param: '', reason: '“soon” is no phone number.' }],
  });
  await save(await choose('Company'), { name: 'Quayside', domain: 'quayside.example' });
  expect((await desk.rows('companies')).map(({ name, domain }) => [name, domain])).toContainEqual([
    'Quayside',
    'quayside.example',
  ]);
  expect(factsOf(card)).toEqual(
    expect.arrayContaining([
      'Fixed: Callum Reid: name Callum Reed → Callum Reid; title CEO; email callum@quayside.example',
      'Fixed: Quayside: name Quaiside → Quayside; domain quayside.example',
    ]),
  );
});

test('a follow-up alone is put right', async () => {
  const card = await log({ title: 'Call Grace', due_on: '2026-12-01' }, { name: 'add_follow_up' });
  const form = await open(card);
  expect(form.choices).toEqual([]);
  const [title, due] = form.fields.map(({ name }) => name);
  await save(form, { [title ?? '']: 'Call Grace about the invoice', [due ?? '']: '2026-12-02' });
  expect((await desk.rows('followUps')).at(-1)).toMatchObject({
    title: 'Call Grace about the invoice',
    dueOn: '2026-12-02',
  });
});

test('nothing different changes nothing and says so', async () => {
  const card = await log();
  expect(await save(await open(card), {})).toEqual({ say: expect.stringContaining('Nothing is different') });
  expect(actionsOf(card)).toEqual(['undo_run', 'fix']);
});

test('a form that is older than what was decided since says so, and changes nothing', async () => {
  const card = await log();
  const [stale, twice] = [await open(card), await open(card)];
  await save(await open(card), { day: '2026-11-20' });
  expect(await save(stale, { day: '2026-11-19' })).toEqual({
    problems: [{ param: '', reason: expect.stringContaining('Changed since this form was opened') }],
  });
  await desk.press('undo_change', { as: 'U0MARTA', on: card });
  await desk.press('undo_run', { as: 'U0MARTA', on: card });
  expect(await save(twice, { day: '2026-11-19' })).toEqual({
    problems: [{ param: '', reason: expect.stringContaining('undone or removed meanwhile') }],
  });
  expect(await desk.press('fix', { as: 'U0MARTA', on: card, value: stale.origin.on })).toEqual({
    say: expect.stringContaining('undone or removed meanwhile'),
  });
});

test('who is no author, no lead, no member, gets no form', async () => {
  const card = await log(CALL, { channel: 'C0SALES' });
  expect(await desk.press('fix', { as: 'U0TOM', on: card })).toEqual({
    say: expect.stringContaining('Only the person who wrote this, a lead or an admin'),
  });
  expect(await desk.press('fix', { as: 'U0GUEST', on: card })).toEqual({
    say: expect.stringContaining('only members'),
  });
  const form = await open(card, 'U0LEA');
  // A lead may not say who sees it; what is sent all the same is refused.
  expect(form.fields.map(({ name }) => name)).not.toContain('private');
  expect(await save(form, { private: true }, 'U0LEA')).toMatchObject({
    problems: [{ reason: expect.stringContaining('Only the person who logged this or an admin') }],
  });
  expect(await save(form, { day: '2026-11-20' }, 'U0TOM')).toMatchObject({
    problems: [{ reason: expect.stringContaining('Only the person who wrote this') }],
  });
  expect(await save(form, { day: '2026-11-20' }, 'U0LEA')).toBeUndefined();
});

test('what becomes private is on no card in a channel any more, and comes back with Undo', async () => {
  const card = await log({ ...CALL, summary: 'They will leave.' }, { channel: 'C0SALES' });
  const before = structuredClone(card.document);
  await save(await open(card), { private: true });
  expect((await lastInteraction())?.isPrivate).toBe(true);
  expect(JSON.stringify(card.document)).not.toMatch(/leave|Oliver|Kestrel|draft/);
  const fixed = (await desk.rows('changes')).at(-1);
  expect(await desk.press('fix', { as: 'U0LEA', on: card, value: fixed?.id ?? '' })).toEqual({
    say: expect.stringContaining('There is nothing left to fix here'),
  });
  await desk.press('undo_change', {
    as: 'U0MARTA',
    on: { ...card, channel: 'D0MARTA' },
    value: fixed?.id ?? '',
  });
  expect((await lastInteraction())?.isPrivate).toBe(false);
  await save(await open({ ...card, document: before }), { day: '2026-11-18' });
  expect(factsOf(card).join()).toContain('Fixed');
});

test('what was erased meanwhile cannot be put right', async () => {
  const card = await log({ ...CALL, company: { name: 'Erased Ltd' }, contacts: [{ name: 'Zora Quill' }] });
  const form = await open(card);
  const which = form.choices.find(({ label }) => label === 'Contact: Zora Quill')?.value;
  const chosen = await desk.choose('fix_which', { as: 'U0MARTA', origin: form.origin, which, values: {} });
  await eraseContact(ada, { contact: { name: 'Zora Quill' } });
  expect(await save(chosen as FixForm, { name: 'Zora Quilt' })).toEqual({
    problems: [{ param: '', reason: expect.stringContaining('undone or removed meanwhile') }],
  });
});

test('what was merged meanwhile is said to be', async () => {
  await log({ ...CALL, company: { name: 'Acme' }, contacts: [{ name: 'Ana Lopes' }] });
  const card = await log({ ...CALL, company: { name: 'Zeta Works' }, contacts: [{ name: 'Rui Costa' }] });
  const form = await open(card);
  const which = form.choices.find(({ label }) => label === 'Company: Zeta Works')?.value;
  const chosen = await desk.choose('fix_which', { as: 'U0MARTA', origin: form.origin, which, values: {} });
  const [keepId, mergedId] = [await idOf('Acme'), await idOf('Zeta Works')];
  await mergeCustomers(ada, { kind: 'company', keepId, mergedId, choices: {} });
  expect(await save(chosen as FixForm, { name: 'Acmee' })).toEqual({
    problems: [{ param: '', reason: expect.stringContaining('merged with another meanwhile') }],
  });
  // What was logged with it is with the one that is kept, and can be put right.
  expect((await open(card)).choices[0]?.label).toContain('(Acme)');
});

test('names that customers are called by are offered as they are typed, and a new one', async () => {
  await log();
  const offered = await desk.suggest('entry_people', { as: 'U0MARTA', typed: 'oliver' });
  expect(offered.map(({ label }) => label)).toEqual(['Oliver Marsh (Kestrel Foods)', 'New: oliver']);
  expect(await desk.suggest('entry_company', { as: 'U0MARTA', typed: 'kestrel foods' })).toEqual([
    { value: await idOf('Kestrel Foods'), label: 'Kestrel Foods' },
  ]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { type CrmDesk, failure, meeting, openCrmDesk } from '../../testing/crm-desk.ts';
import { DIALECTS } from '../../testing/stores.ts';
import { changeFollowUp } from '../follow-ups.ts';
import { changeInteraction } from '../interaction-changes.ts';
import { logInteraction } from '../interactions.ts';
import { mergeCustomers } from '../merging/merge.ts';
import { undo } from '../undo.ts';
import { eraseContact, previewErasure } from './erase.ts';

describe.each(Object.entries(DIALECTS))('erasing somebody whom the history alone knows on %s', (_, open) => {
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

  const bob = { name: 'Bob Stone', email: 'bob@acme.com', phone: '+44 20 7946 0011' };
  const withBob = { ...meeting('Acme'), summary: 'Bob wants pricing.', contacts: [bob] };
  const erase = (contact: { id?: string; name?: string; email?: string }) => eraseContact(admin, { contact });
  const everything = async () => (await desk.everything()) + JSON.stringify(await desk.rows('changes'));
  const expectGone = async () => expect(await everything()).not.toMatch(/bob|stone|7946/i);

  test.each([
    ['name', () => ({ name: 'Bob Stone' })],
    ['address', () => ({ email: 'bob@acme.com' })],
    ['id', (id: string) => ({ id })],
  ])(
    'somebody whom a change removed goes by %s, with the first name where they once took part',
    async (_how, refOf) => {
      const logged = await logInteraction(marta, withBob);
      await changeInteraction(marta, {
        interaction_id: logged.change_id,
        contacts: [{ name: 'Ana Lopes' }],
      });
      expect(await desk.rows('contacts')).toMatchObject([{ name: 'Ana Lopes' }]);
      const ref = refOf(logged.contacts?.[0]?.id ?? '');
      expect(await previewErasure(admin, { contact: ref })).toMatchObject({
        contact: { name: 'Bob Stone' },
        interactions: 0,
        keptInteractions: 1,
      });
      await erase(ref);
      await expectGone();
      expect(await desk.rows('interactions')).toMatchObject([{ summary: '(erased) wants pricing.' }]);
      expect((await failure(erase(ref))).code).toBe('not_found');
    },
  );

  test('somebody whose only interaction was undone goes, with whoever else took part or not', async () => {
    for (const others of [[], [{ name: 'Ana Lopes' }]]) {
      const logged = await logInteraction(marta, { ...withBob, contacts: [bob, ...others] });
      await undo(marta, { change_id: logged.change_id });
      await erase({ name: 'Bob Stone' });
      await expectGone();
    }
  });

  test('with somebody who is known go earlier contacts of that name', async () => {
    const logged = await logInteraction(marta, withBob);
    await undo(marta, { change_id: logged.change_id });
    await logInteraction(marta, { ...withBob, contacts: [{ name: 'Bob Stone', email: 'new@acme.com' }] });
    await erase({ name: 'Bob Stone' });
    await expectGone();
  });

  test('the first name goes from what somebody known took part in before, and from what was promised to them', async () => {
    await logInteraction(marta, withBob);
    const logged = await logInteraction(marta, { ...withBob, follow_ups: [{ title: 'Call Bob' }] });
    const promised = await logInteraction(marta, { ...withBob, follow_ups: [{ title: 'Write to Bob' }] });
    const ana = { name: 'Ana Lopes' };
    await changeInteraction(marta, { interaction_id: logged.change_id, contacts: [ana] });
    await changeFollowUp(marta, { words: 'Write to Bob', action: 'change', contact: ana });
    expect(promised.contacts).toMatchObject([{ name: 'Bob Stone' }]);
    await erase({ name: 'Bob Stone' });
    await expectGone();
    expect(await desk.rows('followUps')).toMatchObject([{ title: 'Call (erased)' }]);
  });

  test('somebody of that name who was merged into another keeps all of it, and goes with that other', async () => {
    const idOf = async (email: string) =>
      ((await desk.rows('contacts')) as { id: string; email: string }[]).find((each) => each.email === email)
        ?.id ?? '';
    await logInteraction(marta, withBob);
    await logInteraction(marta, {
      ...meeting('Acme'),
      summary: 'Bert wants pricing.',
      contacts: [{ name: 'Bert Quill', email: 'bert@acme.com' }],
    });
    const [mergedId, contactId] = [await idOf('bob@acme.com'), await idOf('bert@acme.com')];
    await mergeCustomers(desk.lead, { kind: 'contact', keepId: contactId, mergedId });
    const before = await desk.rows('changes');
    await logInteraction(marta, {
      ...meeting('Globex'),
      summary: 'Talked.',
      contacts: [{ name: 'Bob Stone', email: 'stone@globex.com', is_new: true }],
    });
    await erase({ email: 'stone@globex.com' });
    const after = (await desk.rows('changes')).map((row) => JSON.stringify(row));
    expect(before.filter((row) => !after.includes(JSON.stringify(row)))).toEqual([]);
    await erase({ id: contactId });
    expect(await everything()).not.toMatch(/bob|bert|quill|7946/i);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDeal } from '../crm/deals.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { logInteraction } from '../crm/interactions.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { createFixForms, valuesOf } from '../testing/fix-forms.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';

describe.each(Object.entries(DIALECTS))('the form that puts things right, on %s', (_, openStore) => {
  let desk: AppDesk;
  let marta: App;
  let tom: App;
  beforeAll(async () => {
    desk = await openAppDesk({ store: await openStore(), reports: 'none' });
    marta = await desk.join('Marta');
    tom = await desk.join('Tom');
    await desk.join('Lea', { role: 'lead' });
    desk.script(calls());
  });
  afterAll(async () => {
    await desk.close();
    await desk.store.close();
  });

  const forms = createFixForms(() => desk);
  const { save } = forms;
  /** The Home tab, which is no message. */
  const home = { channel: 'D0HOME', ts: '', threadTs: null, document: { text: '' } } as never;
  const open = (id: string, as?: string) => forms.open(home, as, id);
  const undoLast = async () => {
    const value = (await desk.rows('changes')).findLast(({ undoneAt }) => undoneAt === null)?.id ?? '';
    return desk.press('undo_change', { as: 'U0MARTA', on: home, value });
  };
  const followUp = async (id: string) => (await desk.rows('followUps')).find((row) => row.id === id);
  const told = (channel: string) =>
    desk.chat.posted.filter((posted) => posted.channel === channel).map(({ document }) => document);

  test('a follow-up gets a time, loses its day and with it the time, and Undo brings both back', async () => {
    const { follow_up: made } = await addFollowUp(marta, { title: 'Send pricing', due_on: '2026-11-27' });
    const [due, time] = [`follow_up.${made.id}.due`, `follow_up.${made.id}.time`];
    expect(await save(await open(made.id), { [time]: '14:30' })).toEqual({
      say: 'Fixed: Send pricing: time 14:30. Say “undo” to take it back.',
    });
    expect(await followUp(made.id)).toMatchObject({ dueOn: '2026-11-27', dueTime: '14:30' });
    expect(await save(await open(made.id), { [due]: null })).toEqual({
      say: expect.stringContaining('due Fri 27 Nov 2026 removed; time 14:30 removed'),
    });
    expect(await followUp(made.id)).toMatchObject({ dueOn: null, dueTime: null });
    await undoLast();
    expect(await followUp(made.id)).toMatchObject({ dueOn: '2026-11-27', dueTime: '14:30' });
    await save(await open(made.id), { [time]: null });
    expect(await followUp(made.id)).toMatchObject({ dueOn: '2026-11-27', dueTime: null });
  });

  test('a follow-up is given to a colleague, who is told once, and with Undo it is back', async () => {
    const { follow_up: made } = await addFollowUp(marta, { title: 'Ring Ana', due_on: '2026-11-27' });
    const form = await open(made.id);
    expect(form.fields.find(({ name }) => name === 'owner')).toMatchObject({ value: { label: 'Marta' } });
    const title = `follow_up.${made.id}.title`;
    await save(form, { [title]: 'Ring Ana Lopes', owner: tom.actor.memberId });
    expect(await followUp(made.id)).toMatchObject({
      title: 'Ring Ana Lopes',
      memberId: tom.actor.memberId,
      assignedBy: marta.actor.memberId,
    });
    expect(JSON.stringify(told('D0TOM'))).toContain('Ring Ana Lopes');
    const before = told('D0TOM').length;
    await undoLast();
    expect(await followUp(made.id)).toMatchObject({ title: 'Ring Ana', memberId: marta.actor.memberId });
    expect(told('D0TOM')).toHaveLength(before);
  });

  test('the one follow-up of an interaction is given away in its form; of a private one it is not', async () => {
    const log = async (is_private: boolean) => {
      await logInteraction(marta, {
        kind: 'call',
        summary: `Private: ${is_private}.`,
        company: { name: 'Acme' },
        follow_ups: [{ title: `Of ${is_private}` }],
        is_private,
        again: true,
      });
      return (await desk.rows('interactions')).find(({ summary }) => summary === `Private: ${is_private}.`);
    };
    const [open_, hidden] = [await log(false), await log(true)];
    expect(await save(await open(open_?.id ?? ''), { owner: tom.actor.memberId })).toEqual({
      say: expect.stringContaining('To Tom: Of false'),
    });
    expect(await save(await open(hidden?.id ?? ''), { owner: tom.actor.memberId })).toMatchObject({
      problems: [{ reason: expect.stringContaining('private entry') }],
    });
  });

  test('a deal is put right: its amount, its stage and why it was lost, in one change', async () => {
    const { deal } = await addDeal(marta, {
      company: { name: 'Kestrel Foods' },
      title: 'Fleet',
      amount: '85k EUR',
      stage: 'proposal',
      closes_on: '2026-12-31',
    });
    const row = async () => (await desk.rows('deals')).find(({ id }) => id === deal.id);
    const form = await open(deal.id);
    expect(valuesOf(form)).toEqual({
      title: 'Fleet',
      stage: 'proposal',
      amount: '85000.00 EUR',
      closes_on: '2026-12-31',
      owner: marta.actor.memberId,
      reason: null,
    });
    const before = await desk.rows('deals');
    const said = await save(form, { amount: '90k USD', stage: 'lost', reason: 'Too dear.' });
    expect(said).toEqual({ say: expect.stringContaining('€85,000 → US$90,000') });
    expect(await row()).toMatchObject({
      amount: 9_000_000,
      currency: 'USD',
      status: 'lost',
      reason: 'Too dear.',
    });
    const again = await save(await open(deal.id), { stage: 'lead' });
    expect(again).toEqual({ say: expect.stringContaining('reason Too dear. removed') });
    await undoLast();
    await undoLast();
    expect(await desk.rows('deals')).toEqual(before);
    await save(await open(deal.id), { amount: null, closes_on: null, owner: tom.actor.memberId });
    expect(await row()).toMatchObject({ amount: null, closesOn: null, ownerId: tom.actor.memberId });
    expect(
      await desk.press('fix', {
        as: 'U0MARTA',
        on: { channel: 'D0HOME', document: {} } as never,
        value: deal.id,
      }),
    ).toEqual({
      say: expect.stringContaining('Only the person who wrote this'),
    });
    await save(await open(deal.id, 'U0LEA'), { title: 'Fleet of 2027' }, 'U0LEA');
    expect((await row())?.title).toBe('Fleet of 2027');
  });

  test('a reason without a won or lost stage, and an amount that is none, are told in the form', async () => {
    const { deal } = await addDeal(marta, { company: { name: 'Globex' }, title: 'Pilot' });
    expect(await save(await open(deal.id), { reason: 'Because.' })).toMatchObject({
      problems: [{ param: 'reason', reason: expect.stringContaining('won or lost') }],
    });
    expect(await save(await open(deal.id), { amount: 'a lot' })).toMatchObject({
      problems: [{ reason: expect.stringContaining('is no amount') }],
    });
    expect((await desk.rows('deals')).find(({ id }) => id === deal.id)).toMatchObject({
      amount: null,
      reason: null,
    });
  });

  test('what was changed since, or is done, is not put right by an older form', async () => {
    const { follow_up: made } = await addFollowUp(marta, { title: 'Old', due_on: '2026-11-27' });
    const form = await open(made.id);
    await changeFollowUp(marta, { follow_up_id: made.id, action: 'change', due_time: '09:30' });
    expect(await save(form, { owner: tom.actor.memberId })).toMatchObject({
      problems: [{ reason: expect.stringContaining('Changed since this form was opened') }],
    });
  });
});

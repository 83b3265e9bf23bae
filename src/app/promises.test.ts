import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transact } from '../context.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { undo } from '../crm/undo.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';
import { redrawStale } from './stale-cards.ts';

const DIRECT = 'D0MARTA';

/** The cards with which late promises were told before there was a morning list: they keep their buttons. */
describe.each(Object.entries(DIALECTS))('cards of late promises, on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  beforeEach(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta', { timeZone: 'Europe/Lisbon' });
    await desk.join('Tom', { timeZone: 'Europe/Lisbon' });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, company: { name: 'Acme' } });
  });
  afterEach(async () => {
    await desk.close();
    await desk.store.close();
  });

  const statuses = async () => (await desk.rows('followUps')).map(({ status }) => status);

  /** Marta was told of a promise that is late; gives its row, and its card as it is once stale ones are drawn anew. */
  async function told() {
    const { change_id: changeId, follow_up: followUp } = await addFollowUp(marta, {
      title: 'Send the prices',
      due_on: '2026-11-23',
      contact: { name: 'Ana Lopes' },
      company: { name: 'Acme' },
    });
    const { memberId } = marta.actor;
    const claim = 'You wanted to do this by Mon 23 Nov 2026: Send the prices (Ana Lopes, Acme)';
    const { id: value } = await insertObservation(desk.app, {
      kind: 'slipping_promise',
      subject: `promise:${followUp.id}`,
      slot: 'late',
      valueKey: followUp.id,
      memberId,
      status: 'active',
      claim,
    });
    const actions = [
      { id: 'promise_done' as const, label: 'Done', value },
      { id: 'observation_forget' as const, label: 'Dismiss', value },
    ];
    const document = {
      text: 'A promise of yours is late.',
      cards: [{ title: 'Still to do?', text: claim, actions }],
    };
    const delivery = {
      key: 'news',
      kind: 'news',
      memberId,
      channel: DIRECT,
      threadTs: null,
      document,
    } as const;
    await transact(desk.app, (ctx) => enqueueDelivery(ctx, delivery));
    await desk.settle();
    const on = desk.chat.posted.at(-1) ?? expect.fail();
    const card = async () => {
      await redrawStale(desk.app);
      return on.document.cards?.[0];
    };
    const observed = async () =>
      (await desk.rows('observations')).map(({ status, claim }) => [status, claim.includes('prices')]);
    return { changeId, id: followUp.id, value, on, card, observed };
  }

  test('mark a promise as done, once', async () => {
    const { on, value } = await told();
    expect(await desk.press('promise_done', { as: 'U0TOM', on, value })).toEqual({
      say: 'This is not known any more.',
    });
    expect(await statuses()).toEqual(['open']);
    await desk.press('promise_done', { as: 'U0MARTA', on, value });
    expect(await statuses()).toEqual(['done']);
    expect(on.document.cards?.[0]?.outcome).toBe('Noted.');
    expect(await desk.press('promise_done', { as: 'U0MARTA', on, value })).toEqual({
      say: 'This is decided already. Noted.',
    });
  });

  test('say so when it is done otherwise', async () => {
    const { id, card, observed } = await told();
    expect((await card())?.outcome).toBeUndefined();
    await changeFollowUp(marta, { follow_up_id: id, action: 'change', title: 'Send all prices' });
    expect((await card())?.outcome).toBeUndefined();
    await changeFollowUp(marta, { follow_up_id: id, action: 'done' });
    expect(await card()).toMatchObject({ outcome: 'No longer open since then.' });
    expect(await observed()).toEqual([['expired', true]]);
  });

  test('are no question any more when it is due later now', async () => {
    const { id, card } = await told();
    await changeFollowUp(marta, { follow_up_id: id, action: 'change', due_on: '2026-12-24' });
    expect(await card()).toMatchObject({ outcome: 'No longer open since then.' });
  });

  test('are no question any more when it is given to a colleague', async () => {
    const { id, card } = await told();
    await changeFollowUp(marta, { follow_up_id: id, action: 'assign', to: { name: 'Tom' } });
    expect(await card()).toMatchObject({ outcome: 'No longer open since then.' });
  });

  test('lose their words when it is taken back', async () => {
    const { changeId, card, observed } = await told();
    await undo(marta, { change_id: changeId });
    expect(await card()).toMatchObject({
      text: 'What this comes from is deleted.',
      outcome: 'This is not known any more.',
    });
    expect(await observed()).toEqual([]);
    expect(JSON.stringify(await desk.rows('outbox'))).not.toContain('Send the prices');
  });

  test('stay when the customer is merged', async () => {
    const { card, on, value } = await told();
    await saveContact(marta, { contact: { name: 'Eva Lind' }, company: { name: 'Zenith Foods' } });
    const [acme, other] = (await desk.rows('companies')).map((row) => row.id);
    const ada = await desk.join('Ada', { role: 'admin' });
    await mergeCustomers(ada, { kind: 'company', keepId: other ?? '', mergedId: acme ?? '' });
    expect((await card())?.outcome).toBeUndefined();
    await desk.press('promise_done', { as: 'U0MARTA', on, value });
    expect(await statuses()).toEqual(['done']);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveContact } from '../crm/contact-changes.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { undo } from '../crm/undo.ts';
import { tellMembers } from '../observer/digest/member-news.ts';
import type { Observer } from '../observer/night/observer.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { workNights } from '../testing/night-desk.ts';
import { scriptedModel } from '../testing/scripted-model.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';
import { redrawStale } from './stale-cards.ts';

const HOUR_MS = 3_600_000;
const DIRECT = 'D0MARTA';

let asked = 0;
const observer: Observer = {
  assistant: {
    model: scriptedModel(() => {
      asked += 1;
      return { text: 'Nothing.' };
    }),
    name: 'scripted',
    timeoutMs: 10_000,
  },
  nightlyAt: '03:00',
  budget: 5,
};

/** Everything begins on Tuesday 24 November 2026, at 10:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))('promises in the morning, on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  beforeEach(async () => {
    asked = 0;
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta', { timeZone: 'Europe/Lisbon' });
    await desk.join('Tom', { timeZone: 'Europe/Lisbon' });
    await saveContact(marta, { contact: { name: 'Ana Lopes' }, company: { name: 'Acme' } });
    await workNights(desk.app, observer);
  });
  afterEach(async () => {
    await desk.close();
    await desk.store.close();
  });

  const promise = (title: string, due_on: string) =>
    addFollowUp(marta, { title, due_on, contact: { name: 'Ana Lopes' }, company: { name: 'Acme' } });

  /** Lets a night pass; gives the cards of what Marta is told in the morning. */
  async function wake() {
    const before = desk.chat.posted.length;
    desk.clock.advance(24 * HOUR_MS);
    await workNights(desk.app, observer);
    await tellMembers(desk.app, {
      recipientOf: async (id) => ({ actor: { ...marta.actor, memberId: id }, channel: DIRECT }),
    });
    await desk.settle();
    return desk.chat.posted.slice(before).flatMap(({ document }) => document.cards ?? []);
  }
  const statuses = async () => (await desk.rows('followUps')).map(({ status }) => status);

  test('are told by what they are and for whom, once, and no model is asked for that', async () => {
    await promise('Send the prices', '2026-11-24');
    await promise('Call back', '2026-11-30');
    expect(await wake()).toMatchObject([
      {
        title: 'Still to do?',
        text: 'You wanted to do this by Tue 24 Nov 2026: Send the prices (Ana Lopes, Acme)',
        actions: [{ id: 'promise_done' }, { id: 'observation_forget' }],
      },
    ]);
    expect(await wake()).toEqual([]);
    expect(asked).toBe(0);
  });

  test('are marked as done on their card, once', async () => {
    await promise('Send the prices', '2026-11-24');
    await wake();
    const on = desk.chat.posted.at(-1);
    if (!on) throw new Error('Nothing was told.');
    const value = on.document.cards?.[0]?.actions[0]?.value ?? '';
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

  /** Tells Marta of a promise; gives its row, and its card as it is once stale ones are drawn anew. */
  async function told() {
    const { change_id: changeId, follow_up: followUp } = await promise('Send the prices', '2026-11-24');
    await wake();
    const on = desk.chat.posted.at(-1) ?? expect.fail();
    const card = async () => {
      await redrawStale(desk.app);
      return on.document.cards?.[0];
    };
    const observed = async () =>
      (await desk.rows('observations')).map(({ status, claim }) => [status, claim.includes('prices')]);
    return { changeId, id: followUp.id, card, observed };
  }

  test('that are done otherwise say so on their card', async () => {
    const { id, card, observed } = await told();
    expect((await card())?.outcome).toBeUndefined();
    await changeFollowUp(marta, { follow_up_id: id, action: 'change', title: 'Send all prices' });
    expect((await card())?.outcome).toBeUndefined();
    await changeFollowUp(marta, { follow_up_id: id, action: 'done' });
    expect(await card()).toMatchObject({ outcome: 'No longer open since then.' });
    expect(await observed()).toEqual([['expired', true]]);
  });

  test('that are due later now are no question any more', async () => {
    const { id, card } = await told();
    await changeFollowUp(marta, { follow_up_id: id, action: 'change', due_on: '2026-12-24' });
    expect(await card()).toMatchObject({ outcome: 'No longer open since then.' });
  });

  test('that are taken back go from the card, and are not known any more', async () => {
    const { changeId, card, observed } = await told();
    await undo(marta, { change_id: changeId });
    expect(await card()).toMatchObject({
      text: 'What this comes from is deleted.',
      outcome: 'This is not known any more.',
    });
    expect(await observed()).toEqual([]);
    expect(JSON.stringify(await desk.rows('outbox'))).not.toContain('Send the prices');
  });

  test('of a customer that is merged stay to be done', async () => {
    const { card } = await told();
    await saveContact(marta, { contact: { name: 'Eva Lind' }, company: { name: 'Zenith Foods' } });
    const [acme, other] = (await desk.rows('companies')).map((row) => row.id);
    const ada = await desk.join('Ada', { role: 'admin' });
    await mergeCustomers(ada, { kind: 'company', keepId: other ?? '', mergedId: acme ?? '' });
    const on = desk.chat.posted.at(-1) ?? expect.fail();
    expect((await card())?.outcome).toBeUndefined();
    const value = on.document.cards?.[0]?.actions[0]?.value ?? '';
    await desk.press('promise_done', { as: 'U0MARTA', on, value });
    expect(await statuses()).toEqual(['done']);
  });

  test('that were kept meanwhile, or were due long ago, are not told, and three at most in a morning', async () => {
    await promise('Old', '2026-11-01');
    for (const title of ['One', 'Two', 'Three', 'Four']) await promise(title, '2026-11-24');
    const told = await wake();
    expect(told.map(({ text }) => text.split(': ')[1]?.split(' ')[0])).not.toContain('Old');
    expect(told).toHaveLength(3);
  });

  test('a morning with nothing to say brings no message', async () => {
    expect(await wake()).toEqual([]);
    expect((await desk.rows('outbox')).filter(({ kind }) => kind === 'news')).toEqual([]);
  });
});

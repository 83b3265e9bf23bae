import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveContact } from '../crm/contact-changes.ts';
import { addFollowUp } from '../crm/follow-ups.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { tellMembers } from '../observer/digest/member-news.ts';
import type { Observer } from '../observer/night/observer.ts';
import { subjectKey } from '../observer/signals/subject.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { workNights } from '../testing/night-desk.ts';
import { addObservation } from '../testing/observation-rows.ts';
import { openReminderDesk } from '../testing/reminder-desk.ts';
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

  test('are marked as done on a card of before there were morning lists, once', async () => {
    const { follow_up } = await addFollowUp(marta, {
      title: 'Send the prices',
      due_on: '2026-11-24',
      contact: { name: 'Ana Lopes' },
    });
    const on = await postCard(follow_up.id);
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

  /** A promise whose card was told before there were morning lists; gives the card as it is drawn anew. */
  async function told() {
    const { follow_up: followUp } = await addFollowUp(marta, {
      title: 'Send the prices',
      due_on: '2026-11-24',
      contact: { name: 'Ana Lopes' },
      company: { name: 'Acme' },
    });
    const on = await postCard(followUp.id);
    const card = async () => {
      await redrawStale(desk.app);
      return on.document.cards?.[0];
    };
    return { card };
  }

  async function postCard(followUpId: string) {
    const { memberId } = marta.actor;
    const claim = 'You wanted to do this: Send the prices';
    const value = await addObservation(marta, {
      ...{ kind: 'slipping_promise', slot: 'late', scope: memberId, memberId, status: 'active', claim },
      ...{ subject: subjectKey({ of: 'promise', id: followUpId }), valueKey: followUpId },
    });
    const actions = [{ id: 'promise_done' as const, label: 'Done', value }];
    return desk.post(DIRECT, {
      text: 'A promise of yours is late.',
      cards: [{ title: 'Still to do?', text: claim, actions }],
    });
  }

  test('of before, of a customer that is merged, stay to be done', async () => {
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

  test('are told by the morning list alone, and no model is asked for that', async () => {
    await addFollowUp(marta, { title: 'Send the prices', due_on: '2026-11-24' });
    const reminders = openReminderDesk(desk);
    await reminders.work();
    desk.clock.advance(24 * HOUR_MS);
    await workNights(desk.app, observer);
    await tellMembers(desk.app, reminders.recipients);
    await reminders.work();
    const told = desk.chat.posted.map(({ document }) => document.cards?.map(({ title }) => title));
    expect(told).toEqual([['Send the prices']]);
    expect(asked).toBe(0);
  });

  const statuses = async () => (await desk.rows('followUps')).map(({ status }) => status);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { ensureMember, setStatus } from '../crm/members.ts';
import { getReminderTime, setReminderTime } from '../crm/morning-list.ts';
import { moveReminders } from '../crm/reminders.ts';
import { undo } from '../crm/undo.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { failure } from '../testing/crm-desk.ts';
import type { Posted } from '../testing/memory-chat.ts';
import { HOUR_MS, MINUTE_MS, openReminderDesk, type ReminderDesk } from '../testing/reminder-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';

const titles = (posted: readonly Posted[]) =>
  posted.map(({ document: { cards = [] } }) => cards.map(({ title }) => title));

/** Everything begins on Tuesday 24 November 2026, at 10:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))('reminders on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  let reminders: ReminderDesk;
  beforeEach(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta', { timeZone: 'Europe/Lisbon' });
    reminders = openReminderDesk(desk);
    await reminders.work();
  });
  afterEach(async () => {
    await desk.close();
    await desk.store.close();
  });

  const add = async (title: string, due_on?: string, due_time?: string) =>
    (await addFollowUp(marta, { title, due_on, due_time } as Parameters<typeof addFollowUp>[1])).follow_up.id;
  const pass = (hours: number, stepMs?: number) => reminders.pass(hours * HOUR_MS, stepMs);
  const at = async (memberId = marta.actor.memberId) =>
    (await desk.rows('reminders')).find((row) => row.kind === 'morning' && row.memberId === memberId);

  test('what is due today and overdue is told in the morning, in one message, once', async () => {
    await add('Send the prices', '2026-11-25');
    await add('Call Ana', '2026-11-25', '14:00');
    await add('Write to Rui', '2026-11-20');
    await add('Visit Oslo', '2026-11-26');
    expect(await pass(22.9)).toEqual([]);
    const [message, ...more] = await pass(0.1);
    expect(more).toEqual([]);
    expect(message?.channel).toBe('D0MARTA');
    expect(message?.document).toMatchObject({
      text: 'Good morning. 2 follow-ups are due today, 1 overdue.',
      cards: [
        { title: 'Call Ana', text: 'Due today at 14:00' },
        {
          title: 'Send the prices',
          text: 'Due today',
          actions: [{ id: 'follow_up_done' }, { id: 'follow_up_tomorrow' }, { id: 'follow_up_next_week' }],
        },
        { title: 'Write to Rui', text: 'Was due Fri 20 Nov 2026' },
      ],
    });
    expect(titles(await pass(4, HOUR_MS))).toEqual([]);
    expect(titles(await pass(1))).toEqual([['Call Ana']]);
    expect(titles(await pass(19, HOUR_MS))).toHaveLength(1);
  });

  test('with nothing due there is no message, and of much the first is named', async () => {
    expect(await pass(23)).toEqual([]);
    for (let number = 0; number < 11; number += 1) await add(`Call number ${number}`, '2026-11-26');
    const [message] = await pass(24);
    expect(message?.document.cards).toHaveLength(8);
    expect(message?.document.note).toBe('And 3 more: ask me what you have to do.');
  });

  test('weekends bring what was said for a weekend day, and the rest to those who want it', async () => {
    await add('Pack for the fair', '2026-11-28');
    await add('Send the prices', '2026-11-27');
    expect(titles(await pass(71, HOUR_MS))).toEqual([['Send the prices']]);
    expect(titles(await pass(24, HOUR_MS))).toEqual([['Pack for the fair']]);
    expect(titles(await pass(24, HOUR_MS))).toEqual([]);
    await setReminderTime(marta, { weekends: true });
    expect(titles(await pass(24, HOUR_MS))).toEqual([['Pack for the fair', 'Send the prices']]);
    expect(titles(await pass(5 * 24, HOUR_MS))).toHaveLength(5);
  });

  test('a member sets the hour, by day alone, and no day is told twice', async () => {
    await add('Send the prices', '2026-11-24');
    expect((await failure(setReminderTime(marta, { at: '22:00' }))).code).toBe('invalid');
    expect(await setReminderTime(marta, { at: '11:30' })).toMatchObject({ remind_at: '11:30' });
    expect(titles(await pass(1.5))).toEqual([['Send the prices']]);
    await setReminderTime(marta, { at: '15:00' });
    expect(await pass(6, HOUR_MS)).toEqual([]);
    expect(titles(await pass(24, HOUR_MS))).toHaveLength(1);
  });

  test('who wants no morning list gets none until they want it again, and still what was to come at a time', async () => {
    await add('Send the prices', '2026-11-24');
    await add('Call Henrik', '2026-11-25', '14:00');
    expect((await setReminderTime(marta, { wanted: false })).saved).toMatch(
      /^No morning list comes any more/,
    );
    expect(await getReminderTime(marta)).toMatchObject({ wanted: false, remind_at: '09:00' });
    const told = await pass(2 * 24, HOUR_MS);
    expect(told.map(({ document }) => document.text)).toEqual(['Reminder: Call Henrik']);
    expect((await setReminderTime(marta, { wanted: true })).saved).toBe(
      'Your morning list comes at 09:00, on workdays',
    );
    expect(titles(await pass(24, HOUR_MS))).toHaveLength(1);
    await setReminderTime(marta, { wanted: false });
    expect(await setReminderTime(marta, { weekends: false })).toMatchObject({ wanted: false });
    // Whoever asks for a time asks for the list.
    expect(await setReminderTime(marta, { at: '10:00' })).toMatchObject({ wanted: true });
    expect(await setReminderTime(marta, { at: '7' })).toMatchObject({ remind_at: '07:00' });
    expect(await setReminderTime(marta, { at: '8.30 am' })).toMatchObject({ remind_at: '08:30' });
    expect((await failure(setReminderTime(marta, { at: 'early' }))).message).toContain(
      'a time of day such as',
    );
    expect((await failure(setReminderTime(marta, {}))).code).toBe('invalid');
  });

  test('who is new and wants no list gets none', async () => {
    const { reminders } = desk.store.tables;
    await desk.store.transaction((tx) => tx.delete(reminders).returning());
    await setReminderTime(marta, { wanted: false });
    await add('Send the prices', '2026-11-24');
    expect(await pass(24, HOUR_MS)).toEqual([]);
    expect(await getReminderTime(marta)).toMatchObject({ wanted: false });
  });

  test('what is moved to a day on which its time is over loses the time, and nobody is told that it is late', async () => {
    const id = await add('Call Henrik', '2026-11-26', '09:00');
    const moved = await changeFollowUp(marta, { follow_up_id: id, action: 'change', due_on: '2026-11-24' });
    expect(moved.follow_up).toMatchObject({ due_on: '2026-11-24' });
    expect(moved.follow_up).not.toHaveProperty('due_time');
    expect(titles(await pass(2, HOUR_MS))).toEqual([]);
    await undo(marta, { change_id: moved.change_id });
    expect((await desk.rows('followUps'))[0]).toMatchObject({ dueOn: '2026-11-26', dueTime: '09:00' });
  });

  test('a time that was said is kept, and moves with the day, the hands and the follow-up itself', async () => {
    const id = await add('Call Henrik', '2026-11-30', '09:00');
    expect(await pass(143 - 0.25, HOUR_MS)).toEqual([]);
    const [told, ...more] = await pass(0.25);
    expect(more).toEqual([]);
    expect(told?.document).toMatchObject({ text: 'Reminder: Call Henrik', cards: [{ text: 'Now, 09:00' }] });
    if (!told) throw new Error('Nothing was told.');
    await desk.press('follow_up_tomorrow', { as: 'U0MARTA', on: told });
    expect(told.document.cards?.[0]?.outcome).toBe('Moved to Tue 1 Dec 2026 at 09:00.');
    const [again] = await pass(24, HOUR_MS);
    expect(again?.document.text).toBe('Reminder: Call Henrik');
    if (!again) throw new Error('Nothing was told.');
    await desk.press('follow_up_next_week', { as: 'U0MARTA', on: again });
    expect((await desk.rows('followUps'))[0]).toMatchObject({ dueOn: '2026-12-08', dueTime: '09:00' });
    const done = await changeFollowUp(marta, { follow_up_id: id, action: 'done' });
    expect(await pass(7 * 24, HOUR_MS)).toEqual([]);
    await undo(marta, { change_id: done.change_id });
    const later = await changeFollowUp(marta, {
      follow_up_id: id,
      action: 'change',
      due_on: '2026-12-09',
      due_time: 'none',
    });
    expect(later.saved).toBe('Call Henrik: due Tue 8 Dec 2026 → Wed 9 Dec 2026; time 09:00 removed');
    expect(titles(await pass(23, HOUR_MS))).toEqual([]);
    expect((await pass(1))[0]?.document.text).toMatch(/^Good morning/);
  });

  test('what is taken back is not told, and taking back a done one plans it again', async () => {
    const { change_id } = await addFollowUp(marta, {
      title: 'Call Bo',
      due_on: '2026-11-24',
      due_time: '12:00',
    });
    const id = await add('Call Eva', '2026-11-24', '13:00');
    await undo(marta, { change_id });
    const done = await changeFollowUp(marta, { follow_up_id: id, action: 'done' });
    expect(await pass(2.5, HOUR_MS)).toEqual([]);
    await undo(marta, { change_id: done.change_id });
    expect(titles(await pass(0.5))).toEqual([['Call Eva']]);
  });

  test('after downtime it is told until the evening, else in the morning, and never at night', async () => {
    await add('Send the prices', '2026-11-25');
    await add('Call Ana', '2026-11-25', '09:30');
    const late = await pass(33.5);
    expect(titles(late).flat().toSorted()).toEqual(['Call Ana', 'Send the prices']);
    expect(late.map(({ document }) => document.cards?.[0]?.text)).toContain(
      'This was for Wed 25 Nov 2026 at 09:30: I was not up then.',
    );
    await add('Call Rui', '2026-11-26', '18:00');
    expect(titles(await pass(25.5))).toEqual([]);
    expect(titles(await pass(10)).flat()).toEqual([]);
    const morning = await pass(2, HOUR_MS);
    expect(
      titles(morning)
        .flat()
        .filter((title) => title === 'Call Rui'),
    ).toHaveLength(1);
    expect(titles(morning).flat()).toContain('Send the prices');
    expect(await pass(8, HOUR_MS)).toEqual([]);
  });

  test('whoever travels is told once a day, and at the time that was said where they are', async () => {
    await add('Send the prices', '2026-11-24');
    await add('Call Ana', '2026-11-26', '10:00');
    const move = (timeZone: string) =>
      ensureMember(
        desk.app,
        { slackUserId: 'U0MARTA', name: 'Marta', email: null, timeZone, locale: 'en-GB' },
        moveReminders,
      );
    await pass(23);
    expect(desk.chat.posted).toHaveLength(1);
    await move('America/New_York');
    expect(await pass(20, HOUR_MS)).toEqual([]);
    expect((await at())?.timeZone).toBe('America/New_York');
    // 09:00 in New York, an hour before the other.
    const told = await pass(10, HOUR_MS);
    expect(told.map(({ document }) => document.text)).toEqual([
      'Good morning. One follow-up is due today, 1 overdue.',
      'Reminder: Call Ana',
    ]);
    await move('Pacific/Auckland');
    const days = (await pass(4 * 24, HOUR_MS)).filter(({ document }) => /^Good/.test(document.text));
    expect(days).toHaveLength(2);
    expect(new Set((await desk.rows('outbox')).map(({ dedupeKey }) => dedupeKey)).size).toBe(
      (await desk.rows('outbox')).length,
    );
  });

  test('clocks that change move no morning', async () => {
    await add('Send the prices', '2026-11-24');
    // In New York clocks go forward on 14 March 2027.
    const tom = await desk.join('Tom', { timeZone: 'America/New_York' });
    await addFollowUp(tom, { title: 'Toms promise', due_on: '2027-03-12' });
    await pass(108 * 24);
    await reminders.work();
    const before = desk.chat.posted.length;
    await pass(5 * 24, HOUR_MS / 2);
    const toTom = (await desk.rows('outbox')).filter(({ memberId }) => memberId === tom.actor.memberId);
    const hours = toTom.map(({ createdAt }) => createdAt.toISOString());
    expect(desk.chat.posted.length).toBeGreaterThan(before);
    expect(hours).toContain('2027-03-12T14:00:00.000Z');
    expect(hours).toContain('2027-03-15T13:00:00.000Z');
  });

  test('two that look at once, and a crash, tell each thing once', async () => {
    await add('Send the prices', '2026-11-25');
    await add('Call Ana', '2026-11-25', '10:00');
    const [one, other] = [openReminderDesk(desk), openReminderDesk(desk)];
    desk.clock.advance(24 * HOUR_MS);
    await Promise.all([one.work(), other.work()]);
    await Promise.all([one.work(), other.work()]);
    expect(titles(desk.chat.posted).flat().toSorted()).toEqual(['Call Ana', 'Send the prices']);
  });

  test('whoever has left is told nothing more, and who comes back and writes is told again', async () => {
    await add('Send the prices', '2026-11-24');
    await add('Call Ana', '2026-11-25', '12:00');
    desk.chat.refuse('U0MARTA', 'deactivated');
    expect(await pass(30, HOUR_MS)).toEqual([]);
    expect((await desk.rows('reminders')).map(({ status }) => status)).toEqual(['ended', 'ended']);
    desk.chat.admit('U0MARTA');
    expect(await pass(24, HOUR_MS)).toEqual([]);
    await desk.say({ as: 'U0MARTA', text: 'I am back' });
    expect(titles(await pass(24, HOUR_MS)).flat()).toEqual(['Call Ana', 'Send the prices']);
    await setStatus(desk.app, { slackUserId: 'U0MARTA', status: 'retired' });
    expect(await pass(48, HOUR_MS)).toEqual([]);
  });

  test('a button is for the owner alone, and what is decided is said on the card', async () => {
    await add('Send the prices', '2026-11-25');
    const tom = await desk.join('Tom');
    const [message] = await pass(23);
    if (!message) throw new Error('Nothing was told.');
    expect(await desk.press('follow_up_done', { as: 'U0TOM', on: message })).toEqual({
      say: "“Send the prices” is somebody else's follow-up; only they or a lead can change it.",
    });
    expect((await desk.rows('followUps'))[0]?.status).toBe('open');
    await desk.press('follow_up_done', { as: 'U0MARTA', on: message });
    expect(message.document.cards?.[0]).toMatchObject({ outcome: 'Done.' });
    expect(await desk.press('follow_up_tomorrow', { as: 'U0MARTA', on: message })).toEqual({
      say: 'This is done or given away already.',
    });
    expect(tom.actor.memberId).not.toBe(marta.actor.memberId);
    expect(await pass(48, 30 * MINUTE_MS)).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeFollowUpAndTell, handOverAndTell } from '../agent/follow-ups.ts';
import { addDays, formatDate } from '../clock.ts';
import { todayOf } from '../context.ts';
import { addFollowUp, changeFollowUp, listMyFollowUps } from '../crm/follow-ups.ts';
import { logInteraction } from '../crm/interactions.ts';
import { setStatus } from '../crm/members.ts';
import { undo } from '../crm/undo.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { failure, meeting } from '../testing/crm-desk.ts';
import { openReminderDesk } from '../testing/reminder-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';

const DANIEL = 'U0DANIEL';
const profileOf = (slackUserId: string, name: string) => ({
  slackUserId,
  name,
  email: `${slackUserId.toLowerCase()}@example.com`,
  timeZone: 'Europe/Berlin',
  locale: 'en-GB',
});

/** Everything begins on Tuesday 24 November 2026, at 10:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))('colleagues on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  beforeEach(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta');
    desk.chat.profiles.set(DANIEL, profileOf(DANIEL, 'Daniel Reyes'));
  });
  afterEach(async () => {
    await desk.close();
    await desk.store.close();
  });

  const daniel = () => desk.join('Daniel');
  const followUps = () => desk.rows('followUps');
  const told = (channel: string) => desk.chat.posted.filter((each) => each.channel === channel);
  const add = async (title: string, company?: string) =>
    (await addFollowUp(marta, { title, ...(company ? { company: { name: company } } : {}) })).follow_up.id;
  const assign = (words: string, name = 'Daniel') =>
    ({ name: 'change_follow_up', input: { words, action: 'assign', to: { name } } }) as const;

  test('what is overdue when it is given says that it was due', async () => {
    const day = todayOf(marta);
    await addFollowUp(marta, { title: 'Send pricing', due_on: addDays(day, -1) });
    // Where Daniel is, it is eleven.
    await addFollowUp(marta, { title: 'Call Ana', due_on: day, due_time: '10:30' });
    await addFollowUp(marta, { title: 'Send dates', due_on: day });
    desk.script(calls(assign('Send pricing'), assign('Call Ana'), assign('Send dates')));
    await desk.say({ as: 'U0MARTA', text: `<@${DANIEL}> please take my three follow-ups` });
    const texts = told('D0DANIEL').map(({ document }) => document.cards?.[0]?.text);
    expect(texts.toSorted()).toEqual([
      `Due ${formatDate(day)}`,
      `Was due ${formatDate(addDays(day, -1))}`,
      `Was due ${formatDate(day)} at 10:30`,
    ]);
  });

  test('somebody who never wrote is known by their mention, told once by whom and what, and may hand it back', async () => {
    await add('Return the Halden questionnaire');
    desk.script(calls(assign('Halden questionnaire')));
    const { text } = await desk.say({
      as: 'U0MARTA',
      text: `<@${DANIEL}> please take the Halden questionnaire`,
    });
    expect(text).toContain('To Daniel Reyes: Return the Halden questionnaire');
    const known = (await desk.rows('members')).find(({ slackUserId }) => slackUserId === DANIEL);
    expect(known).toMatchObject({ role: 'member', status: 'active', timeZone: 'Europe/Berlin' });
    const [message, ...more] = told('D0DANIEL');
    expect(more).toEqual([]);
    expect(message?.document).toMatchObject({
      text: 'Marta has given you a follow-up.',
      cards: [
        {
          title: 'Return the Halden questionnaire',
          actions: [{ id: 'follow_up_done' }, { id: 'follow_up_hand_back', label: 'Hand back' }],
        },
      ],
    });
    if (!message) throw new Error('Nobody was told.');
    const before = told('D0MARTA').length;
    const value = message.document.cards?.[0]?.actions[0]?.value ?? '';
    await desk.join('Tom');
    expect(await desk.press('follow_up_hand_back', { as: 'U0TOM', on: message, value })).toEqual({
      say: expect.stringContaining("somebody else's follow-up"),
    });
    await desk.press('follow_up_hand_back', { as: DANIEL, on: message, value });
    expect(message.document.cards?.[0]?.outcome).toBe('It is not yours any more.');
    expect((await followUps())[0]).toMatchObject({ memberId: marta.actor.memberId, assignedBy: null });
    const back = told('D0MARTA').slice(before);
    expect(back.map(({ document }) => document.text)).toEqual([
      'Daniel Reyes has handed a follow-up back to you.',
    ]);
    await desk.press('follow_up_hand_back', { as: DANIEL, on: message, value });
    expect(told('D0MARTA')).toHaveLength(before + 1);
  });

  test('guests, strangers and whoever is only quoted stay unknown, and nothing is given to them', async () => {
    const id = await add('Return the Halden questionnaire');
    desk.chat.refuse('U0GUEST', 'guest');
    desk.script(calls(assign('Halden questionnaire', 'Guest')));
    const said = await desk.say({ as: 'U0MARTA', text: '<@U0GUEST> please take the questionnaire' });
    expect(said.text).toContain('I know no colleague “Guest”');
    desk.script(calls(assign('Halden questionnaire')));
    await desk.say({
      as: 'U0MARTA',
      text: 'give it to them',
      parts: [{ kind: 'forwarded', from: 'Eve', text: `<@${DANIEL}> take it` }],
    });
    expect((await desk.rows('members')).map(({ name }) => name)).toEqual(['Marta']);
    expect((await followUps()).find((each) => each.id === id)?.memberId).toBe(marta.actor.memberId);
    expect(told('D0DANIEL')).toEqual([]);
  });

  test('a name of two is asked with buttons, and the press decides', async () => {
    await daniel();
    desk.chat.profiles.set('U0DAN2', profileOf('U0DAN2', 'Daniel Weber'));
    await desk.chat.identify('U0DAN2');
    await desk.chat.identify(DANIEL);
    await add('Return the Halden questionnaire');
    desk.script(({ results }) =>
      results.length === 0
        ? { calls: [assign('Halden questionnaire')] }
        : { text: 'Which Daniel do you mean?' },
    );
    const asked = await desk.say({ as: 'U0MARTA', text: 'Assign the Halden questionnaire to Daniel' });
    const labels = asked.reply?.document.actions?.map(({ label }) => label);
    expect(labels).toEqual([
      'Daniel Reyes (u0daniel@example.com)',
      'Daniel Weber (u0dan2@example.com)',
      'Somebody else',
    ]);
    if (!asked.reply) throw new Error('There is no answer.');
    expect(await desk.press('answer_2', { as: 'U0MARTA', on: asked.reply })).toBeUndefined();
    expect(told('D0DAN2')).toHaveLength(1);
    expect(told('D0DANIEL')).toEqual([]);
  });

  test('the mention decides between two of one name', async () => {
    desk.chat.profiles.set('U0DAN2', profileOf('U0DAN2', 'Daniel Reyes'));
    await desk.chat.identify('U0DAN2');
    await add('Return the Halden questionnaire');
    desk.script(calls(assign('Halden questionnaire', '@Daniel Reyes')));
    await desk.say({ as: 'U0MARTA', text: `give the Halden questionnaire to <@${DANIEL}>` });
    expect(told('D0DANIEL')).toHaveLength(1);
    expect(told('D0DAN2')).toEqual([]);
  });

  test('nobody gives away, puts off or ends what is not theirs; a lead may', async () => {
    const tom = await desk.join('Tom');
    const lea = await desk.join('Lea', { role: 'lead' });
    await desk.chat.identify(DANIEL);
    const id = await add('Return the Halden questionnaire');
    const to = { name: 'Daniel' };
    for (const change of [
      { action: 'assign', to },
      { action: 'snooze', until: 'tomorrow' },
      { action: 'done' },
      { action: 'hand_back' },
    ] as const)
      expect((await failure(changeFollowUpAndTell(tom, { follow_up_id: id, ...change }))).code).toBe(
        'forbidden',
      );
    await changeFollowUpAndTell(lea, { follow_up_id: id, action: 'assign', to });
    await desk.settle();
    expect(told('D0DANIEL').map(({ document }) => document.text)).toEqual(['Lea has given you a follow-up.']);
  });

  test('what comes from a private entry is given to nobody', async () => {
    await desk.chat.identify(DANIEL);
    const log = { ...meeting('Acme', 'Ana Lopes'), is_private: true, follow_ups: [{ title: 'Ask Ana' }] };
    const { follow_ups: [one] = [] } = await logInteraction(marta, log);
    const to = { name: 'Daniel' };
    const refused = await failure(
      changeFollowUp(marta, { follow_up_id: one?.id ?? '', action: 'assign', to }),
    );
    expect(refused.message).toContain('private');
    expect((await failure(handOverAndTell(marta, { to }))).code).toBe('invalid');
  });

  test('what is taken back before it was told is not told', async () => {
    await desk.chat.identify(DANIEL);
    const id = await add('Return the Halden questionnaire');
    const given = await changeFollowUpAndTell(marta, {
      follow_up_id: id,
      action: 'assign',
      to: { name: 'Daniel Reyes' },
    });
    await undo(marta, { change_id: given.change_id });
    await desk.settle();
    expect(told('D0DANIEL')).toEqual([]);
    expect((await followUps())[0]).toMatchObject({ memberId: marta.actor.memberId, assignedBy: null });
  });

  test('all of a customer are handed over in one change, told in one message, and taken back together', async () => {
    await desk.chat.identify(DANIEL);
    for (let number = 0; number < 10; number += 1) await add(`Send part ${number}`, 'Kestrel Foods');
    await addFollowUp(marta, {
      title: 'Call Kestrel',
      due_on: '2026-11-25',
      due_time: '12:00',
      company: { name: 'Kestrel Foods' },
    });
    await add('Visit Acme', 'Acme');
    const before = await followUps();
    const over = await handOverAndTell(marta, { to: { name: 'Daniel' }, company: { name: 'Kestrel Foods' } });
    expect(over).toMatchObject({ saved: '11 follow-ups with Kestrel Foods to Daniel Reyes', count: 11 });
    await desk.settle();
    const [message, ...more] = told('D0DANIEL');
    expect(more).toEqual([]);
    expect(message?.document).toMatchObject({
      text: 'Marta has given you 11 follow-ups.',
      note: 'And 3 more: ask me what you have to do.',
    });
    expect((await desk.rows('reminders')).map(({ timeZone }) => timeZone)).toEqual(['Europe/Berlin']);
    expect((await listMyFollowUps(marta, {})).open_follow_ups.map(({ title }) => title)).toEqual([
      'Visit Acme',
    ]);
    await undo(marta, { change_id: over.change_id });
    const byId = (rows: typeof before) => rows.toSorted((a, b) => a.id.localeCompare(b.id));
    expect(byId(await followUps())).toEqual(byId(before));
    expect((await desk.rows('reminders')).map(({ timeZone }) => timeZone)).toEqual(['Europe/Lisbon']);
  });

  test.each(['retired', 'deactivated'] as const)(
    'what somebody who is %s had to do is offered to the lead who wrote last, once, and given by a form',
    async (how) => {
      await desk.chat.identify(DANIEL);
      await desk.join('Lea', { role: 'lead' });
      await desk.join('Ada', { role: 'admin' });
      await desk.say({ as: 'U0ADA', text: 'hello' });
      await desk.say({ as: 'U0LEA', text: 'hello' });
      const reminders = openReminderDesk(desk);
      await reminders.work();
      await add('Return the questionnaire');
      await add('Send the prices');
      const asked = () => told('D0LEA').filter(({ document }) => document.text.includes('left'));
      if (how === 'retired') await setStatus(desk.app, { slackUserId: 'U0MARTA', status: 'retired' });
      else desk.chat.refuse('U0MARTA', 'deactivated');
      for (let times = 0; times < 2; times += 1)
        await desk.receive({ kind: 'user_change', threadKey: 'user:U0MARTA', payload: { user: 'U0MARTA' } });
      await reminders.pass(48 * 3_600_000, 3_600_000);
      expect(asked()).toHaveLength(1);
      expect(told('D0ADA').filter(({ document }) => document.text.includes('left'))).toEqual([]);
      const [message] = asked();
      if (!message) throw new Error('Nobody was asked.');
      expect(message.document.text).toBe(
        'Marta has left the team. 2 open follow-ups are still theirs: who takes them?',
      );
      const value = marta.actor.memberId;
      expect(await desk.press('hand_over_open', { as: DANIEL, on: message, value })).toEqual({
        say: 'Only leads and admins can say who takes these.',
      });
      expect(await desk.press('hand_over_open', { as: 'U0LEA', on: message })).toEqual({
        form: { kind: 'hand_over_to', id: value, name: 'Marta', open: 2 },
      });
      expect(await desk.submit('hand_over_to', { as: DANIEL, id: value, to: DANIEL })).toMatchObject({
        problems: [{ reason: 'Only leads and admins can say who takes these.' }],
      });
      expect(await desk.submit('hand_over_to', { as: 'U0LEA', id: value, to: 'U0MARTA' })).toMatchObject({
        problems: [{ reason: 'Only full members of this workspace can take follow-ups.' }],
      });
      expect(await desk.submit('hand_over_to', { as: 'U0LEA', id: value, to: DANIEL })).toEqual({
        say: '2 follow-ups to Daniel Reyes. They are told.',
      });
      expect(told('D0DANIEL').map(({ document }) => document.text)).toEqual([
        'Lea has given you 2 follow-ups.',
      ]);
    },
  );
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeFollowUpAndTell } from '../agent/follow-ups.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { changeInteraction } from '../crm/interaction-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { failure, meeting } from '../testing/crm-desk.ts';
import { openReminderDesk } from '../testing/reminder-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import type { App } from './context.ts';

const DANIEL = 'U0DANIEL';
const PROFILE = {
  slackUserId: DANIEL,
  name: 'Daniel Reyes',
  email: null,
  timeZone: 'Europe/Lisbon',
  locale: 'en-GB',
};

/** Everything begins on Tuesday 24 November 2026, at 10:00 in Lisbon. */
describe.each(Object.entries(DIALECTS))('what is given to a colleague on %s', (_, open) => {
  let desk: AppDesk;
  let marta: App;
  beforeEach(async () => {
    desk = await openAppDesk({ store: await open(), reports: 'none' });
    marta = await desk.join('Marta');
    desk.chat.profiles.set(DANIEL, PROFILE);
  });
  afterEach(async () => {
    await desk.close();
    await desk.store.close();
  });

  const followUps = () => desk.rows('followUps');
  const told = (channel: string) => desk.chat.posted.filter((each) => each.channel === channel);

  test('nobody is told, or gets back, what has become private before they are told of it', async () => {
    const tom = await desk.join('Tom');
    await desk.chat.identify(DANIEL);
    const logged = await logInteraction(marta, {
      ...meeting('Acme', 'Ana'),
      follow_ups: [{ title: 'SECRET call' }],
    });
    const id = logged.follow_ups?.[0]?.id ?? '';
    await changeFollowUpAndTell(marta, { follow_up_id: id, action: 'assign', to: { name: 'Daniel' } });
    await changeInteraction(marta, { interaction_id: logged.interaction.id, is_private: true });
    await desk.settle();
    expect(JSON.stringify(told('D0DANIEL'))).not.toContain('SECRET');
    expect((await followUps()).find((each) => each.id === id)).toMatchObject({
      memberId: marta.actor.memberId,
      assignedBy: null,
    });
    const own = await logInteraction(tom, {
      ...meeting('Globex', 'Rui'),
      follow_ups: [{ title: 'SECRET visit' }],
    });
    const theirs = own.follow_ups?.[0]?.id ?? '';
    await changeFollowUp(tom, { follow_up_id: theirs, action: 'assign', to: { name: 'Marta' } });
    await changeFollowUp(marta, { follow_up_id: theirs, action: 'assign', to: { name: 'Tom' } });
    await changeInteraction(tom, { interaction_id: own.interaction.id, is_private: true });
    const { message } = await failure(changeFollowUp(tom, { follow_up_id: theirs, action: 'hand_back' }));
    expect(message).toContain('from a private entry');
  });

  test('what was told of at its time is not told again to whoever is given it later', async () => {
    const { pass } = openReminderDesk(desk);
    await desk.chat.identify(DANIEL);
    const { follow_up: call } = await addFollowUp(marta, {
      title: 'Call Henrik',
      due_on: '2026-11-24',
      due_time: '12:00',
    });
    const of = (posted: { document: { text: string } }[]) => posted.map(({ document }) => document.text);
    expect(of(await pass(3 * 3_600_000, 1_800_000))).toEqual(['Reminder: Call Henrik']);
    await changeFollowUpAndTell(marta, { follow_up_id: call.id, action: 'assign', to: { name: 'Daniel' } });
    expect(of(await pass(3_600_000, 600_000))).toEqual(['Marta has given you a follow-up.']);
  });
});

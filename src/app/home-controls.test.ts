import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDeal } from '../crm/deals.ts';
import { addFollowUp } from '../crm/follow-ups.ts';
import { findMember, setStatus } from '../crm/members.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import type { App } from './context.ts';
import type { HomeId } from './handlers.ts';
import { readHome } from './home-content.ts';
import type { OpenHome } from './home-screens.ts';

let desk: AppDesk;
let marta: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  marta = await desk.join('Marta');
  await desk.join('Tom');
  await desk.join('Lea', { role: 'lead' });
  await desk.join('Ada', { role: 'admin' });
});
afterAll(() => desk.close());

function shownTo(user: string): OpenHome {
  const home = desk.chat.homes.get(user);
  if (home?.kind !== 'open') throw new Error(`${user} has no open Home.`);
  return home;
}
async function press(id: HomeId, as: string, value: string): Promise<OpenHome> {
  await desk.pressOnHome(id, { as, value });
  return shownTo(as);
}
const on = { channel: '', ts: '', threadTs: null, document: { text: '' } } as never;
const memberOf = async (user: string) => (await findMember(desk.app, user))?.id ?? '';

test('the time and the days of the morning list are chosen there', async () => {
  const at = await press('home_remind_at', 'U0MARTA', '07:30');
  expect(at.reminders).toMatchObject({ at: '07:30', days: 'workdays' });
  expect(at.notice).toBe('Your morning list comes at 07:30, on workdays.');
  expect((await press('home_remind_on', 'U0MARTA', 'every_day')).reminders.days).toBe('every_day');
  expect((await press('home_remind_on', 'U0MARTA', 'workdays')).reminders.days).toBe('workdays');
  const never = await press('home_remind_on', 'U0MARTA', 'never');
  expect(never.reminders).toMatchObject({ at: '07:30', days: 'never' });
  expect(never.notice).toMatch(/^No morning list comes any more/);
  expect((await press('home_remind_on', 'U0MARTA', 'sometimes')).reminders.days).toBe('never');
  expect((await press('home_remind_on', 'U0MARTA', 'workdays')).reminders.days).toBe('workdays');
  const night = await press('home_remind_at', 'U0MARTA', '03:00');
  expect(night.notice).toContain('between 05:00 and 20:00');
  expect(night.reminders.at).toBe('07:30');
  expect((await press('home_remind_at', 'U0MARTA', "07:30'; drop table members")).notice).toBeTruthy();
});

test('what is logged by the form, and what is put right there, stands on Home at once', async () => {
  const form = await desk.press('log_open', { as: 'U0MARTA', on });
  expect(form).toMatchObject({ form: { kind: 'log' } });
  await desk.submit('log', {
    as: 'U0MARTA',
    origin: {},
    values: { kind: 'call', company: 'new:Acme', people: [], day: '2026-11-24', summary: 'Likes it.' },
  });
  expect(shownTo('U0MARTA').interactions).toMatchObject([{ what: 'Call with Acme', summary: 'Likes it.' }]);
  const { follow_up: made } = await addFollowUp(marta, { title: 'Send it', due_on: '2026-11-24' });
  const answer = await desk.press('fix', { as: 'U0MARTA', on, value: made.id });
  if (!answer || !('form' in answer) || answer.form.kind !== 'fix') throw new Error('There is no form.');
  await desk.submit('fix', {
    as: 'U0MARTA',
    origin: answer.form.origin,
    values: { [`follow_up.${made.id}.title`]: 'Send the price' },
  });
  expect(shownTo('U0MARTA').due.shown).toMatchObject([{ title: 'Send the price' }]);
});

test('a deal is put right there by its form, and stands there at once with its other stage', async () => {
  await addDeal(marta, {
    company: { name: 'Kestrel', is_new: true },
    title: 'Three depots',
    amount: '80k EUR',
  });
  const payload = { user: 'U0MARTA', tab: 'home' };
  await desk.receive({ kind: 'home_opened', threadKey: 'home:U0MARTA', payload });
  const [named] = shownTo('U0MARTA').deals?.next ?? [];
  const answer = await desk.press('fix', { as: 'U0MARTA', on, value: named?.id ?? '' });
  if (!answer || !('form' in answer) || answer.form.kind !== 'fix') throw new Error('There is no form.');
  const stage = answer.form.fields.find(({ label }) => label === 'Stage')?.name ?? '';
  await desk.submit('fix', { as: 'U0MARTA', origin: answer.form.origin, values: { [stage]: 'negotiation' } });
  expect(shownTo('U0MARTA').deals?.next).toMatchObject([{ title: 'Three depots', stage: 'Negotiation' }]);
});

test('an admin gives a colleague a role, and nobody else does, nor to themselves', async () => {
  const give = async (as: string, user: string, role: string) =>
    desk.submit('member_role', { as, values: { member: await memberOf(user), role } });
  const roleOf = async (user: string) => (await findMember(desk.app, user))?.role;
  for (const as of ['U0TOM', 'U0LEA']) {
    expect(await desk.press('roles_open', { as, on })).toEqual({ say: 'Only admins can do that.' });
    expect(await give(as, 'U0TOM', 'admin')).toEqual({
      problems: [{ param: '', reason: 'Only admins can do that.' }],
    });
  }
  expect(await roleOf('U0TOM')).toBe('member');
  expect(await desk.press('roles_open', { as: 'U0ADA', on })).toMatchObject({
    form: { kind: 'member_role' },
  });
  expect(await desk.suggest('entry_colleague', { as: 'U0ADA', typed: 'to' })).toEqual([
    { value: await memberOf('U0TOM'), label: 'Tom' },
  ]);
  expect(await give('U0ADA', 'U0TOM', 'lead')).toEqual({ say: 'Tom is a lead now.' });
  expect(await roleOf('U0TOM')).toBe('lead');
  expect(shownTo('U0ADA').admin?.roles).toEqual({ member: 1, lead: 2, admin: 1 });
  expect(await give('U0ADA', 'U0ADA', 'member')).toMatchObject({
    problems: [{ reason: expect.stringContaining('by another admin') }],
  });
  expect(await give('U0ADA', 'U0TOM', 'owner')).toMatchObject({ problems: [{ reason: expect.any(String) }] });
  await setStatus(desk.app, { slackUserId: 'U0TOM', status: 'retired' });
  expect(await give('U0ADA', 'U0TOM', 'admin')).toMatchObject({
    problems: [{ reason: expect.stringContaining('has left the team') }],
  });
  expect(await roleOf('U0ADA')).toBe('admin');
});

test('admins see why crm.yaml is not gone by, and others do not', async () => {
  const broken = { ...desk.app, crmTrouble: () => 'crm.yaml:3: unknown key' };
  const of = async (user: string, role: 'lead' | 'admin') => {
    const member = await findMember(desk.app, user);
    const actor = { ...marta.actor, memberId: member?.id ?? '', slackUserId: user, role };
    return (await readHome({ ...broken, actor })).admin?.crmTrouble;
  };
  expect([await of('U0ADA', 'admin'), await of('U0LEA', 'lead')]).toEqual([
    'crm.yaml:3: unknown key',
    undefined,
  ]);
});

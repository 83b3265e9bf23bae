import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '../clock.ts';
import { transact } from '../context.ts';
import { addFollowUp, changeFollowUp } from '../crm/follow-ups.ts';
import { logInteraction } from '../crm/interactions.ts';
import { insertSchedule } from '../delivery/schedules.ts';
import { newId } from '../ids.ts';
import { insertRow } from '../store/prepared-statements.ts';
import { calls } from '../testing/agent-scripts.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { insertObservation } from '../testing/observation-rows.ts';
import { NOW } from '../testing/team.ts';
import type { App } from './context.ts';
import type { HomeId } from './handlers.ts';
import type { OpenHome } from './home-screens.ts';

const TODAY = '2026-11-24';

let desk: AppDesk;
let marta: App;
let tom: App;
beforeAll(async () => {
  desk = await openAppDesk();
  marta = await desk.join('Marta');
  tom = await desk.join('Tom');
  await desk.join('Lea', { role: 'lead' });
  await desk.join('Ada', { role: 'admin' });
  await desk.join('Nina');
});
afterAll(() => desk.close());

function shownTo(user: string): OpenHome {
  const home = desk.chat.homes.get(user);
  if (home?.kind !== 'open') throw new Error(`${user} has no open Home.`);
  return home;
}

async function open(user: string): Promise<OpenHome> {
  await desk.receive({ kind: 'home_opened', threadKey: `home:${user}`, payload: { user, tab: 'home' } });
  return shownTo(user);
}

async function press(id: HomeId, as: string, value: string): Promise<OpenHome> {
  await desk.pressOnHome(id, { as, value });
  return shownTo(as);
}

const promise = async (ctx: App, title: string, due_on: string) =>
  (await addFollowUp(ctx, { title, due_on, company: { name: 'Acme' } })).follow_up.id;

const titles = ({ due }: OpenHome) => due.shown.map(({ title }) => title);

test('somebody new is told what to do first', async () => {
  expect(await open('U0NINA')).toMatchObject({ isNew: true, due: { shown: [], more: 0 }, interactions: [] });
});

test('what is due stands there with what can become of it, and is gone from there once it has', async () => {
  const [late, today, next] = [
    await promise(marta, 'Send pricing', '2026-11-20'),
    await promise(marta, 'Call Ana', TODAY),
    await promise(marta, 'Book a room', TODAY),
  ];
  await promise(marta, 'Not yet', '2026-11-25');
  await promise(tom, 'TOMS TASK', '2026-11-20');
  const home = await open('U0MARTA');
  expect(titles(home)).toEqual(['Send pricing', 'Call Ana', 'Book a room']);
  expect(home.due.shown[0]).toEqual({ id: late, title: 'Send pricing', dueOn: '2026-11-20', whom: 'Acme' });
  expect(home.isNew).toBe(false);
  const done = await press('home_done', 'U0MARTA', late);
  expect(titles(done)).toEqual(['Call Ana', 'Book a room']);
  expect(done.notice).toContain('Done: Send pricing');
  await press('home_tomorrow', 'U0MARTA', today);
  expect(titles(await press('home_next_week', 'U0MARTA', next))).toEqual([]);
  const rows = await desk.rows('followUps');
  const dayOf = (id: string) => rows.find((row) => row.id === id)?.dueOn;
  expect([dayOf(today), dayOf(next)]).toEqual(['2026-11-25', '2026-12-01']);
  const again = await press('home_done', 'U0MARTA', late);
  expect(again.notice).toContain('already done');
});

test('buttons of others do nothing, whatever they hold', async () => {
  const theirs = await promise(tom, 'Only for Tom', TODAY);
  const logged = await logInteraction(tom, {
    kind: 'call',
    summary: 'TOMS SECRET',
    company: { name: 'Acme' },
    is_private: true,
    follow_ups: [{ title: 'SECRET TASK', due_on: TODAY }],
  });
  const hidden = (await desk.rows('followUps')).find(({ title }) => title === 'SECRET TASK')?.id ?? '';
  const before = JSON.stringify([await desk.rows('followUps'), await desk.rows('interactions')]);
  for (const id of ['home_done', 'home_tomorrow', 'home_next_week'] as const) {
    expect((await press(id, 'U0MARTA', theirs)).notice).toContain("somebody else's");
    for (const as of ['U0MARTA', 'U0LEA']) {
      const unknown = (await press(id, as, newId())).notice;
      expect((await press(id, as, hidden)).notice).toBe(unknown);
      expect((await press(id, as, "'; drop table follow_ups")).notice).toBeTruthy();
    }
  }
  for (const as of ['U0MARTA', 'U0LEA']) {
    const unknown = (await press('home_undo', as, newId())).notice;
    expect((await press('home_undo', as, logged.change_id)).notice).toBe(unknown);
    for (const id of ['home_pause', 'home_resume'] as const)
      expect((await press(id, as, logged.change_id)).notice).toBe((await press(id, as, newId())).notice);
  }
  expect(JSON.stringify([await desk.rows('followUps'), await desk.rows('interactions')])).toBe(before);
  for (const as of ['U0MARTA', 'U0LEA']) expect(JSON.stringify(await open(as))).not.toContain('SECRET');
  expect((await open('U0TOM')).interactions).toMatchObject([{ summary: 'TOMS SECRET', isPrivate: true }]);
});

test('what was told last leads to its message, and can be taken back', async () => {
  desk.script(
    calls({
      name: 'log_interaction',
      input: { kind: 'call', summary: 'Wants a quote.', company: { name: 'Globex', is_new: true } },
    }),
  );
  const { channel, ts } = await desk.say({ as: 'U0MARTA', channel: 'C0SALES', text: 'Globex called' });
  const [last] = (await open('U0MARTA')).interactions;
  expect(last).toMatchObject({ what: 'Call with Globex', summary: 'Wants a quote.', place: { channel, ts } });
  const home = await press('home_undo', 'U0MARTA', last?.changeId ?? '');
  expect(home.interactions.map(({ summary }) => summary)).not.toContain('Wants a quote.');
  expect(home.notice).toBeTruthy();
});

test('why something cannot be taken back is said without ids', async () => {
  desk.script(
    calls({
      name: 'log_interaction',
      input: { kind: 'call', summary: 'Wants a demo.', company: { name: 'Initech', is_new: true } },
    }),
  );
  await desk.say({ as: 'U0MARTA', text: 'Initech called' });
  const [last] = (await open('U0MARTA')).interactions;
  desk.script(
    calls({ name: 'save_company', input: { company: { name: 'Initech' }, about: 'Makes labels.' } }),
  );
  await desk.say({ as: 'U0MARTA', text: 'Initech makes labels' });
  const { notice } = await press('home_undo', 'U0MARTA', last?.changeId ?? '');
  expect(notice).toContain('Undo first, in this order');
  expect(notice).not.toContain('[id');
});

test('my deals stand in the order of the stages, and currencies are not added up', async () => {
  const [company] = await desk.rows('companies');
  const deal = (
    ctx: App,
    title: string,
    stage: string,
    money: { amount: number; currency: string },
    closesOn: string,
  ) => {
    const { memberId } = ctx.actor;
    const row = {
      id: newId(),
      title,
      stage,
      closesOn,
      companyId: company?.id ?? '',
      status: 'open',
      ownerId: memberId,
    } as const;
    return transact(ctx, (ctx) =>
      insertRow(ctx, { into: 'deals', row: { ...row, ...money, createdAt: NOW, createdBy: memberId } }),
    );
  };
  await deal(marta, 'Renewal', 'proposal', { amount: 8_500_000, currency: 'EUR' }, '2026-12-20');
  await deal(marta, 'Pilot', 'lead', { amount: 120_000, currency: 'JPY' }, '2026-11-30');
  await deal(marta, 'Seats', 'proposal', { amount: 100_050, currency: 'USD' }, '2026-12-01');
  await deal(tom, 'TOMS DEAL', 'lead', { amount: 1, currency: 'EUR' }, TODAY);
  const { deals } = await open('U0MARTA');
  expect(deals?.stages).toEqual([
    { stage: 'Lead', deals: 1, worth: ['JP¥120,000'] },
    { stage: 'Proposal', deals: 2, worth: ['€85,000', 'US$1,000.50'] },
  ]);
  expect(deals?.next.map(({ title }) => title)).toEqual(['Pilot', 'Seats', 'Renewal']);
  expect(JSON.stringify(deals)).not.toContain('TOMS');
});

test('schedules can be paused and go on from there, and it says when somebody is reminded', async () => {
  const { id } = await transact(marta, (ctx) =>
    insertSchedule(ctx, {
      ...{
        memberId: marta.actor.memberId,
        report: 'my-week',
        params: {},
        paramsInWords: '',
        condition: null,
      },
      ...{ cadence: { every: 'day', at: '09:00' }, timeZone: 'Europe/Lisbon', threadKey: null, offer: false },
    }),
  );
  const home = await open('U0MARTA');
  expect(home.schedules.shown).toMatchObject([{ id, status: 'active' }]);
  expect(home.reminders).toEqual({ at: '09:00', days: 'workdays', timeZone: 'Europe/Lisbon' });
  expect((await press('home_pause', 'U0MARTA', id)).schedules.shown).toMatchObject([{ status: 'paused' }]);
  expect((await press('home_pause', 'U0TOM', id)).notice).toBe(
    (await press('home_pause', 'U0TOM', newId())).notice,
  );
  expect((await press('home_resume', 'U0MARTA', id)).schedules.shown).toMatchObject([{ status: 'active' }]);
});

test('leads see who is late and who has gone quiet, admins what they look after, and members neither', async () => {
  for (const title of ['A', 'B']) await promise(tom, title, '2026-11-10');
  for (let week = 7; week >= 0; week -= 1) {
    const occurred_on = addDays(TODAY, -40 - 7 * week);
    await logInteraction(tom, {
      kind: 'call',
      summary: `Call ${week}.`,
      occurred_on,
      company: { name: 'Kestrel Labs' },
    });
  }
  const waiting = { kind: 'setting_change', scope: 'team', status: 'proposed', claim: 'Asked' } as const;
  await insertObservation(desk.app, waiting);
  const lead = await open('U0LEA');
  expect(lead.team).toMatchObject({
    overdue: {
      shown: [{ member: 'Tom', count: 3, oldest: { title: 'A', dueOn: '2026-11-10', company: 'Acme' } }],
      more: 0,
    },
    quiet: [{ company: 'Kestrel Labs', lastOn: '2026-10-15' }],
  });
  expect(lead.pairs).toEqual({ shown: [], more: 0 });
  expect(lead.admin).toBeUndefined();
  const admin = await open('U0ADA');
  expect(admin.admin).toMatchObject({
    reviews: 1,
    failed: 0,
    broken: { shown: [], more: 0 },
    roles: { member: 3, lead: 1, admin: 1 },
  });
  expect(admin.admin?.members.shown[0]).toEqual({ name: 'Ada', role: 'admin' });
  const { team, pairs, admin: none } = await open('U0MARTA');
  expect([team, pairs, none]).toEqual([undefined, undefined, undefined]);
});

test('a change elsewhere is there when Home is opened again', async () => {
  const id = await promise(marta, 'Ring Eva', TODAY);
  expect(titles(await open('U0MARTA'))).toContain('Ring Eva');
  await changeFollowUp(marta, { follow_up_id: id, action: 'done' });
  expect(titles(await open('U0MARTA'))).not.toContain('Ring Eva');
});

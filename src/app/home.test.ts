import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStatus } from '../crm/members.ts';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { insertMessage, insertObservation } from '../testing/observation-rows.ts';
import { NOW } from '../testing/team.ts';
import type { App } from './context.ts';
import type { Home } from './home-screens.ts';

let desk: AppDesk;
let marta: App;
let tom: App;
beforeAll(async () => {
  desk = await openAppDesk({ reports: 'none' });
  marta = await desk.join('Marta');
  tom = await desk.join('Tom');
  await desk.join('Lea');
  desk.chat.refuse('U0GUEST', 'guest');
  desk.chat.refuse('U0GONE', 'deactivated');
});
afterAll(() => desk.close());

let messages = 0;
async function learn({ actor }: App, claim: string, given: object = {}): Promise<string> {
  messages += 1;
  const { memberId, slackUserId } = actor;
  const said = { memberId, text: `said ${claim}`, channel: `D-${slackUserId}`, ts: `1795449600.${messages}` };
  const { id: messageId } = await insertMessage(desk.app, said);
  const preference = { slot: 'format', valueKey: claim, status: 'active' as const, toldAt: NOW };
  const { id } = await insertObservation(
    desk.app,
    { kind: 'user_preference', ...preference, memberId, claim, ...given },
    [{ messageId, quote: said.text }],
  );
  return id;
}

async function openHome(user: string): Promise<Home | undefined> {
  const payload = { user, channel: `D0${user}`, tab: 'home' };
  await desk.receive({ kind: 'home_opened', threadKey: `home:${user}`, payload });
  return desk.chat.homes.get(user);
}

const claimsOn = (home: Home | undefined) =>
  home?.kind === 'open' ? home.learned.map(({ claim }) => claim) : undefined;

test('Home is empty at first, and opening it leaves nothing behind', async () => {
  expect(await openHome('U0LEA')).toMatchObject({
    kind: 'open',
    isNew: true,
    learned: [],
    notice: undefined,
  });
  expect((await desk.rows('inbox')).filter(({ kind }) => kind === 'home_opened')).toEqual([]);
});

test('shows what was learned about the person with where it comes from, and nothing of others', async () => {
  await learn(marta, 'Prefers answers as bullet points.');
  await learn(marta, 'NOT COUNTING YET', { status: 'proposed' });
  await learn(marta, 'ALREADY LOGGED', { kind: 'missed_capture' });
  await learn(tom, 'TOMS SECRET');
  await insertObservation(desk.app, { kind: 'customer_trend', status: 'active', claim: 'TEAM TREND' });
  const home = await openHome('U0MARTA');
  expect(home).toMatchObject({
    learned: [
      {
        claim: 'Prefers answers as bullet points.',
        from: [{ on: '2026-11-23', quote: 'said Prefers answers as bullet points.' }],
      },
    ],
  });
  expect(claimsOn(home)).toEqual(['Prefers answers as bullet points.']);
});

test('Forget takes one away, once, and says so', async () => {
  const one = await learn(tom, 'ONE');
  await learn(tom, 'TWO');
  const forget = () => desk.pressOnHome('home_forget', { as: 'U0TOM', value: one });
  await Promise.all([forget(), forget()]);
  const home = desk.chat.homes.get('U0TOM');
  expect(claimsOn(home)).not.toContain('ONE');
  expect(claimsOn(home)).toContain('TWO');
  expect(JSON.stringify(home)).toMatch(/Forgotten: ONE|This was forgotten already/);
  expect((await desk.rows('observations')).find(({ id }) => id === one)?.status).toBe('dismissed');
  const events = await desk.rows('observationEvents');
  expect(events.filter(({ observationId }) => observationId === one)).toMatchObject([{ kind: 'dismissed' }]);
});

test('strangers and guests get a sentence there, and those who have left nothing more', async () => {
  for (const user of ['U0GUEST', 'U0STRANGER']) {
    expect(await openHome(user)).toEqual({
      kind: 'closed',
      text: expect.stringContaining('I only work for full members'),
    });
  }
  await setStatus(desk.app, { slackUserId: 'U0LEA', status: 'retired' });
  expect(await openHome('U0LEA')).toEqual({
    kind: 'closed',
    text: expect.stringContaining('your access to Rapport has ended'),
  });
  expect(await openHome('U0GONE')).toBeUndefined();
});

test('who opens the conversation instead is offered what to say', async () => {
  const payload = { user: 'U0TOM', tab: 'messages' };
  await desk.receive({ kind: 'home_opened', threadKey: 'home:U0TOM', channel: 'D0TOM', payload });
  expect(desk.chat.prompts).toMatchObject([{ channel: 'D0TOM' }]);
  expect(desk.chat.prompts[0]?.prompts).toHaveLength(4);
});

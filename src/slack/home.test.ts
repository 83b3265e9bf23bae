import { afterAll, beforeAll, expect, test } from 'vitest';
import { findMember } from '../crm/members.ts';
import { type Harness, startHarness, until } from '../testing/harness.ts';
import { insertMessage, insertObservation } from '../testing/observation-rows.ts';
import { fixedClock, NOW } from '../testing/team.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ clock: fixedClock(NOW) });
  for (const as of ['U0MARTA', 'U0TOM', 'U0LEA']) await harness.say({ as, text: 'hello' });
});
afterAll(() => harness.close());

let messages = 0;
async function learn(slackUserId: string, claim: string, given: object = {}): Promise<string> {
  messages += 1;
  const member = await findMember(harness.system, slackUserId);
  const memberId = member?.id ?? '';
  const said = { memberId, text: `said ${claim}`, channel: `D-${slackUserId}`, ts: `1795449600.${messages}` };
  const { id: messageId } = await insertMessage(harness.system, said);
  const preference = { slot: 'format', valueKey: claim, status: 'active' as const, toldAt: NOW };
  const { id } = await insertObservation(
    harness.system,
    { kind: 'user_preference', ...preference, memberId, claim, ...given },
    [{ messageId, quote: said.text }],
  );
  return id;
}

const home = (user: string) => JSON.stringify(harness.workspace.homeView(user)) ?? '';
const shows = (user: string, words: string) =>
  until(`“${words}” in the Home tab of ${user}`, async () =>
    home(user).includes(words) ? home(user) : undefined,
  );
const forget = (as: string, value: string) =>
  harness.workspace.clickView({ as, actionId: 'home_forget', value });

test('Home is empty at first, and says how Rapport learns', async () => {
  await harness.workspace.openHome('U0LEA', 'home');
  const shown = await shows('U0LEA', 'How I learn');
  expect(shown).toContain('Nothing yet.');
  expect(shown).toContain('Nobody else sees what I learn about you.');
  expect(shown).not.toContain('home_forget');
  await harness.settled();
  expect((await harness.rows('inbox')).filter(({ kind }) => kind === 'home_opened')).toEqual([]);
});

test('shows what was learned about the person with where it comes from, and nothing of others', async () => {
  await learn('U0MARTA', 'Prefers answers as bullet points.');
  await learn('U0MARTA', 'NOT COUNTING YET', { status: 'proposed' });
  await learn('U0MARTA', 'ALREADY LOGGED', { kind: 'missed_capture' });
  await learn('U0TOM', 'TOMS SECRET');
  await insertObservation(harness.system, { kind: 'customer_trend', status: 'active', claim: 'TEAM TREND' });
  await harness.workspace.openHome('U0MARTA', 'home');
  const shown = await shows('U0MARTA', 'Prefers answers as bullet points.');
  expect(shown).toContain('Mon 23 Nov 2026: “said Prefers answers as bullet points.”');
  expect(shown).not.toMatch(/NOT COUNTING YET|ALREADY LOGGED|TOMS SECRET|TEAM TREND/);
});

test('Forget takes one away, once, and says so', async () => {
  const one = await learn('U0TOM', 'ONE');
  await learn('U0TOM', 'TWO');
  await harness.workspace.openHome('U0TOM', 'home');
  expect(await shows('U0TOM', '*TWO*')).toContain('"text":"Forget this?"');
  await Promise.all([forget('U0TOM', one), forget('U0TOM', one)]);
  const shown = await until('a Home tab without it', async () =>
    home('U0TOM').includes(one) ? undefined : home('U0TOM'),
  );
  expect(shown).toContain('*TWO*');
  expect(shown).toMatch(/Forgotten: ONE|This was forgotten already/);
  expect((await harness.rows('observations')).find(({ id }) => id === one)?.status).toBe('dismissed');
  const events = await harness.rows('observationEvents');
  expect(events.filter(({ observationId }) => observationId === one)).toMatchObject([{ kind: 'dismissed' }]);
});

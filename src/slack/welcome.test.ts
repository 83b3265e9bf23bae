import { afterEach, expect, test } from 'vitest';
import { type Harness, startHarness, until } from '../testing/harness.ts';

let harness: Harness;
afterEach(() => harness.close());

const joins = (channel: string, user: string, ts: string) =>
  harness.workspace.deliverEvent({
    type: 'member_joined_channel',
    user,
    channel,
    channel_type: 'C',
    team: 'T0RAPPORT',
    event_ts: ts,
  });
const said = async (channel: string) =>
  (await harness.workspace.messages(channel)).filter(({ user }) => user === harness.workspace.botUserId);
const greeted = (channel: string) =>
  until('a welcome', async () => ((await said(channel)).length > 0 ? said(channel) : undefined));

test('in a channel it was invited to, Rapport says once what is kept and who sees it', async () => {
  harness = await startHarness();
  await joins('C0SALES', 'U0RAPPORT', '1700000000.000100');
  const [welcome] = await greeted('C0SALES');
  expect(welcome?.text).toContain('I keep');
  expect(welcome?.text).toContain('every full member of this workspace');
  // Removed and invited again, delivered twice.
  await joins('C0SALES', 'U0RAPPORT', '1700000000.000200');
  await joins('C0SALES', 'U0RAPPORT', '1700000000.000200');
  await joins('C0SALES', 'U0TOM', '1700000000.000300');
  await harness.settled();
  expect((await said('C0SALES')).length).toBe(1);
  expect(await harness.rows('inbox')).toEqual([]);
});

test('where people of another organisation read along, the welcome says that nothing is kept', async () => {
  harness = await startHarness({
    workspace: { channels: [{ id: 'C0THEIRS', name: 'theirs', hostTeamId: 'T0ELSEWHERE' }] },
  });
  await joins('C0THEIRS', 'U0RAPPORT', '1700000000.000100');
  const [welcome] = await greeted('C0THEIRS');
  expect(welcome?.text).toContain('People from outside your team read this channel');
  expect(welcome?.text).toContain('keep nothing');
});

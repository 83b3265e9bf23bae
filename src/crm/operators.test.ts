import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam, type Team } from '../testing/team.ts';
import { setRole, setStatus } from './members.ts';
import { actAsAdmin } from './operators.ts';

let store: Store;
let team: Team;
beforeAll(async () => {
  store = await DIALECTS.sqlite();
  team = createTeam(store);
  for (const name of ['ana', 'bob', 'cy']) await team.as(name);
});
afterAll(() => store.close());

const slackUserOf = async (name: string) => (await team.as(name)).actor.slackUserId;

test('without an admin, an operator is told how to name one', async () => {
  const acting = actAsAdmin(team.system, { slackUserId: undefined, admins: [] });
  await expect(acting).rejects.toThrow('There is no admin yet');
});

test('an operator acts as the first admin who still has access', async () => {
  const [ana, bob, cy] = [await slackUserOf('ana'), await slackUserOf('bob'), await slackUserOf('cy')];
  await setRole(team.system, { slackUserId: ana, role: 'admin' });
  await setStatus(team.system, { slackUserId: ana, status: 'retired' });
  const { actor } = await actAsAdmin(team.system, { slackUserId: undefined, admins: [cy, bob] });
  expect(actor).toMatchObject({ slackUserId: bob, role: 'admin' });
});

test('an operator who names a member acts as that one, with the role that they have', async () => {
  const slackUserId = await slackUserOf('cy');
  const { actor } = await actAsAdmin(team.system, { slackUserId, admins: [] });
  expect(actor).toMatchObject({ slackUserId, role: 'member' });
});

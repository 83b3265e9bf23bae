import { expect, test } from 'vitest';
import { failure } from '../testing/crm-desk.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { changeRole, findAdmins } from './members.ts';

test.each(Object.entries(DIALECTS))(
  'two admins who take the role from each other at once leave one of them, on %s',
  async (_, open) => {
    const store = await open();
    const team = createTeam(store);
    const ada = await team.as('Ada', { role: 'admin' });
    const bea = await team.as('Bea', { role: 'admin' });
    const outcomes = await Promise.allSettled([
      changeRole(ada, { member_id: bea.actor.memberId, role: 'member' }),
      changeRole(bea, { member_id: ada.actor.memberId, role: 'lead' }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const admins = await findAdmins(team.system);
    expect(admins).toHaveLength(1);
    const [left, demoted] = admins[0] === ada.actor.slackUserId ? [ada, bea] : [bea, ada];
    expect(
      (await failure(changeRole(demoted, { member_id: left.actor.memberId, role: 'member' }))).code,
    ).toBe('forbidden');
    const bySettings = { ...demoted, actor: { ...demoted.actor, hasRoleBySettings: true as const } };
    expect(await changeRole(bySettings, { member_id: left.actor.memberId, role: 'lead' })).toMatchObject({
      role: 'lead',
    });
    await store.close();
  },
);

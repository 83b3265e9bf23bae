import { expect, test } from 'vitest';
import { isForUs } from './teams.ts';

const OURS = { botUserId: 'U0RAPPORT', teamId: 'T0OURS', enterpriseId: 'E0OURS' };

test.each([
  ['an event of our team', { team_id: 'T0OURS' }, true],
  [
    'an event of a host, authorised for us',
    { team_id: 'T0HOST', authorizations: [{ team_id: 'T0OURS' }] },
    true,
  ],
  [
    'an event of a host, for somebody else',
    { team_id: 'T0HOST', authorizations: [{ team_id: 'T0X' }] },
    false,
  ],
  ['a command of another team', { team_id: 'T0OTHER', user_id: 'U1', command: '/report' }, false],
  ['a command of a sister team on Grid', { team_id: 'T0SISTER', enterprise_id: 'E0OURS' }, false],
  ['a click of a team of ours', { team: { id: 'T0OURS' }, user: { id: 'U1', team_id: 'T0OURS' } }, true],
  ['a click that names only our organisation', { team: null, enterprise: { id: 'E0OURS' } }, true],
  ['a click that names only another organisation', { team: null, enterprise: { id: 'E0ELSE' } }, false],
  [
    'a form of the app as it is installed with us',
    { team: null, view: { app_installed_team_id: 'T0OURS' } },
    true,
  ],
  ['nothing that names a team', {}, false],
  ['no object', null, false],
])('%s', (_, body, isOurs) => {
  expect(isForUs(body, OURS)).toBe(isOurs);
});

import { WHY_SCHEDULES_END } from '../src/app/identity.ts';
import { parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import { ROLES, type System, transact } from '../src/context.ts';
import { listMembers, setRole, setStatus } from '../src/crm/members.ts';
import { endSchedules } from '../src/delivery/recipient-changes.ts';
import { didYouMean } from '../src/nearest-word.ts';
import { findPart, parseWords, requireNoMore, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';
import { printTable } from './command/table.ts';

const USAGE = `npm run members                        lists members
npm run members -- role U123 lead      sets a role: ${ROLES.join(', ')}
npm run members -- retire U123         ends somebody's access; what they wrote stays
npm run members -- restore U123        gives it back`;

type Given = { slackUserId: string; value: string };
/** `takes`: how many words follow its name. */
type Part = { takes: 0 | 1 | 2; does(system: System, given: Given): Promise<void> };

const PARTS: Record<string, Part> = {
  list: {
    takes: 0,
    does: async (system) => {
      const members = await listMembers(system);
      const admins = parseAdmins(readEnvironment());
      if (members.length === 0)
        return console.log('Nobody yet: people become members when they first write to Rapport.');
      printTable(
        { id: 'text', name: 'text', role: 'text', status: 'text', 'time zone': 'text' },
        members.map(({ slackUserId: id, name, role, status, timeZone }) => {
          return [id, name, admins.includes(id) ? 'admin' : role, status, timeZone];
        }),
      );
    },
  },
  role: {
    takes: 2,
    does: async (system, { slackUserId, value }) => {
      const role = ROLES.find((each) => each === value);
      if (!role)
        throw new Error(`The role is one of ${ROLES.join(', ')}${didYouMean(value, ROLES)}.\n${USAGE}`);
      const { name } = await setRole(system, { slackUserId, role });
      if (role !== 'admin' && parseAdmins(readEnvironment()).includes(slackUserId))
        console.log(`${name} is to be ${role}, and stays admin as long as RAPPORT_ADMINS names them.`);
      else console.log(`${name} is now ${role}.`);
    },
  },
  retire: {
    takes: 1,
    does: async (system, { slackUserId }) => {
      const { id, name } = await setStatus(system, { slackUserId, status: 'retired' });
      const left = { memberId: id, reason: WHY_SCHEDULES_END.retired };
      await transact(system, (ctx) => endSchedules(ctx, left));
      console.log(`${name} is retired; reports that were scheduled for them have ended.`);
    },
  },
  restore: {
    takes: 1,
    does: async (system, { slackUserId }) => {
      const { name } = await setStatus(system, { slackUserId, status: 'active' });
      console.log(`${name} is a member again.`);
    },
  },
};

/** Throws unless somebody has this id, and names the one that was most likely meant. */
async function requireKnown(system: System, slackUserId: string): Promise<void> {
  const ids = (await listMembers(system)).map((member) => member.slackUserId);
  if (ids.includes(slackUserId)) return;
  throw new Error(
    `Nobody has the id ${slackUserId}${didYouMean(slackUserId, ids)}: npm run members lists them.`,
  );
}

runCommand(async (words) => {
  const { positionals } = parseWords({ args: words, allowPositionals: true, options: {} }, USAGE);
  const [name = 'list', ...given] = positionals;
  const { takes, does } = findPart(PARTS, name, USAGE);
  requireNoMore(given.slice(takes), USAGE);
  const [slackUserId = '', value = ''] = given;
  if (takes > 0 && !slackUserId) throw new Error(`Say whom, by their Slack user id.\n${USAGE}`);
  await withSystem(parseStore(readEnvironment()), async (system) => {
    if (takes > 0) await requireKnown(system, slackUserId);
    await does(system, { slackUserId, value });
  });
  return 0;
}, USAGE);

import { GONE } from '../src/app/people.ts';
import { systemClock } from '../src/clock.ts';
import { ConfigError, parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import { createSystem, ROLES, transact } from '../src/context.ts';
import { listMembers, setRole, setStatus } from '../src/crm/members.ts';
import { endSchedules } from '../src/delivery/schedule-upkeep.ts';
import { messageOf } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';

const USAGE = `npm run members                        lists members
npm run members -- role U123 lead      sets a role: ${ROLES.join(', ')}
npm run members -- retire U123         ends somebody's access; what they wrote stays
npm run members -- restore U123        gives it back`;

async function main([command = 'list', slackUserId = '', value = '']: string[]): Promise<void> {
  const store = await openStore(parseStore(readEnvironment()));
  const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
  const commands: Record<string, () => Promise<unknown>> = {
    list: async () => {
      const members = await listMembers(system);
      const admins = parseAdmins(readEnvironment());
      if (members.length === 0)
        return console.log('Nobody yet: people become members when they first write to Rapport.');
      console.table(
        members.map(({ slackUserId: id, name, role, status, timeZone }) => ({
          id,
          name,
          role: admins.includes(id) ? 'admin' : role,
          status,
          timeZone,
        })),
      );
    },
    role: async () => {
      const role = ROLES.find((each) => each === value);
      if (!role) throw new Error(`The role is one of ${ROLES.join(', ')}.\n${USAGE}`);
      const { name } = await setRole(system, { slackUserId, role });
      console.log(`${name} is now ${role}.`);
    },
    retire: async () => {
      const { id, name } = await setStatus(system, { slackUserId, status: 'retired' });
      const left = { memberId: id, reason: GONE.retired };
      await transact(system, (ctx) => endSchedules(ctx, left));
      console.log(`${name} is retired; reports that were scheduled for them have ended.`);
    },
    restore: async () => {
      const { name } = await setStatus(system, { slackUserId, status: 'active' });
      console.log(`${name} is a member again.`);
    },
  };
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  try {
    if (!run) throw new Error(`There is no command ${command}.\n${USAGE}`);
    await run();
  } finally {
    await store.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof ConfigError ? error.message : messageOf(error));
  process.exit(1);
});

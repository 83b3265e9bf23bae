import { systemClock } from '../clock.ts';
import { createSystem } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { actAs } from '../crm/members.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';

/**
 * Writes one interaction after another into the database file that it is given, holding the lock of it as Rapport does, and
 * says the number of each when it is committed. It never ends by itself.
 */
const [, , path = ''] = process.argv;
const store = await openStore({ kind: 'sqlite', path }, { schema: 'require', alone: true });
const system = createSystem({ store, clock: systemClock, log: createLog('silent') });
const marta = await actAs(system, { slackUserId: 'U0MARTA', admins: [] });
for (let number = 0; ; number += 1) {
  const summary = `Interaction ${number}`;
  await logInteraction(marta, { kind: 'note', summary, company: { name: 'Acme' }, again: true });
  process.stdout.write(`${number}\n`);
}

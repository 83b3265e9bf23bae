import { parseArgs } from 'node:util';
import { systemClock } from '../src/clock.ts';
import { ConfigError, parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import { type Context, createSystem, hasRole, type System } from '../src/context.ts';
import { eraseContact, previewErasure } from '../src/crm/erasure/erase.ts';
import type { ErasureCounts } from '../src/crm/erasure/scope.ts';
import { refOf } from '../src/crm/look-up.ts';
import { actAs, listMembers } from '../src/crm/members.ts';
import { messageOf } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';

const USAGE = `npm run erase -- contact NAME_OR_ID              says what would go
npm run erase -- contact NAME_OR_ID --yes        erases the contact for good
npm run erase -- contact NAME_OR_ID --as U123    as which admin; the first one when left out`;

const env = readEnvironment();

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { yes: { type: 'boolean', default: false }, as: { type: 'string' } },
  });
  const [noun, ...words] = positionals;
  const said = words.join(' ').trim();
  if (noun !== 'contact' || !said) throw new Error(`Say whom: by name, e-mail address or id.\n${USAGE}`);
  const store = await openStore(parseStore(env));
  try {
    const ctx = await adminContext(
      createSystem({ store, clock: systemClock, log: createLog('silent') }),
      values.as,
    );
    const input = { contact: refOf(said) };
    if (!values.yes) {
      tell('This would go for good', await previewErasure(ctx, input));
      console.log('Nothing was erased. Add --yes to do it: nobody can undo it.');
      return;
    }
    tell('Gone for good', await eraseContact(ctx, input));
  } finally {
    await store.close();
  }
}

/** On whose behalf it is recorded: the admin that was named, or the first there is. */
async function adminContext(system: System, named: string | undefined): Promise<Context> {
  const admins = parseAdmins(env);
  if (named) return actAs(system, { slackUserId: named, admins });
  for (const { slackUserId, status } of await listMembers(system)) {
    if (status === 'retired') continue;
    const ctx = await actAs(system, { slackUserId, admins });
    if (hasRole(ctx.actor, 'admin')) return ctx;
  }
  throw new Error('There is no admin yet: set RAPPORT_ADMINS, and write to Rapport once.');
}

function tell(
  heading: string,
  { contact, interactions, keptInteractions, followUps, relationships }: ErasureCounts,
): void {
  console.log(`${heading}: ${contact.name} (${contact.id}), with
  ${interactions} interactions in which nobody else took part
  ${followUps} follow-ups
  ${relationships} relationships
  the name, addresses and numbers in ${keptInteractions} interactions with others, and in everything else that is kept
  the quotes from all of these, and the observations that rest on nothing else`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error instanceof ConfigError ? error.message : messageOf(error));
  process.exit(1);
});

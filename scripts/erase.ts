import { parseAdmins, parseStore, readEnvironment } from '../src/config.ts';
import { eraseContact, previewErasure } from '../src/crm/erasure/erase.ts';
import type { ErasureCounts } from '../src/crm/erasure/scope.ts';
import { refOf } from '../src/crm/look-up.ts';
import { actAsAdmin } from '../src/crm/operators.ts';
import { parseWords, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run erase -- contact NAME_OR_ID              says what would go
npm run erase -- contact NAME_OR_ID --yes        erases the contact for good
npm run erase -- contact NAME_OR_ID --as U123    as which admin; the first one when left out`;

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    {
      args: words,
      allowPositionals: true,
      options: { yes: { type: 'boolean', default: false }, as: { type: 'string' } },
    },
    USAGE,
  );
  const [noun, ...names] = positionals;
  const name = names.join(' ').trim();
  if (noun !== 'contact' || !name) throw new Error(`Say whom: by name, e-mail address or id.\n${USAGE}`);
  const env = readEnvironment();
  await withSystem(parseStore(env), async (system) => {
    const ctx = await actAsAdmin(system, { slackUserId: values.as, admins: parseAdmins(env) });
    const input = { contact: refOf(name) };
    if (values.yes) return printCounts('Gone for good', await eraseContact(ctx, input));
    printCounts('This would go for good', await previewErasure(ctx, input));
    console.log('Nothing was erased. Add --yes to do it: nobody can undo it.');
  });
  return 0;
});

function printCounts(
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

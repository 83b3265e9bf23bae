import { parseAdmins, parseStore, readEnvironment, type StoreConfig } from '../src/config.ts';
import type { Context } from '../src/context.ts';
import { previewErasure } from '../src/crm/erasure/erase.ts';
import { previewMemberErasure } from '../src/crm/erasure/erase-member.ts';
import type { ErasureCounts } from '../src/crm/erasure/scope.ts';
import { refOf } from '../src/crm/look-up.ts';
import { findMember, listMembers } from '../src/crm/members.ts';
import { actAsAdmin } from '../src/crm/operators.ts';
import { eraseForGood, eraseMemberForGood, erasuresOf } from '../src/keeping/erasures.ts';
import { clearFreeSpace } from '../src/keeping/free-space.ts';
import { didYouMean } from '../src/nearest-word.ts';
import { findPart, parseWords, requireNoMore, runCommand } from './command/command.ts';
import { withSystem } from './command/system.ts';

const USAGE = `npm run erase -- contact NAME_OR_ID              says what would go
npm run erase -- contact NAME_OR_ID --yes        erases the contact for good
npm run erase -- contact NAME_OR_ID --as U123    as which admin; the first one when left out
npm run erase -- member U123 [--yes]             the same for a member who has left
npm run erase -- free-space                      writes the database file anew, without what was deleted from it`;

const NOUNS = { contact: 'contact', member: 'member', 'free-space': 'free-space' } as const;

runCommand(async (words) => {
  const { values, positionals } = parseWords(
    {
      args: words,
      allowPositionals: true,
      options: { yes: { type: 'boolean', default: false }, as: { type: 'string' } },
    },
    USAGE,
  );
  const [said = '', ...names] = positionals;
  if (!said) throw new Error(`Say what to erase.\n${USAGE}`);
  const noun = findPart(NOUNS, said, USAGE);
  if (noun === 'free-space') {
    requireNoMore(names, USAGE);
    return clearNow();
  }
  const name = names.join(' ').trim();
  if (!name) throw new Error(`Say whom: by name, e-mail address or id.\n${USAGE}`);
  const env = readEnvironment();
  const where = parseStore(env);
  await withSystem(where, async (system) => {
    const ctx = await actAsAdmin(system, { slackUserId: values.as, admins: parseAdmins(env) });
    if (noun === 'member') return eraseLeft(ctx, { where, slackUserId: name, isSure: values.yes });
    const input = { contact: refOf(name) };
    if (values.yes) {
      printCounts('Gone for good', await eraseForGood(ctx, { ...input, list: erasuresOf(where) }));
      return console.log(await clearFreeSpace(system, where));
    }
    printCounts('This would go for good', await previewErasure(ctx, input));
    console.log('Nothing was erased. Add --yes to do it: nobody can undo it.');
  });
  return 0;
}, USAGE);

async function eraseLeft(
  ctx: Context,
  { where, slackUserId, isSure }: { where: StoreConfig; slackUserId: string; isSure: boolean },
): Promise<void> {
  const member = await findMember(ctx, slackUserId);
  if (!member) {
    const ids = (await listMembers(ctx)).map((each) => each.slackUserId);
    throw new Error(
      `${slackUserId} is no member${didYouMean(slackUserId, ids)}: npm run members lists them.`,
    );
  }
  const input = { member: member.id };
  const { messages, runs, keptInteractions } = isSure
    ? await eraseMemberForGood(ctx, { ...input, list: erasuresOf(where) })
    : await previewMemberErasure(ctx, input);
  console.log(`${isSure ? 'Gone for good' : 'This would go for good'}: ${member.name} (${slackUserId}), with
  ${messages} messages, ${runs} answers, what was sent to them and what was learned about them
  their name and address in everything that is kept: ${keptInteractions} interactions stay, by nobody who is named`);
  console.log(
    isSure ? await clearFreeSpace(ctx, where) : 'Nothing was erased. Add --yes to do it: nobody can undo it.',
  );
}

async function clearNow(): Promise<number> {
  const where = parseStore(readEnvironment());
  console.log(await withSystem(where, (system) => clearFreeSpace(system, where)));
  return 0;
}

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

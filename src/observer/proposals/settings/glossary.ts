import type { Context, System } from '../../../context.ts';
import { listInForce } from '../../../crm/team-settings.ts';
import { invalid } from '../../../errors.ts';
import { fold } from '../../../text.ts';
import { findLineProblem, isPlainName } from '../../observations/claim-rules.ts';
import { LEAST_MEMBERS } from '../../signals/scope.ts';
import type { Making, Proposal } from '../proposal.ts';
import { listUnknownNames } from '../unknown-names.ts';

const SETTING = 'glossary';

/** How often a name is looked up in vain in a week before it is asked what it means. */
const LEAST = 3;

/** Keeps what the team means by a word that nobody is known by, in the words of an admin. */
export const glossary: Proposal = {
  offers: async (ctx, week) => {
    const known = new Set((await listInForce(ctx, SETTING)).map(({ subject }) => subject));
    const said = await listUnknownNames(ctx, week);
    const keys = [...new Set(said.map(({ name }) => fold(name)))];
    return keys.flatMap((key) => {
      const same = said.filter(({ name }) => fold(name) === key);
      const [{ name } = { name: '' }] = same;
      const members = new Set(same.map(({ memberId }) => memberId)).size;
      const isCommon = same.length >= LEAST && members >= LEAST_MEMBERS;
      if (known.has(key) || !isCommon || !isPlainName(name)) return [];
      const says = `I looked up “${name}” in vain ${same.length} times in a week, for ${members} members. What does the team mean by it?`;
      return [{ subject: key, name, companyId: null, times: same.length, says }];
    });
  },
  apply: async (_: Context, { line }: Making) => requireLine(line),
  count: async (ctx, { subject }, between) =>
    (await listUnknownNames(ctx, between)).filter(({ name }) => fold(name) === subject).length,
  counts: ({ name }) => `“${name}” looked up in vain`,
};

/** Throws `invalid` for a line that is not to be told to the agent. */
function requireLine(line: string | null): void {
  if (!line?.trim()) throw invalid('Say in a few words what it means.');
  const problem = findLineProblem(line);
  if (problem) throw invalid(problem);
}

/** What the team means by words of its own, as admins have said. It is told to the agent as data. */
export async function listTeamWords(ctx: System): Promise<Record<string, string>> {
  const rows = await listInForce(ctx, SETTING);
  return Object.fromEntries(rows.map(({ name, line }) => [name ?? '', line ?? '']));
}

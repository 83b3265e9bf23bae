import { asc } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { fold } from '../../text.ts';
import { isStopWord } from '../signals/stop-words.ts';

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
/** Letters of the shortest part of a name that is looked for; an initial says nothing. */
const SHORTEST = 2;

/** Lists the names of all members, also of those who have left. */
export async function listMemberNames(ctx: System): Promise<string[]> {
  const { members } = ctx.store.tables;
  const rows = await ctx.db.select({ name: members.name }).from(members).orderBy(asc(members.id));
  return rows.map(({ name }) => name);
}

/**
 * A word of a text that is a part of one of these names. A part that is also a common word (“Will”) counts only where it is
 * written with a capital.
 */
export function findName(
  names: readonly string[],
  { text, besides = '' }: { text: string; besides?: string | undefined },
): string | undefined {
  const parts = new Set(names.flatMap((name) => fold(name).split(' ')).filter(isPart));
  const allowed = new Set(fold(besides).split(' '));
  for (const [word] of text.matchAll(WORD)) {
    const folded = fold(word);
    const isCommon = isStopWord(folded) && word === word.toLowerCase();
    if (parts.has(folded) && !allowed.has(folded) && !isCommon) return word;
  }
  return undefined;
}

const isPart = (word: string) => word.length >= SHORTEST;

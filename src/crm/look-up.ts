import { asc, type Column, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { ambiguous, notFound, RapportError, withoutIds } from '../errors.ts';
import { companyKeys } from '../names/company-names.ts';
import { inOrder, peopleInOrder } from '../names/sort-order.ts';
import { beginsWith } from '../store/lists.ts';
import { searchText } from '../store/search.ts';
import { findingBy } from '../store/search-query.ts';
import type { Viewer } from '../store/visibility.ts';
import { fold } from '../text.ts';
import { CompanyRef, lookUpCompany } from './companies.ts';
import { ContactRef } from './contact-refs.ts';
import { getContact } from './contacts.ts';
import { Id, isEmail, LIMITS, parseInput } from './inputs.ts';

const MENTION = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/;
const SELF = new Set(['me', 'myself', 'i']);

type Named = { id: string; name: string };

/** How each noun is looked up by a name, an id or a mention. */
const NOUNS = {
  company: (ctx, said) => lookUpCompany(ctx, parseInput(CompanyRef, refOf(said))),
  contact: async (ctx, said) => (await getContact(ctx, parseInput(ContactRef, refOf(said)))).contact,
  member: getMember,
} satisfies Record<string, (ctx: Context, said: string) => Promise<Named>>;

/** Gives the id and the name of what a name, an id or a mention means. Throws `not_found` or `ambiguous` with the candidates. */
export type LookUp = (noun: keyof typeof NOUNS, said: string) => Promise<Named>;

/** Looks up companies, contacts and members for the actor, as params of reports name them. */
export function lookUpFor(ctx: Context): LookUp {
  return async (noun, said) => {
    const { id, name } = await NOUNS[noun](ctx, said).catch((error) => {
      throw forPeople(error, noun, said);
    });
    return { id, name };
  };
}

/** A reference to a company or a contact from what somebody typed: an id, an e-mail address or a name. */
export function refOf(said: string): { id?: string; email?: string; name?: string } {
  if (Id.safeParse(said).success) return { id: said };
  return isEmail(said) ? { email: said } : { name: said.slice(0, LIMITS.name) };
}

/** The error in words for somebody who fills in a param: candidates without ids, and what to write. */
function forPeople(error: unknown, noun: string, said: string): unknown {
  if (!(error instanceof RapportError) || error.candidates.length === 0) return error;
  const names = error.candidates.map(withoutIds);
  const { code, candidates, more, choices, asked } = error;
  const isOne = candidates.length === 1;
  const known = isOne ? `“${said}” may be this ${noun}` : `“${said}” could be more than one ${noun}`;
  const near = `I know no ${noun} “${said}”, but ${isOne ? 'a similar one' : 'similar ones'}`;
  const list = [...names, ...(more ? [`and ${more} more`] : [])].join('; ');
  const how = noun === 'contact' ? 'the full name or the e-mail address' : 'the full name';
  const told = `${code === 'ambiguous' ? known : near}: ${list}. Write ${how}, or choose it in the form`;
  return Object.assign(new RapportError(code, told, names, more), { choices, asked });
}

/** Names and entries that are looked through for those that begin so, or in which a later word does. */
const MOST_SEARCHED = 100;

/** Who sees companies and contacts, which everybody does. */
const NOBODY: Viewer = { memberId: '', role: 'member', audience: 'shared' };

const named = ({ id, name }: Named): Named => ({ id, name });

/**
 * Names that begin like what somebody is typing, or in which a later word does, for a field to choose from, in the order of
 * a dictionary; the first of all when they typed nothing.
 */
export async function suggestNames(
  ctx: System,
  { noun, typed, limit }: { noun: 'company' | 'contact'; typed: string; limit: number },
): Promise<Named[]> {
  const { companies, contacts } = ctx.store.tables;
  const table = { company: companies, contact: contacts }[noun];
  const { nameKey: key } = companyKeys(typed);
  const list = (where: SQL | undefined, by: Column) =>
    ctx.db
      .select({ id: table.id, name: table.name, nameKey: table.nameKey })
      .from(table)
      .where(where)
      .orderBy(asc(by), asc(table.id));
  if (!key) return (await list(undefined, table.sortKey).limit(limit)).map(named);
  // Folded names are nearly in order: of those that begin so, the first ones are read by the index, and put in order.
  const begins = beginsWith(ctx, { column: table.nameKey, start: key });
  const sorted = noun === 'contact' ? peopleInOrder : inOrder;
  const first = sorted(await list(begins, table.nameKey).limit(MOST_SEARCHED)).slice(0, limit);
  const rest = limit - first.length;
  if (rest === 0) return first.map(named);
  // Another word than the first begins so: full-text search knows where, and what else it finds is left out.
  const ids = await searchText(ctx, { viewer: NOBODY, query: typed, kind: noun, limit: MOST_SEARCHED });
  const found = ids.length > 0 ? await list(inArray(table.id, ids), table.sortKey) : [];
  const known = new Set(first.map(({ id }) => id));
  const isFound = findingBy(typed);
  const others = found.filter(({ id, name }) => !known.has(id) && isFound(name));
  return sorted([...first, ...others.slice(0, rest)]).map(named);
}

/** A colleague by id, mention or name; also by first name where only one has it. */
async function getMember(ctx: Context, said: string): Promise<Named> {
  if (SELF.has(said.toLowerCase())) return { id: ctx.actor.memberId, name: ctx.actor.name };
  const { members } = ctx.store.tables;
  const mention = MENTION.exec(said)?.[1] ?? said;
  const [exact] = await ctx.db
    .select()
    .from(members)
    .where(or(eq(members.id, said), eq(members.slackUserId, mention)));
  if (exact) return exact;
  const key = fold(said);
  const all = inOrder(await ctx.db.select().from(members));
  const named = all.filter(({ name }) => fold(name) === key);
  const found =
    named.length > 0 ? named : all.filter(({ name }) => key && `${fold(name)} `.startsWith(`${key} `));
  const [only, ...others] = found;
  if (!only) throw notFound('member', said.slice(0, 60));
  if (others.length > 0)
    throw ambiguous(
      'member',
      said,
      found.map(({ name }) => name),
    );
  return only;
}

import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { invalid, notFound, RapportError } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { Id, named } from './inputs.ts';
import { MOST_DESCRIBED, whichOne } from './which-one.ts';

/** A colleague, by the name that people call them, or by the id that a question has named. */
export const ColleagueRef = z
  .strictObject({ id: Id.optional(), name: named.optional() })
  .refine(({ id, name }) => id || name, 'needs the name of the colleague');
export type ColleagueRef = z.output<typeof ColleagueRef>;

/**
 * The active member who is meant: one whom the message mentions before anybody else of that name. Throws `not_found`, or
 * `ambiguous` with candidates to choose from.
 */
export async function getColleague(ctx: Context, { id, name = '' }: ColleagueRef): Promise<Row<'members'>> {
  const { members } = ctx.store.tables;
  const isActive = eq(members.status, 'active');
  if (id) {
    const [member] = await ctx.db
      .select()
      .from(members)
      .where(and(eq(members.id, id), isActive));
    if (!member) throw notFound('colleague', id);
    return member;
  }
  const active = await ctx.db.select().from(members).where(isActive).orderBy(members.id);
  const called = calledSo(active, name);
  const mentioned = called.filter((member) => ctx.source?.mentioned?.includes(member.id));
  const meant = mentioned.length > 0 ? mentioned : called;
  const [only] = meant;
  if (!only)
    throw new RapportError(
      'not_found',
      `I know no colleague “${name}”. Tell the person to mention them with @: then I know who is meant.`,
    );
  if (meant.length === 1) return only;
  throw whichOne({
    kind: 'member',
    asked: name,
    candidates: meant.slice(0, MOST_DESCRIBED).map((member) => ({
      kind: 'member',
      id: member.id,
      name: member.name,
      details: member.email ? [member.email] : [],
    })),
    count: meant.length,
    isKnown: true,
    mayBeNew: false,
  });
}

/** Those whose whole name it is; or else those in whose names all its words are. */
function calledSo(members: readonly Row<'members'>[], name: string): Row<'members'>[] {
  const said = fold(name);
  const whole = members.filter((member) => fold(member.name) === said);
  if (whole.length > 0) return whole;
  const words = said.split(' ');
  return members.filter((member) => {
    const own = fold(member.name).split(' ');
    return words.every((word) => own.includes(word));
  });
}

/** Throws `invalid` for somebody to whom nothing can be given by themselves. */
export function requireOther(member: Row<'members'>, ownerId: string, title: string): void {
  if (member.id === ownerId) throw invalid(`“${title}” is ${member.name}'s already.`);
}

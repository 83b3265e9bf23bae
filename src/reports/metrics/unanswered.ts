import { and, eq, gt } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import { type Context, transact } from '../../context.ts';
import { newId } from '../../ids.ts';
import { insertUnread } from '../../store/prepared-statements.ts';
import { fold } from '../../text.ts';
import type { Unmodelled } from './request.ts';

/** What of unanswered questions is written down. */
const UNANSWERED = {
  /** Characters and words of one name: it is a field, no sentence. */
  name: 60,
  words: 4,
  /** Rows of one member within a day, so that nobody fills the table. */
  ofOneMember: 20,
} as const;

/**
 * Counts what somebody asked for and no metric has, once a day for each member: only what the field was called, folded. What is no name
 * of a field, such as a sentence or a number, is left out.
 */
export async function rememberUnanswered(ctx: Context, unmodelled: readonly Unmodelled[]): Promise<void> {
  const named = unmodelled.flatMap(({ kind, name: said, metric = null }) => {
    const name = fieldName(said);
    return name ? [{ kind, name, metric }] : [];
  });
  if (named.length === 0) return;
  const { memberId } = ctx.actor;
  const { unansweredQuestions: table } = ctx.store.tables;
  await transact(ctx, async (ctx) => {
    const askedAt = ctx.clock.now();
    const since = new Date(askedAt.getTime() - DAY_MS);
    const known = await ctx.db
      .select({ kind: table.kind, name: table.name, metric: table.metric })
      .from(table)
      .where(and(eq(table.memberId, memberId), gt(table.askedAt, since)));
    const told = new Set(known.map(keyOf));
    for (const each of named) {
      if (told.has(keyOf(each)) || told.size >= UNANSWERED.ofOneMember) continue;
      told.add(keyOf(each));
      await insertUnread(ctx, {
        into: 'unansweredQuestions',
        row: { id: newId(), memberId, ...each, askedAt },
      });
    }
  });
}

const keyOf = ({ kind, name, metric }: { kind: string; name: string; metric: string | null }) =>
  JSON.stringify([kind, metric, name]);

/** The name of a field as it is counted; undefined for what is none. */
function fieldName(said: string): string | undefined {
  const name = fold(said);
  const isField = /^[\p{L} ]+$/u.test(name) && name.split(' ').length <= UNANSWERED.words;
  return isField && name.length <= UNANSWERED.name ? name : undefined;
}

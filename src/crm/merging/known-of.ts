import { and, count, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Context } from '../../context.ts';
import { visibleFollowUps, visibleInteractions } from '../../store/visibility.ts';
import { describeCompanies, describePeople } from '../candidates.ts';
import { readPeople } from '../contact-queries.ts';
import type { CustomerKind } from '../merged-ids.ts';
import { labelOf } from '../which-one.ts';
import type { Customer } from './pair.ts';

type Which = { kind: CustomerKind; id: string };

/** How many rows are about a customer, of interactions and follow-ups those that the actor may see here. */
export type KnownOf = { interactions: number; follow_ups: number; relationships: number; deals: number };

export async function countKnownOf(ctx: Context, which: Which): Promise<KnownOf> {
  const { deals, dealContacts, interactions, followUps, relationships } = ctx.store.tables;
  const isAbout = which.kind === 'company' ? followUps.companyId : followUps.contactId;
  const countOf = async (rows: PromiseLike<{ count: number }[]>) => (await rows)[0]?.count ?? 0;
  const rows = { count: count() };
  return {
    interactions: await countOf(ctx.db.select(rows).from(interactions).where(seenWith(ctx, which))),
    follow_ups: await countOf(
      ctx.db
        .select(rows)
        .from(followUps)
        .where(and(eq(isAbout, which.id), visibleFollowUps(ctx.store.tables, ctx.actor))),
    ),
    relationships: await countOf(ctx.db.select(rows).from(relationships).where(tiesOf(ctx, which))),
    deals: await countOf(
      which.kind === 'company'
        ? ctx.db.select(rows).from(deals).where(eq(deals.companyId, which.id))
        : ctx.db.select(rows).from(dealContacts).where(eq(dealContacts.contactId, which.id)),
    ),
  };
}

/** Counts the interactions with a customer that the actor may see here: no further than to `most`, so that it stays quick. */
export async function countSeen(ctx: Context, which: Which, { most }: { most: number }): Promise<number> {
  const { interactions } = ctx.store.tables;
  const seen = await ctx.db
    .select({ id: interactions.id })
    .from(interactions)
    .where(seenWith(ctx, which))
    .limit(most);
  return seen.length;
}

/** The interactions with a customer that the actor may see here. */
function seenWith(ctx: Context, { kind, id }: Which): SQL | undefined {
  const { interactions, interactionContacts: links } = ctx.store.tables;
  const tookPart = ctx.db.select({ id: links.interactionId }).from(links).where(eq(links.contactId, id));
  const isWith = kind === 'company' ? eq(interactions.companyId, id) : inArray(interactions.id, tookPart);
  return and(isWith, visibleInteractions(ctx.store.tables, ctx.actor));
}

function tiesOf({ store }: Context, { kind, id }: Which): SQL | undefined {
  const { companyId, contactId, otherContactId } = store.tables.relationships;
  return kind === 'company' ? eq(companyId, id) : or(eq(contactId, id), eq(otherContactId, id));
}

/** What tells some customers of one kind apart, as far as the actor may know it, by id: plain text, without ids. */
export async function labelsOf(
  ctx: Context,
  { kind, rows }: { kind: CustomerKind; rows: readonly Customer[] },
): Promise<ReadonlyMap<string, string>> {
  const ids = rows.map(({ id }) => id);
  const described =
    kind === 'company'
      ? await describeCompanies(
          ctx,
          rows.map((company) => ({ company })),
        )
      : await describePeople(ctx, await readPeople(ctx, ids));
  return new Map(described.map((each) => [each.id, labelOf(each)]));
}

import { and, count, eq, exists, or, type SQL, sql } from 'drizzle-orm';
import { formatDate } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { visibleFollowUps, visibleInteractions } from '../../store/visibility.ts';
import { listEmployerNames } from '../employers.ts';
import type { CustomerKind } from '../merged-ids.ts';
import type { Customer } from './pair.ts';

type Which = { kind: CustomerKind; id: string };

/** How many rows are about a customer, of interactions and follow-ups those that the actor may see here. */
export type KnownOf = { interactions: number; follow_ups: number; relationships: number };

export async function countKnownOf(ctx: Context, which: Which): Promise<KnownOf> {
  const { interactions, followUps, relationships } = ctx.store.tables;
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
  };
}

/** The interactions with a customer that the actor may see here. */
function seenWith(ctx: Context, { kind, id }: Which): SQL | undefined {
  const { interactions, interactionContacts: links } = ctx.store.tables;
  const tookPart = ctx.db
    .select({ id: links.id })
    .from(links)
    .where(and(eq(links.interactionId, interactions.id), eq(links.contactId, id)));
  const isWith = kind === 'company' ? eq(interactions.companyId, id) : exists(tookPart);
  return and(isWith, visibleInteractions(ctx.store.tables, ctx.actor));
}

function tiesOf({ store }: Context, { kind, id }: Which): SQL | undefined {
  const { companyId, contactId, otherContactId } = store.tables.relationships;
  return kind === 'company' ? eq(companyId, id) : or(eq(contactId, id), eq(otherContactId, id));
}

/**
 * What tells a customer from others of the name, as far as the actor may know it: `Bluefin Logistics (bluefin.example), last
 * contact 3 Nov 2026`, `Ana Lopes (ana@acme.example), Acme, CTO`.
 */
export async function labelOf(
  ctx: Context,
  { kind, row }: { kind: CustomerKind; row: Customer },
): Promise<string> {
  const { interactions } = ctx.store.tables;
  const known = kind === 'company' ? row.domain : row.email;
  const employers = kind === 'contact' ? await listEmployerNames(ctx, row.id) : [];
  const [last] = await ctx.db
    .select({ on: sql<string | null>`max(${interactions.occurredOn})` })
    .from(interactions)
    .where(seenWith(ctx, { kind, id: row.id }));
  const details = [
    ...employers,
    ...(kind === 'contact' && row.title ? [row.title] : []),
    ...(last?.on ? [`last contact ${formatDate(last.on)}`] : []),
  ];
  return [`${row.name}${known ? ` (${known})` : ''}`, ...details].join(', ');
}

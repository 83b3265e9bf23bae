import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { LIMITS, withoutEmpty } from './inputs.ts';

/**
 * An interaction as tools show it. `occurred_on`: a day. `details` are cut, unless this is the only interaction that was
 * asked for. What is not known is left out.
 */
export type InteractionView = {
  id: string;
  kind: Row<'interactions'>['kind'];
  occurred_on: string;
  company?: string;
  contacts?: string[];
  member: string;
  summary: string;
  details?: string;
  is_private?: true;
};

/** Characters of the details that are shown of each of several interactions. */
const MOST_DETAILS = 400;

/** Interactions the actor may see, newest first, with the names of everybody in them. */
export async function listInteractions(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<InteractionView[]> {
  const { interactions, companies, members } = ctx.store.tables;
  const rows = await ctx.db
    .select({ interaction: interactions, company: companies.name, member: members.name })
    .from(interactions)
    .innerJoin(members, eq(members.id, interactions.memberId))
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(and(where, visibleInteractions(ctx.store.tables, ctx.actor)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(limit);
  const names = await listContactNames(
    ctx,
    rows.map(({ interaction }) => interaction.id),
  );
  const most = rows.length === 1 ? LIMITS.details : MOST_DETAILS;
  return rows.map(
    ({ interaction: { id, kind, occurredOn, summary, details, isPrivate }, company, member }) => ({
      id,
      kind,
      occurred_on: occurredOn,
      ...withoutEmpty({ company, contacts: names.get(id) }),
      member,
      summary,
      ...(details ? { details: details.length > most ? `${details.slice(0, most)} […]` : details } : {}),
      ...(isPrivate ? { is_private: true as const } : {}),
    }),
  );
}

/**
 * That an interaction is the actor's own, with a company where one is given. They are then looked up by the company: a member
 * has many more, and an engine that has counted neither might go through those of the member.
 */
export function ownWith(ctx: Context, { companyId }: { companyId: string | undefined }): SQL | undefined {
  const { memberId, companyId: withCompany } = ctx.store.tables.interactions;
  if (!companyId) return eq(memberId, ctx.actor.memberId);
  // No index has what is put together.
  return and(eq(withCompany, companyId), sql`${memberId} || '' = ${ctx.actor.memberId}`);
}

/** Names of the contacts who took part, by interaction id. */
export async function listContactNames(ctx: System, ids: readonly string[]): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  if (ids.length === 0) return names;
  const { contacts, interactionContacts } = ctx.store.tables;
  const rows = await ctx.db
    .select({ interactionId: interactionContacts.interactionId, name: contacts.name })
    .from(interactionContacts)
    .innerJoin(contacts, eq(contacts.id, interactionContacts.contactId))
    .where(inArray(interactionContacts.interactionId, [...ids]))
    .orderBy(interactionContacts.id);
  for (const { interactionId, name } of rows)
    names.set(interactionId, [...(names.get(interactionId) ?? []), name]);
  return names;
}

/** The company and the contacts that an interaction was with. */
export type Participants = { company: Row<'companies'> | undefined; contacts: Row<'contacts'>[] };

/** The company and the contacts that an interaction was with, as they are now. */
export async function readParticipants(ctx: System, interaction: Row<'interactions'>): Promise<Participants> {
  const { companies, contacts, interactionContacts: links } = ctx.store.tables;
  const [company] = interaction.companyId
    ? await ctx.db.select().from(companies).where(eq(companies.id, interaction.companyId))
    : [];
  const rows = await ctx.db
    .select({ contact: contacts })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(eq(links.interactionId, interaction.id))
    .orderBy(links.id);
  return { company, contacts: rows.map(({ contact }) => contact) };
}

import { and, desc, eq, gte, inArray, isNull, lte, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { addDays } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row, Tables } from '../store/schema.ts';
import { INTERACTION_KINDS } from '../store/schema-crm.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { CompanyRef, findOrCreateCompany, lookUpCompany } from './companies.ts';
import { ContactRef, findOrCreateContact } from './contacts.ts';
import { addFollowUp } from './follow-ups.ts';
import { Day, LIMITS, line, parseInput, prose } from './inputs.ts';
import { recordChange, type Writer } from './write.ts';

export const LogInteraction = z.strictObject({
  kind: z.enum(INTERACTION_KINDS).describe('meeting, call, email, message, or note for anything else.'),
  summary: prose(LIMITS.summary).describe(
    'What happened, in one to three sentences, in the language of the person.',
  ),
  company: CompanyRef.optional(),
  contacts: z
    .array(ContactRef)
    .max(LIMITS.contacts)
    .default([])
    .describe('People on the customer side who took part.'),
  occurred_on: Day.optional().describe('The day it happened, YYYY-MM-DD; today when left out.'),
  is_private: z.boolean().default(false).describe('True only when the person asks to keep it private.'),
  follow_up: z
    .strictObject({ title: line(LIMITS.title), due_on: Day.optional() })
    .optional()
    .describe('What the person has promised to do next, and by when.'),
});
export type LogInteraction = z.input<typeof LogInteraction>;

/**
 * Writes down an interaction of the actor with a customer. Company, contacts, employment and follow-up are found or
 * created in the same change. Throws `ambiguous` or `not_found` with candidates when a name is not clear.
 */
export async function logInteraction(ctx: Context, input: LogInteraction) {
  const said = parseInput(LogInteraction, input);
  if (!said.company && said.contacts.length === 0)
    throw invalid('An interaction needs a company or a contact.');
  const today = todayOf(ctx);
  const occurredOn = said.occurred_on ?? today;
  if (occurredOn > addDays(today, 1)) {
    throw invalid(`${occurredOn} is in the future: an interaction has happened; set a follow-up instead.`);
  }
  return recordChange(ctx, 'log_interaction', async (write) => {
    const { company, contacts, created } = await participants(ctx, write, said);
    const names = contacts.map(({ name }) => name);
    const row = {
      id: newId(),
      kind: said.kind,
      occurredOn,
      summary: said.summary,
      companyId: company?.id ?? null,
      memberId: ctx.actor.memberId,
      isPrivate: said.is_private,
      sourceChannel: ctx.source?.channel ?? null,
      sourceTs: ctx.source?.ts ?? null,
      createdAt: ctx.clock.now(),
    };
    const interaction = await write.insert('interactions', row, [company?.name, ...names]);
    for (const { id: contactId } of contacts) {
      await write.insert('interactionContacts', { id: newId(), interactionId: interaction.id, contactId });
    }
    const followUp = said.follow_up
      ? await addFollowUp(ctx, write, {
          title: said.follow_up.title,
          dueOn: said.follow_up.due_on ?? null,
          companyId: company?.id ?? null,
          contactId: contacts[0]?.id ?? null,
          interactionId: interaction.id,
        })
      : undefined;
    return {
      summary: describeInteraction({ kind: said.kind, names, company: company?.name }),
      result: { interaction, company, contacts, followUp, created },
    };
  });
}

type Said = z.output<typeof LogInteraction>;

/** The company and the contacts, each once, found or created; without a company named, the one they all work at. */
async function participants(ctx: Context, write: Writer, said: Said) {
  const created: string[] = [];
  const found = said.company ? await findOrCreateCompany(ctx, write, said.company) : undefined;
  if (found?.created) created.push(found.company.id);
  const contacts = new Map<string, Row<'contacts'>>();
  for (const ref of said.contacts) {
    const each = await findOrCreateContact(ctx, write, { ref, company: found?.company });
    if (each.created) created.push(each.contact.id);
    contacts.set(each.contact.id, each.contact);
  }
  const company = found?.company ?? (await commonEmployer(write, [...contacts.keys()]));
  return { company, contacts: [...contacts.values()], created };
}

async function commonEmployer(write: Writer, contactIds: string[]): Promise<Row<'companies'> | undefined> {
  const { relationships, companies } = write.tables;
  if (contactIds.length === 0) return undefined;
  const employers = await write.tx
    .selectDistinct({ id: relationships.companyId })
    .from(relationships)
    .where(
      and(
        inArray(relationships.contactId, contactIds),
        eq(relationships.kind, 'works_at'),
        isNull(relationships.endedOn),
      ),
    );
  const [only] = employers;
  if (!only?.id || employers.length > 1) return undefined;
  const [company] = await write.tx.select().from(companies).where(eq(companies.id, only.id));
  return company;
}

/** `Meeting with Ana Lopes, Rui Costa (Acme)`. */
function describeInteraction(what: { kind: string; names: string[]; company?: string | undefined }): string {
  const kind = `${what.kind.charAt(0).toUpperCase()}${what.kind.slice(1)}`;
  const who = what.names.join(', ');
  if (!who) return `${kind} with ${what.company ?? 'a customer'}`;
  return what.company ? `${kind} with ${who} (${what.company})` : `${kind} with ${who}`;
}

export const ListMyInteractions = z.strictObject({
  since: Day.optional().describe('First day, YYYY-MM-DD.'),
  until: Day.optional().describe('Last day, YYYY-MM-DD.'),
  company: CompanyRef.optional(),
  limit: z.int().min(1).max(LIMITS.rows).default(10),
});
export type ListMyInteractions = z.input<typeof ListMyInteractions>;

/** The actor's own interactions, newest first. */
export async function listMyInteractions(ctx: Context, input: ListMyInteractions) {
  const { since, until, company: ref, limit } = parseInput(ListMyInteractions, input);
  const { read, tables } = ctx.store;
  const { interactions } = tables;
  const company = ref ? await lookUpCompany({ db: read, tables }, ref) : undefined;
  return {
    interactions: await listInteractions(ctx, {
      limit,
      where: and(
        eq(interactions.memberId, ctx.actor.memberId),
        since ? gte(interactions.occurredOn, since) : undefined,
        until ? lte(interactions.occurredOn, until) : undefined,
        company ? eq(interactions.companyId, company.id) : undefined,
      ),
    }),
  };
}

export type InteractionView = Pick<
  Row<'interactions'>,
  'id' | 'kind' | 'occurredOn' | 'summary' | 'isPrivate'
> & {
  company: string | null;
  contacts: string[];
  member: string;
};

/** Interactions the actor may see, newest first, with the names of everybody in them. */
export async function listInteractions(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<InteractionView[]> {
  const { read, tables } = ctx.store;
  const { interactions, companies, members } = tables;
  const rows = await read
    .select({
      id: interactions.id,
      kind: interactions.kind,
      occurredOn: interactions.occurredOn,
      summary: interactions.summary,
      isPrivate: interactions.isPrivate,
      company: companies.name,
      member: members.name,
    })
    .from(interactions)
    .innerJoin(members, eq(members.id, interactions.memberId))
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(and(where, visibleInteractions(tables, ctx.actor)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(limit);
  const names = await contactNames(
    ctx,
    tables,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, contacts: names.get(row.id) ?? [] }));
}

async function contactNames(ctx: Context, { interactionContacts, contacts }: Tables, ids: string[]) {
  const names = new Map<string, string[]>();
  if (ids.length === 0) return names;
  const rows = await ctx.store.read
    .select({ interactionId: interactionContacts.interactionId, name: contacts.name })
    .from(interactionContacts)
    .innerJoin(contacts, eq(contacts.id, interactionContacts.contactId))
    .where(inArray(interactionContacts.interactionId, ids))
    .orderBy(interactionContacts.id);
  for (const { interactionId, name } of rows)
    names.set(interactionId, [...(names.get(interactionId) ?? []), name]);
  return names;
}

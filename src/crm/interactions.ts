import { and, desc, eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { addDays } from '../clock.ts';
import { type Context, type System, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { personKeys } from '../names/person-names.ts';
import type { Row } from '../store/schema.ts';
import { INTERACTION_KINDS } from '../store/schema-crm.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { newOnes } from './change-summary.ts';
import { CompanyRef, companyName, findOrCreateCompany, KnownCompany, lookUpCompany } from './companies.ts';
import { ContactRef, findOrCreateContact, getContact } from './contacts.ts';
import { findCommonEmployer } from './employers.ts';
import { listOwnOpen } from './find-follow-up.ts';
import { followUpView, insertFollowUp } from './follow-ups.ts';
import { Day, known, LIMITS, Limit, line, named, parseInput, prose } from './inputs.ts';
import { refOf } from './look-up.ts';
import { recordChange, type Writer } from './record-change.ts';

const Promised = z.strictObject({
  title: line(LIMITS.title),
  due_on: Day.optional(),
  contact: named.optional().describe('Name or id of whom it is for.'),
});

export const LogInteraction = z.strictObject({
  kind: z.enum(INTERACTION_KINDS),
  summary: prose(LIMITS.summary).describe('One to three sentences, in the language of the person.'),
  details: prose(LIMITS.details)
    .optional()
    .describe('The whole text as written, when it says more than the summary.'),
  company: CompanyRef.optional(),
  contacts: z
    .array(ContactRef)
    .max(LIMITS.contacts)
    .optional()
    .describe('Those on the customer side who took part.'),
  occurred_on: Day.optional().describe('YYYY-MM-DD; today when left out.'),
  is_private: z.boolean().optional().describe('Only when the person asks for it.'),
  follow_ups: z.array(Promised).max(LIMITS.followUps).optional().describe('What the person has to do next.'),
});
export type LogInteraction = z.input<typeof LogInteraction>;

/**
 * Writes down an interaction of the actor with a customer. Company, contacts, employment and follow-ups are found or
 * created in the same change. Throws `ambiguous` or `not_found` with candidates when a name is not clear.
 */
export async function logInteraction(ctx: Context, input: LogInteraction) {
  const said = parseInput(LogInteraction, input);
  if (!said.company && !said.contacts?.length)
    throw invalid('An interaction needs a company or a contact: who was it with? Ask, if it was not said.');
  const occurredOn = said.occurred_on ?? todayOf(ctx);
  requirePast(ctx, occurredOn);
  return recordChange(ctx, 'log_interaction', async (ctx) => {
    const { company, contacts, news } = await findParticipants(ctx, said);
    const names = contacts.map(({ name }) => name);
    const row = {
      id: newId(),
      kind: said.kind,
      occurredOn,
      summary: said.summary,
      details: said.details ?? null,
      companyId: company?.id ?? null,
      memberId: ctx.actor.memberId,
      isPrivate: said.is_private ?? false,
      sourceChannel: ctx.source?.channel ?? null,
      sourceTs: ctx.source?.ts ?? null,
      createdAt: ctx.clock.now(),
    };
    const interaction = await ctx.insert('interactions', row, [company?.name, ...names]);
    for (const { id: contactId } of contacts) {
      await ctx.insert('interactionContacts', { id: newId(), interactionId: interaction.id, contactId });
    }
    const followUps = [];
    for (const promised of said.follow_ups ?? []) {
      const contact = await getPromisee(ctx, { promised, company, contacts });
      const followUp = await insertFollowUp(ctx, {
        title: promised.title,
        dueOn: promised.due_on ?? null,
        companyId: company?.id ?? null,
        contactId: contact?.id ?? null,
        interactionId: interaction.id,
      });
      followUps.push(followUpView(followUp, { contact: contact?.name, company: company?.name }));
    }
    const openFollowUps = await listOwnOpen(ctx, {
      companyId: company?.id,
      contactIds: contacts.map(({ id }) => id),
      besides: followUps.map(({ id }) => id),
    });
    return {
      summary: describeInteraction({ kind: said.kind, names, company: company?.name }),
      result: {
        interaction: interactionName(interaction),
        ...(company ? { company: companyName(company) } : {}),
        ...(contacts.length > 0 ? { contacts: contacts.map(({ id, name }) => ({ id, name })) } : {}),
        ...(followUps.length > 0 ? { follow_ups: followUps } : {}),
        ...known({ open_follow_ups: openFollowUps }),
        ...news,
      },
    };
  });
}

/** An interaction as tools name it. */
export const interactionName = ({ id, kind, occurredOn, isPrivate }: Row<'interactions'>) => ({
  id,
  kind,
  occurred_on: occurredOn,
  ...(isPrivate ? { is_private: true as const } : {}),
});

/** No interaction happened before people kept such records. */
const FIRST_DAY = '1970-01-01';

/** Throws `invalid` for a day on which nothing can have happened yet, or that must be mistyped. */
export function requirePast(ctx: Context, day: string): void {
  const today = todayOf(ctx);
  if (day < FIRST_DAY) throw invalid(`${day} is too long ago: check the year with the person.`);
  if (day <= addDays(today, 1)) return; // it may be tomorrow already where it happened
  throw invalid(
    `${day} is in the future (today is ${today}), and an interaction has happened already. For something planned use add_follow_up with due_on ${day}. If it has happened, the day or year may be mistyped: ask on which day it was.`,
  );
}

type Participants = {
  company: Row<'companies'> | undefined;
  contacts: Row<'contacts'>[];
  /** What is new, as results say it. */
  news: ReturnType<typeof newOnes>;
};

/** The company and the contacts, each once, found or created; without a company named, the one they all work at. */
async function findParticipants(
  ctx: Writer,
  said: { company?: CompanyRef | undefined; contacts?: ContactRef[] | undefined },
): Promise<Participants> {
  const found = said.company ? await findOrCreateCompany(ctx, said.company) : undefined;
  const people: Awaited<ReturnType<typeof findOrCreateContact>>[] = [];
  for (const ref of said.contacts ?? []) {
    people.push(await findOrCreateContact(ctx, { ref, company: found?.company }));
  }
  const contacts = new Map(people.map(({ contact }) => [contact.id, contact]));
  const company = found?.company ?? (await findCommonEmployer(ctx, [...contacts.keys()]));
  const news = newOnes({ company: found, contacts: people });
  return { company, contacts: [...contacts.values()], news };
}

/** Whom something was promised to: the one who is named, else the only one who took part. */
async function getPromisee(
  ctx: Writer,
  { promised, company, contacts }: Omit<Participants, 'news'> & { promised: z.output<typeof Promised> },
): Promise<Row<'contacts'> | undefined> {
  const said = promised.contact;
  if (!said) return contacts.length === 1 ? contacts[0] : undefined;
  const { nameKey } = personKeys(said);
  const here =
    contacts.find((each) => each.id === said || each.nameKey === nameKey) ??
    contacts.find((each) => each.firstKey === nameKey);
  if (here) return here;
  const ref = parseInput(ContactRef, refOf(said));
  return (await getContact({ ...ctx, company }, ref)).contact;
}

/** `Meeting with Ana Lopes, Rui Costa (Acme)`. */
export function describeInteraction(what: {
  kind: string;
  names: string[];
  company?: string | undefined;
}): string {
  const kind = `${what.kind.charAt(0).toUpperCase()}${what.kind.slice(1)}`;
  const who = what.names.join(', ');
  if (!who) return `${kind} with ${what.company ?? 'a customer'}`;
  return what.company ? `${kind} with ${who} (${what.company})` : `${kind} with ${who}`;
}

export const ListMyInteractions = z.strictObject({
  since: Day.optional(),
  until: Day.optional(),
  company: KnownCompany.optional(),
  limit: Limit.optional(),
});
export type ListMyInteractions = z.input<typeof ListMyInteractions>;

/** The actor's own interactions, newest first. */
export async function listMyInteractions(ctx: Context, input: ListMyInteractions) {
  const { since, until, company: ref, limit = 10 } = parseInput(ListMyInteractions, input);
  const { tables } = ctx.store;
  const { interactions } = tables;
  const company = ref ? await lookUpCompany(ctx, ref) : undefined;
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

/** `details`: cut, unless it is the only one that is asked for. What is not so is left out. */
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

/** How much of the details is shown of each of several. */
const MOST_DETAILS = 400;

/** Interactions the actor may see, newest first, with the names of everybody in them. */
export async function listInteractions(
  ctx: Context,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<InteractionView[]> {
  const { tables } = ctx.store;
  const { interactions, companies, members } = tables;
  const rows = await ctx.db
    .select({ interaction: interactions, company: companies.name, member: members.name })
    .from(interactions)
    .innerJoin(members, eq(members.id, interactions.memberId))
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(and(where, visibleInteractions(tables, ctx.actor)))
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
      ...known({ company, contacts: names.get(id) }),
      member,
      summary,
      ...(details ? { details: details.length > most ? `${details.slice(0, most)} […]` : details } : {}),
      ...(isPrivate ? { is_private: true as const } : {}),
    }),
  );
}

/** Names of those who took part, by interaction. */
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

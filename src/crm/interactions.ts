import { and, gte, lte } from 'drizzle-orm';
import { z } from 'zod';
import { addDays } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { choosePerson } from '../names/choose.ts';
import type { Row } from '../store/schema.ts';
import { INTERACTION_KINDS } from '../store/schema-activity.ts';
import { type Created, listCreated } from './change-summary.ts';
import { CompanyRef, companyName, findOrCreateCompany, KnownCompany, lookUpCompany } from './companies.ts';
import { ContactRef } from './contact-refs.ts';
import { type FoundContact, findOrCreateContact, getContact } from './contacts.ts';
import { chooseEmployer, type UnclearCompany } from './employers.ts';
import { listOwnOpen, type OwnFollowUp } from './find-follow-up.ts';
import { type FollowUpSummary, followUpSummary, insertFollowUp } from './follow-ups.ts';
import { Day, LIMITS, Limit, line, named, parseInput, prose, TimeOfDay, withoutEmpty } from './inputs.ts';
import { type InteractionView, listInteractions, ownWith, type Participants } from './interaction-queries.ts';
import { refOf } from './look-up.ts';
import { asAuthor, findAuthor, withAuthor } from './mail-author.ts';
import { recordChange, type SavedChange, type Writer } from './record-change.ts';
import { requireFirstTelling } from './repeated-notes.ts';
import { dueOf } from './said-due.ts';
import { namesToSearch } from './searched-words.ts';

const Promised = z.strictObject({
  title: line(LIMITS.title),
  due_on: Day.optional(),
  due_time: TimeOfDay.optional(),
  contact: named.optional().describe('Name or id of whom it is for.'),
});

export const LogInteraction = z.strictObject({
  kind: z.enum(INTERACTION_KINDS),
  summary: prose(LIMITS.summary).describe('One to three sentences, in the language of the person.'),
  details: prose(LIMITS.details).optional().describe('What the summary leaves out, as written.'),
  company: CompanyRef.optional(),
  contacts: z
    .array(ContactRef)
    .max(LIMITS.contacts)
    .optional()
    .describe('Those on the customer side who took part.'),
  occurred_on: Day.optional().describe('YYYY-MM-DD; today when left out.'),
  is_private: z.boolean().optional().describe('Only when the person asks for it.'),
  follow_ups: z.array(Promised).max(LIMITS.followUps).optional().describe('What the person has to do next.'),
  again: z.boolean().optional().describe('Only when the person says that the same happened once more.'),
});
export type LogInteraction = z.input<typeof LogInteraction>;

/** `follow_ups`: those that were added. `open_follow_ups`: others of the actor that the interaction may have settled. */
export type LoggedInteraction = SavedChange &
  Created &
  UnclearCompany & {
    interaction: InteractionName;
    company?: { id: string; name: string };
    contacts?: { id: string; name: string }[];
    follow_ups?: FollowUpSummary[];
    open_follow_ups?: OwnFollowUp[];
  };

/**
 * Writes down an interaction of the actor with a customer. Company, contacts, employment and follow-ups are found or
 * created in the same change. Throws `ambiguous` or `not_found` with candidates when a name is not clear, `conflict` for
 * what the actor has told within the hour.
 */
export async function logInteraction(ctx: Context, input: LogInteraction): Promise<LoggedInteraction> {
  const said = parseInput(LogInteraction, input);
  const author = said.kind === 'email' ? findAuthor(ctx) : undefined;
  if (!said.company && !said.contacts?.length && !author)
    throw invalid('An interaction needs a company or a contact: who was it with? Ask, if it was not said.');
  const occurredOn = said.occurred_on ?? todayOf(ctx);
  requirePast(ctx, occurredOn);
  return recordChange(ctx, 'log_interaction', async (ctx) => {
    const { created, ...participants } = await findParticipants(ctx, { ...said, author });
    const { company, contacts } = participants;
    if (!said.again) await requireFirstTelling(ctx, { ...said, occurredOn, ...participants });
    const interaction = await insertInteraction(ctx, { ...said, occurredOn, ...participants });
    const followUps = await insertPromised(ctx, {
      promised: said.follow_ups ?? [],
      interaction,
      ...participants,
    });
    const openFollowUps = await listOwnOpen(ctx, {
      companyId: company?.id,
      contactIds: contacts.map(({ id }) => id),
      besides: followUps.map(({ id }) => id),
    });
    const names = contacts.map(({ name }) => name);
    return {
      summary: describeInteraction({ kind: said.kind, names, company: company?.name }),
      result: {
        interaction: interactionName(interaction),
        ...(company ? { company: companyName(company) } : {}),
        ...withoutEmpty({
          contacts: contacts.map(({ id, name }) => ({ id, name })),
          follow_ups: followUps,
          open_follow_ups: openFollowUps,
        }),
        ...created,
      },
    };
  });
}

type NewInteraction = Participants &
  Pick<z.output<typeof LogInteraction>, 'kind' | 'summary' | 'details' | 'is_private'> & {
    occurredOn: string;
  };

async function insertInteraction(
  ctx: Writer,
  { kind, occurredOn, summary, details, is_private: isPrivate, company, contacts }: NewInteraction,
): Promise<Row<'interactions'>> {
  const row = {
    id: newId(),
    kind,
    occurredOn,
    summary,
    details: details ?? null,
    companyId: company?.id ?? null,
    memberId: ctx.actor.memberId,
    isPrivate: isPrivate ?? false,
    sourceChannel: ctx.source?.channel ?? null,
    sourceTs: ctx.source?.ts ?? null,
    createdAt: ctx.clock.now(),
  };
  const names = await namesToSearch(ctx, { company, contacts });
  const interaction = await ctx.insert('interactions', row, names);
  await ctx.insertAll(
    'interactionContacts',
    contacts.map(({ id: contactId }) => ({ id: newId(), interactionId: interaction.id, contactId })),
  );
  return interaction;
}

/** Adds the follow-ups that an interaction ended with, as tools show them. */
async function insertPromised(
  ctx: Writer,
  {
    promised,
    interaction,
    company,
    contacts,
  }: Participants & { promised: z.output<typeof Promised>[]; interaction: Row<'interactions'> },
): Promise<FollowUpSummary[]> {
  const followUps = [];
  for (const { title, contact: said, ...due } of promised) {
    const contact = await findPromisee(ctx, { said, company, contacts });
    const followUp = await insertFollowUp(ctx, {
      title,
      ...dueOf(ctx, due),
      companyId: company?.id ?? null,
      contactId: contact?.id ?? null,
      interactionId: interaction.id,
    });
    followUps.push(followUpSummary(followUp, { contact: contact?.name, company: company?.name }));
  }
  return followUps;
}

/** An interaction as tools name it; `occurred_on`: a day. */
export type InteractionName = {
  id: string;
  kind: Row<'interactions'>['kind'];
  occurred_on: string;
  is_private?: true;
};

export const interactionName = ({
  id,
  kind,
  occurredOn,
  isPrivate,
}: Row<'interactions'>): InteractionName => ({
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
  // It may be tomorrow already where it happened.
  if (day <= today || day === addDays(today, 1)) return;
  throw invalid(
    `${day} is in the future (today is ${today}), and an interaction has happened already. For something planned use add_follow_up with due_on ${day}. If it has happened, the day or year may be mistyped: ask on which day it was.`,
  );
}

/** The company and the contacts, each once, found or created; without a company named, the one they all work at. */
async function findParticipants(
  ctx: Writer,
  said: {
    company?: CompanyRef | undefined;
    contacts?: ContactRef[] | undefined;
    author: ContactRef | undefined;
  },
): Promise<Participants & { created: Created & UnclearCompany }> {
  const found = said.company ? await findOrCreateCompany(ctx, said.company) : undefined;
  const people: FoundContact[] = [];
  const { author } = said;
  for (const each of withAuthor(said.contacts ?? [], author)) {
    const ref = await asAuthor(ctx, { ref: each, author, company: found?.company });
    people.push(await findOrCreateContact(ctx, { ref, company: found?.company }));
  }
  const contacts = new Map(people.map(({ contact }) => [contact.id, contact]));
  const created = listCreated({ company: found, contacts: people });
  if (found) return { company: found.company, contacts: [...contacts.values()], created };
  const { company, unclear } = await chooseEmployer(ctx, [...contacts.keys()]);
  return { company, contacts: [...contacts.values()], created: { ...created, ...unclear } };
}

/** Those who took part in one interaction are called by parts of their names, as colleagues are. */
const TOGETHER = ['here'];

/** The contact to whom something was promised: the one who is named, else the only one who took part. */
async function findPromisee(
  ctx: Writer,
  { said, company, contacts }: Participants & { said: string | undefined },
): Promise<Row<'contacts'> | undefined> {
  if (!said) return contacts.length === 1 ? contacts[0] : undefined;
  const here = contacts.find(({ id }) => id === said);
  if (here) return here;
  // Who took part is meant before anybody else.
  const took = contacts.map((contact) => ({ name: contact.name, companies: TOGETHER, contact }));
  const choice = choosePerson({ name: said, companies: TOGETHER }, took);
  if (choice.answer === 'same') return choice.one.contact;
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
  const link = what.kind === 'note' ? 'about' : 'with';
  if (!who) return `${kind} ${link} ${what.company ?? 'a customer'}`;
  return what.company ? `${kind} ${link} ${who} (${what.company})` : `${kind} ${link} ${who}`;
}

export const ListMyInteractions = z.strictObject({
  since: Day.optional(),
  until: Day.optional(),
  company: KnownCompany.optional(),
  limit: Limit.optional(),
});
export type ListMyInteractions = z.input<typeof ListMyInteractions>;

/** The actor's own interactions, newest first. Throws `not_found` or `ambiguous` for a company that is not clear. */
export async function listMyInteractions(
  ctx: Context,
  input: ListMyInteractions,
): Promise<{ interactions: InteractionView[] }> {
  const { since, until, company: ref, limit = 10 } = parseInput(ListMyInteractions, input);
  const { interactions } = ctx.store.tables;
  const company = ref ? await lookUpCompany(ctx, ref) : undefined;
  return {
    interactions: await listInteractions(ctx, {
      limit,
      where: and(
        ownWith(ctx, { companyId: company?.id }),
        since ? gte(interactions.occurredOn, since) : undefined,
        until ? lte(interactions.occurredOn, until) : undefined,
      ),
    }),
  };
}

import { eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, hasRole } from '../context.ts';
import { forbidden, invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import { removeEvidence } from '../store/observation-evidence.ts';
import type { Row } from '../store/schema.ts';
import { INTERACTION_KINDS } from '../store/schema-activity.ts';
import { BECAUSE } from '../store/schema-crm.ts';
import { arrow, type Created, listCreated, whomOf } from './change-summary.ts';
import { CompanyRef, companyName, findOrCreateCompany, KnownCompany } from './companies.ts';
import { chooseColleague, chooseContact } from './contact-choice.ts';
import { ContactRef, readRef } from './contact-refs.ts';
import { type FoundContact, findOrCreateContact } from './contacts.ts';
import { chooseEmployer, findCommonEmployer, type UnclearCompany } from './employers.ts';
import { getMeantInteraction } from './find-interaction.ts';
import { selectFollowUps } from './follow-up-queries.ts';
import { takeBackUnseen } from './hand-over.ts';
import { Day, Id, LIMITS, parseInput, prose, withoutEmpty } from './inputs.ts';
import { type Participants, readParticipants } from './interaction-queries.ts';
import { describeInteraction, type InteractionName, interactionName, requirePast } from './interactions.ts';
import { moveWithInteraction } from './moved-interactions.ts';
import { recordChange, type SavedChange, type Writer } from './record-change.ts';

export const ChangeInteraction = z.strictObject({
  interaction_id: Id.optional().describe(
    'Or its change_id; the last one in this conversation when left out.',
  ),
  which_company: KnownCompany.optional().describe('To find it: whom it is with now.'),
  which_kind: z.enum(INTERACTION_KINDS).optional(),
  company: CompanyRef.optional().describe('The right one.'),
  kind: z.enum(INTERACTION_KINDS).optional(),
  summary: prose(LIMITS.summary).optional(),
  details: prose(LIMITS.details).optional(),
  occurred_on: Day.optional(),
  contacts: z.array(ContactRef).max(LIMITS.contacts).optional().describe('All who took part.'),
  is_private: z.boolean().optional(),
  clear: z.array(z.enum(['contacts', 'details'])).optional(),
  because: z.enum(BECAUSE).optional().describe('misread: it was saved wrongly.'),
});
export type ChangeInteraction = z.input<typeof ChangeInteraction>;
/** What is to be changed; `details` is null where they are cleared. */
type Correction = Omit<z.output<typeof ChangeInteraction>, 'details'> & {
  details?: string | null | undefined;
};

const CHANGEABLE = [
  'company',
  'kind',
  'summary',
  'details',
  'occurred_on',
  'contacts',
  'is_private',
] as const;

/** The values of fields that were cleared. */
const EMPTY = { contacts: [], details: null };

/** The interaction as it is now. `for`: whom a follow-up that went with it is for now. */
export type ChangedInteraction = SavedChange &
  Created &
  UnclearCompany & {
    interaction: InteractionName;
    company?: { id: string; name: string };
    contacts?: { id: string; name: string }[];
    moved_follow_ups?: MovedFollowUp[];
  };
type MovedFollowUp = { title: string; for?: string };

/**
 * Puts an interaction of the actor (for leads: of anybody) right, in one change. Its follow-ups go with it. Companies and
 * contacts that were only created for what it said before are removed. Throws `not_found` or `ambiguous` with candidates
 * when it is not clear what is meant, `forbidden` when the actor may not change it.
 */
export async function changeInteraction(ctx: Context, input: ChangeInteraction): Promise<ChangedInteraction> {
  const { clear = [], ...given } = parseInput(ChangeInteraction, input);
  const emptied = Object.fromEntries(clear.map((field) => [field, EMPTY[field]]));
  const said: Correction = { ...emptied, ...given };
  if (CHANGEABLE.every((field) => said[field] === undefined))
    throw invalid(`Nothing to change: give at least one of ${CHANGEABLE.join(', ')}.`);
  if (said.occurred_on) requirePast(ctx, said.occurred_on);
  return recordChange(ctx, 'change_interaction', async (ctx) => {
    const before = await getMeantInteraction(ctx, said);
    if (said.is_private !== undefined && said.is_private !== before.isPrivate) requireOwn(ctx, before);
    const was = await readParticipants(ctx, before);
    const { created, ...is } = await findParticipants(ctx, { said, was });
    const patch = patchOf(said, is);
    const after = { ...before, ...patch };
    const told = describeDifference({ before, after, was, is });
    const result = {
      interaction: interactionName(after),
      ...(is.company ? { company: companyName(is.company) } : {}),
      ...withoutEmpty({ contacts: is.contacts.map(({ id, name }) => ({ id, name })) }),
      ...created,
    };
    const names = is.contacts.map(({ name }) => name);
    const name = describeInteraction({ kind: after.kind, names, company: is.company?.name });
    if (told.length === 0) return { summary: name, result };
    await replaceContacts(ctx, { interactionId: before.id, was, is });
    // Also where only the contacts are others: a later change of the same interaction builds on this one.
    await ctx.update('interactions', before, patch);
    const moved = await moveWithInteraction(ctx, { interaction: before, was, is });
    if (after.isPrivate && !before.isPrivate) await takeBackUnseen(ctx, before);
    if (told.some(({ field }) => field !== 'day'))
      await removeEvidence(ctx, { interactionIds: [before.id], now: ctx.clock.now() });
    const words = told.map(({ field, words }) => `${field} ${words}`).join('; ');
    return {
      summary: `${name}: ${words}`,
      result: { ...result, ...withoutEmpty({ moved_follow_ups: await describeMoved(ctx, moved) }) },
      because: said.because,
    };
  });
}

function patchOf(said: Correction, { company }: Participants): Partial<Row<'interactions'>> {
  return {
    ...(said.kind ? { kind: said.kind } : {}),
    ...(said.summary ? { summary: said.summary } : {}),
    ...(said.details === undefined ? {} : { details: said.details }),
    ...(said.occurred_on ? { occurredOn: said.occurred_on } : {}),
    ...(said.is_private === undefined ? {} : { isPrivate: said.is_private }),
    companyId: company?.id ?? null,
  };
}

/** Throws `forbidden` for others than the author and admins: they alone say who may see an interaction. */
function requireOwn({ actor }: Context, { memberId }: Row<'interactions'>): void {
  if (memberId === actor.memberId || hasRole(actor, 'admin')) return;
  throw forbidden('Only the person who logged this or an admin can say who may see it.');
}

/** The follow-ups that went with an interaction, and whom they are for now. */
async function describeMoved(ctx: Writer, moved: readonly Row<'followUps'>[]): Promise<MovedFollowUp[]> {
  if (moved.length === 0) return [];
  const ids = moved.map(({ id }) => id);
  const { followUps } = ctx.store.tables;
  const rows = await selectFollowUps(ctx).where(inArray(followUps.id, ids)).orderBy(followUps.id);
  return rows.map((row) => ({ title: row.title, ...withoutEmpty({ for: whomOf(row) }) }));
}

/**
 * The company and the contacts that the interaction was with in truth, found or created. Where the company was the common
 * employer of the contacts, it is that of the right contacts now.
 */
async function findParticipants(
  ctx: Writer,
  { said, was }: { said: Correction; was: Participants },
): Promise<Participants & { created: Created & UnclearCompany }> {
  const named = said.company ? await findOrCreateCompany(ctx, said.company) : undefined;
  const company = named?.company ?? was.company;
  if (!said.contacts) return { company, contacts: was.contacts, created: listCreated({ company: named }) };
  if (said.contacts.length === 0 && !company) throw invalid('An interaction needs a company or a contact.');
  const people: FoundContact[] = [];
  for (const ref of said.contacts)
    people.push(await findParticipant(ctx, { ref, company, isCertain: named !== undefined }));
  const took = [...new Map(people.map(({ contact }) => [contact.id, contact])).values()];
  const employer = named ? { company, unclear: {} } : await findNewEmployer(ctx, { was, contacts: took });
  return {
    company: employer.company,
    contacts: took,
    created: { ...listCreated({ company: named, contacts: people }), ...employer.unclear },
  };
}

/** A contact of the company; else, where the company was not said anew, one known elsewhere; else a new one. */
async function findParticipant(
  ctx: Writer,
  { ref, company, isCertain }: { ref: ContactRef; company: Participants['company']; isCertain: boolean },
): Promise<FoundContact> {
  if (isCertain || ref.is_new) return findOrCreateContact(ctx, { ref, company });
  const { said } = readRef(ref);
  const inside = await chooseColleague({ ...ctx, company }, said);
  const elsewhere = inside.answer === 'new' ? await chooseContact(ctx, said) : inside;
  const isElsewhere = inside.answer === 'new' && elsewhere.answer === 'same';
  return findOrCreateContact(ctx, isElsewhere ? { ref } : { ref, company });
}

/**
 * The company at which the right contacts work, where the company was that of the wrong ones before; none where they have several
 * others, and the one from before where they have none.
 */
async function findNewEmployer(
  ctx: Writer,
  { was, contacts }: { was: Participants; contacts: readonly Row<'contacts'>[] },
): ReturnType<typeof chooseEmployer> {
  const before = await findCommonEmployer(
    ctx,
    was.contacts.map(({ id }) => id),
  );
  if (before?.id !== was.company?.id) return { company: was.company, unclear: {} };
  const ids = contacts.map(({ id }) => id);
  return chooseEmployer(ctx, ids, was.company);
}

async function replaceContacts(
  ctx: Writer,
  { interactionId, was, is }: { interactionId: string; was: Participants; is: Participants },
): Promise<void> {
  const { interactionContacts } = ctx.store.tables;
  const stays = new Set(is.contacts.map(({ id }) => id));
  const links = await ctx.db
    .select()
    .from(interactionContacts)
    .where(eq(interactionContacts.interactionId, interactionId));
  for (const link of links) if (!stays.has(link.contactId)) await ctx.remove('interactionContacts', link);
  const there = new Set(was.contacts.map(({ id }) => id));
  for (const { id: contactId } of is.contacts) {
    if (!there.has(contactId))
      await ctx.insert('interactionContacts', { id: newId(), interactionId, contactId });
  }
}

type Difference = {
  before: Row<'interactions'>;
  after: Row<'interactions'>;
  was: Participants;
  is: Participants;
};

/** The fields that are different, with old and new values; of summary and details only that they are. */
function describeDifference({ before, after, was, is }: Difference): { field: string; words: string }[] {
  const people = ({ contacts }: Participants) => contacts.map(({ name }) => name).join(', ') || 'nobody';
  const ids = ({ contacts }: Participants) =>
    contacts
      .map(({ id }) => id)
      .toSorted()
      .join();
  const day = ({ occurredOn }: Row<'interactions'>) => formatDate(occurredOn);
  const seen = ({ isPrivate }: Row<'interactions'>) => (isPrivate ? 'private' : 'open to the team');
  const all = [
    {
      field: 'company',
      isSame: was.company?.id === is.company?.id,
      words: arrow(was.company?.name, is.company?.name),
    },
    { field: 'with', isSame: ids(was) === ids(is), words: arrow(people(was), people(is)) },
    { field: 'day', isSame: before.occurredOn === after.occurredOn, words: arrow(day(before), day(after)) },
    { field: 'kind', isSame: before.kind === after.kind, words: arrow(before.kind, after.kind) },
    { field: 'summary', isSame: before.summary === after.summary, words: 'rewritten' },
    {
      field: 'details',
      isSame: before.details === after.details,
      words: rewriting(before.details, after.details),
    },
    { field: 'now', isSame: before.isPrivate === after.isPrivate, words: seen(after) },
  ];
  return all.filter(({ isSame }) => !isSame).map(({ field, words }) => ({ field, words }));
}

function rewriting(was: string | null, is: string | null): string {
  if (!is) return 'removed';
  return was ? 'rewritten' : 'added';
}

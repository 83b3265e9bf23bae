import { and, eq, lte } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { invalid } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { type Created, describeUpdate, listCreated, whomOf } from './change-summary.ts';
import { ColleagueRef } from './colleagues.ts';
import { CompanyRef, findOrCreateCompany, KnownCompany, lookUpCompany } from './companies.ts';
import { NamedContact } from './contact-refs.ts';
import { findOrCreateContact } from './contacts.ts';
import { chooseEmployer, type UnclearCompany } from './employers.ts';
import { getMeantFollowUp } from './find-follow-up.ts';
import {
  type FollowUpView,
  isOf,
  listOpenWith,
  openWith,
  readOwnFollowUps,
  selectFollowUps,
  withDue,
} from './follow-up-queries.ts';
import { newOwner } from './hand-over.ts';
import {
  Day,
  DayOrNone,
  Id,
  LIMITS,
  Limit,
  line,
  parseInput,
  TimeOfDay,
  TimeOfDayOrNone,
  withoutEmpty,
} from './inputs.ts';
import { recordChange, type SavedChange, updateIfNew, type Writer } from './record-change.ts';
import { dueAfter, dueOf } from './said-due.ts';

const FIELDS = z.object({
  title: line(LIMITS.title),
  due_on: Day,
  due_time: TimeOfDay.describe('HH:MM, only if a time was said: they are reminded then.'),
  company: CompanyRef,
  contact: NamedContact,
});

export const AddFollowUp = z.strictObject({
  ...FIELDS.partial().shape,
  title: line(LIMITS.title).describe('e.g. "Send pricing"'),
});
export type AddFollowUp = z.input<typeof AddFollowUp>;

/** `follow_up`: as it is now. */
export type SavedFollowUp = SavedChange & Created & UnclearCompany & { follow_up: FollowUpSummary };

/**
 * Notes what the actor has promised to do by when. A promise to a contact is one to the company they work at. Throws
 * `not_found` or `ambiguous` with candidates when it is not clear who is meant.
 */
export async function addFollowUp(ctx: Context, input: AddFollowUp): Promise<SavedFollowUp> {
  const said = parseInput(AddFollowUp, input);
  return recordChange(ctx, 'add_follow_up', async (ctx) => {
    const { created, ...links } = await linksOf(ctx, said);
    const followUp = await insertFollowUp(ctx, { title: said.title, ...dueOf(ctx, said), ...links });
    return {
      summary: describeFollowUp(followUp),
      result: { follow_up: await readFollowUpSummary(ctx, followUp), ...created },
    };
  });
}

/** The company and the contact that a follow-up is about, found or created. */
async function linksOf(
  ctx: Writer,
  { company: companyRef, contact: contactRef }: Pick<z.output<typeof AddFollowUp>, 'company' | 'contact'>,
) {
  const found = companyRef ? await findOrCreateCompany(ctx, companyRef) : undefined;
  const person = contactRef
    ? await findOrCreateContact(ctx, { ref: contactRef, company: found?.company })
    : undefined;
  const { company, unclear } = found
    ? { company: found.company, unclear: {} }
    : await chooseEmployer(ctx, person ? [person.contact.id] : []);
  return {
    ...(company ? { companyId: company.id } : {}),
    ...(person ? { contactId: person.contact.id } : {}),
    created: { ...listCreated({ company: found, contacts: [person] }), ...unclear },
  };
}

/** A follow-up as a change tells it. `due_on`: a day, `due_time`: `HH:MM`. `for`: `Henrik Dahl (Bluefin Logistics)`. */
export type FollowUpSummary = {
  id: string;
  title: string;
  due_on?: string;
  due_time?: string;
  for?: string;
  status?: 'done';
};

export const followUpSummary = (
  { id, title, dueOn, dueTime, status }: Row<'followUps'>,
  whom: Parameters<typeof whomOf>[0],
): FollowUpSummary =>
  withoutEmpty({
    id,
    title,
    due_on: dueOn,
    due_time: dueTime,
    for: whomOf(whom),
    status: status === 'done' ? status : null,
  });

async function readFollowUpSummary(ctx: Writer, row: Row<'followUps'>): Promise<FollowUpSummary> {
  const { followUps } = ctx.store.tables;
  const [named = {}] = await selectFollowUps(ctx).where(eq(followUps.id, row.id));
  return followUpSummary(row, named);
}

type NewFollowUp = { title: string } & Partial<
  Pick<Row<'followUps'>, 'dueOn' | 'dueTime' | 'companyId' | 'contactId' | 'interactionId'>
>;

/** Adds an open follow-up of the actor. */
export function insertFollowUp(ctx: Writer, followUp: NewFollowUp): Promise<Row<'followUps'>> {
  return ctx.insert('followUps', {
    id: newId(),
    status: 'open',
    memberId: ctx.actor.memberId,
    createdAt: ctx.clock.now(),
    ...followUp,
  });
}

export const ChangeFollowUp = z
  .strictObject({
    follow_up_id: Id.optional().describe('Or its change_id.'),
    words: line(LIMITS.title).optional().describe('Or words of its title.'),
    action: z.enum(['done', 'change', 'snooze', 'reopen', 'assign', 'hand_back']),
    ...FIELDS.partial().shape,
    due_on: DayOrNone.optional().describe('Or none.'),
    due_time: TimeOfDayOrNone.optional().describe('HH:MM, or none.'),
    until: z.enum(['tomorrow', 'next_week']).optional().describe('For snooze, or due_on.'),
    to: ColleagueRef.optional().describe('For assign: the colleague, {name}.'),
  })
  .refine((which) => which.follow_up_id || which.words, 'needs follow_up_id, or words of its title')
  .refine(
    ({ action, title, due_on, due_time, company, contact }) =>
      action !== 'change' || Boolean(title || due_on || due_time || company || contact),
    'action change needs what is to change: title, due_on, due_time, company or contact',
  )
  .refine(
    ({ action, until, due_on }) => action !== 'snooze' || until || due_on,
    'action snooze needs until, or due_on',
  )
  .refine(({ action, to }) => to || action !== 'assign', 'action assign needs to: the colleague who gets it');
export type ChangeFollowUp = z.input<typeof ChangeFollowUp>;
type Said = z.output<typeof ChangeFollowUp>;

/** `assigned_to`: the name of who has it now, where it was given to somebody. */
export type ChangedFollowUp = SavedFollowUp & { assigned_to?: string };

/**
 * Changes one of the actor's follow-ups (for leads: anybody's): done, other words or another day, later, open again, given
 * to a colleague, or back to the one who gave it. Throws `not_found` or `ambiguous` with candidates, `invalid` for a
 * follow-up that is done already. Whoever it is given to is told by `changeFollowUpAndTell`, not by this.
 */
export async function changeFollowUp(ctx: Context, input: ChangeFollowUp): Promise<ChangedFollowUp> {
  const said = parseInput(ChangeFollowUp, input);
  return recordChange(ctx, 'change_follow_up', async (ctx) => {
    const before = await getMeantFollowUp(ctx, said);
    if (said.action !== 'reopen' && before.status !== 'open')
      throw invalid(`“${before.title}” is already done; action reopen opens it again.`);
    const owner = await newOwner(ctx, { before, said });
    const { created, ...links } = await linksOf(ctx, said);
    const patch = {
      ...statusAfter(ctx, said.action),
      ...(said.title ? { title: said.title } : {}),
      ...dueAfter(ctx, { before, said }),
      ...links,
      ...owner?.patch,
    };
    const after = await updateIfNew(ctx, 'followUps', { before, patch });
    return {
      summary: describeChange(before, after, owner?.name),
      result: {
        follow_up: await readFollowUpSummary(ctx, after),
        ...(owner ? { assigned_to: owner.name } : {}),
        ...created,
      },
    };
  });
}

function statusAfter(ctx: Context, action: Said['action']): Partial<Row<'followUps'>> {
  if (action === 'done') return { status: 'done', completedAt: ctx.clock.now() };
  return action === 'reopen' ? { status: 'open', completedAt: null } : {};
}

export const ListMyFollowUps = z.strictObject({
  due_until: Day.optional().describe('Due on or before this day.'),
  company: KnownCompany.optional(),
  limit: Limit.optional(),
});
export type ListMyFollowUps = z.input<typeof ListMyFollowUps>;

/** The actor's own open follow-ups, the most urgent first, those without a day last. `today`: the actor's day. */
export async function listMyFollowUps(
  ctx: Context,
  input: ListMyFollowUps,
): Promise<{ today: string; open_follow_ups: FollowUpView[] }> {
  const { due_until: dueUntil, company: ref, limit = 20 } = parseInput(ListMyFollowUps, input);
  const { followUps } = ctx.store.tables;
  const company = ref ? await lookUpCompany(ctx, ref) : undefined;
  const isDue = dueUntil ? lte(followUps.dueOn, dueUntil) : undefined;
  const open = company
    ? await listOpenWith(ctx, {
        where: and(isOf(ctx, ctx.actor.memberId), openWith(ctx, { companyId: company.id }), isDue),
        limit,
      })
    : (await readOwnFollowUps(ctx, { where: isDue, status: 'open', limit })).map(withoutEmpty);
  return { today: todayOf(ctx), open_follow_ups: open };
}

const describeFollowUp = ({
  title,
  dueOn,
  dueTime,
}: Pick<Row<'followUps'>, 'title' | 'dueOn' | 'dueTime'>): string => withDue(title, dueOn, dueTime);

/** The words for a change of a follow-up, with old and new values. */
function describeChange(
  before: Row<'followUps'>,
  after: Row<'followUps'>,
  owner: string | undefined,
): string {
  if (owner) return `To ${owner}: ${describeFollowUp(after)}`;
  if (before.status === 'open' && after.status === 'done') return `Done: ${after.title}`;
  if (before.status === 'done' && after.status === 'open') return `Open again: ${describeFollowUp(after)}`;
  const told = ({ dueOn, dueTime, title }: Row<'followUps'>) => ({
    title,
    due: dueOn && formatDate(dueOn),
    time: dueTime,
  });
  return describeUpdate(before.title, {
    before: told(before),
    after: told(after),
    fields: ['title', 'due', 'time'],
  });
}

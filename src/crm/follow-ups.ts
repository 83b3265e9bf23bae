import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { formatDate } from '../clock.ts';
import { type Context, hasRole, todayOf } from '../context.ts';
import { ambiguous, forbidden, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Row } from '../store/schema.ts';
import { visibleFollowUps } from '../store/visibility.ts';
import { fold } from '../text.ts';
import { CompanyRef, findOrCreateCompany, lookUpCompany } from './companies.ts';
import { ContactRef, findOrCreateContact } from './contacts.ts';
import { Day, Id, LIMITS, line, parseInput } from './inputs.ts';
import { recordChange, type Writer } from './write.ts';

export const SetFollowUp = z.strictObject({
  title: line(LIMITS.title).describe('What is to be done, e.g. "Send pricing".'),
  due_on: Day.optional().describe('By when, YYYY-MM-DD.'),
  company: CompanyRef.optional(),
  contact: ContactRef.optional(),
  follow_up_id: Id.optional().describe('Set to change an existing follow-up instead of adding one.'),
});
export type SetFollowUp = z.input<typeof SetFollowUp>;

/** Notes what the actor has promised to do by when, or changes one of their open follow-ups. */
export async function setFollowUp(ctx: Context, input: SetFollowUp) {
  const wanted = parseInput(SetFollowUp, input);
  return recordChange(ctx, 'set_follow_up', async (write) => {
    const company = wanted.company
      ? (await findOrCreateCompany(ctx, write, wanted.company)).company
      : undefined;
    const contact = wanted.contact
      ? (await findOrCreateContact(ctx, write, { ref: wanted.contact, company })).contact
      : undefined;
    const links = {
      ...(company ? { companyId: company.id } : {}),
      ...(contact ? { contactId: contact.id } : {}),
    };
    const due = wanted.due_on ? { dueOn: wanted.due_on } : {};
    const followUp = wanted.follow_up_id
      ? await write.update('followUps', await getOwnOpen(ctx, write, wanted.follow_up_id), {
          title: wanted.title,
          ...due,
          ...links,
        })
      : await addFollowUp(ctx, write, { title: wanted.title, ...due, ...links });
    return { summary: describeFollowUp(followUp), result: { followUp } };
  });
}

type NewFollowUp = { title: string } & Partial<
  Pick<Row<'followUps'>, 'dueOn' | 'companyId' | 'contactId' | 'interactionId'>
>;

export function addFollowUp(ctx: Context, write: Writer, followUp: NewFollowUp): Promise<Row<'followUps'>> {
  return write.insert('followUps', {
    id: newId(),
    status: 'open',
    memberId: ctx.actor.memberId,
    createdAt: ctx.clock.now(),
    ...followUp,
  });
}

export const CompleteFollowUp = z
  .strictObject({
    follow_up_id: Id.optional(),
    title: line(LIMITS.title).optional().describe('Words of the follow-up, when its id is not known.'),
  })
  .refine((which) => which.follow_up_id || which.title, 'needs follow_up_id or title');
export type CompleteFollowUp = z.input<typeof CompleteFollowUp>;

/** Marks one of the actor's open follow-ups (for leads: anybody's) as done. */
export async function completeFollowUp(ctx: Context, input: CompleteFollowUp) {
  const which = parseInput(CompleteFollowUp, input);
  return recordChange(ctx, 'complete_follow_up', async (write) => {
    const open = which.follow_up_id
      ? await getOwnOpen(ctx, write, which.follow_up_id)
      : await getByTitle(ctx, write, which.title ?? '');
    const followUp = await write.update('followUps', open, { status: 'done', completedAt: ctx.clock.now() });
    return { summary: followUp.title, result: { followUp } };
  });
}

export const ListMyFollowUps = z.strictObject({
  due_until: Day.optional().describe(
    'Only those due on or before this day, e.g. today for what is due or overdue.',
  ),
  company: CompanyRef.optional(),
  limit: z.int().min(1).max(LIMITS.rows).default(20),
});
export type ListMyFollowUps = z.input<typeof ListMyFollowUps>;

/** The actor's own open follow-ups, the most urgent first, those without a day last. */
export async function listMyFollowUps(ctx: Context, input: ListMyFollowUps) {
  const { due_until: dueUntil, company: ref, limit } = parseInput(ListMyFollowUps, input);
  const { read, tables } = ctx.store;
  const { followUps } = tables;
  const company = ref ? await lookUpCompany({ db: read, tables }, ref) : undefined;
  const where = and(
    eq(followUps.memberId, ctx.actor.memberId),
    dueUntil ? lte(followUps.dueOn, dueUntil) : undefined,
    company ? eq(followUps.companyId, company.id) : undefined,
  );
  return {
    today: todayOf(ctx),
    open_follow_ups: await listOpenFollowUps(ctx, { where, limit }),
  };
}

/** Open follow-ups the actor may see, the most urgent first, those without a day last. */
export function listOpenFollowUps(ctx: Context, { where, limit }: { where: SQL | undefined; limit: number }) {
  const { followUps, members, companies, contacts } = ctx.store.tables;
  return ctx.store.read
    .select({
      id: followUps.id,
      title: followUps.title,
      due_on: followUps.dueOn,
      company: companies.name,
      contact: contacts.name,
      owner: members.name,
    })
    .from(followUps)
    .innerJoin(members, eq(members.id, followUps.memberId))
    .leftJoin(companies, eq(companies.id, followUps.companyId))
    .leftJoin(contacts, eq(contacts.id, followUps.contactId))
    .where(and(where, eq(followUps.status, 'open'), visibleFollowUps(ctx.store.tables, ctx.actor)))
    .orderBy(sql`${followUps.dueOn} is null`, asc(followUps.dueOn), asc(followUps.id))
    .limit(limit);
}

async function getOwnOpen(ctx: Context, write: Writer, id: string): Promise<Row<'followUps'>> {
  const { followUps } = write.tables;
  const [followUp] = await write.tx
    .select()
    .from(followUps)
    .where(and(eq(followUps.id, id), visibleFollowUps(write.tables, ctx.actor)));
  if (!followUp) throw notFound('follow-up', id);
  if (followUp.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead')) {
    throw forbidden(`“${followUp.title}” is somebody else's follow-up; only they or a lead can change it.`);
  }
  if (followUp.status !== 'open') throw invalid(`“${followUp.title}” is already done.`);
  return followUp;
}

/** The actor's own open follow-up that has all these words. */
async function getByTitle(ctx: Context, write: Writer, title: string): Promise<Row<'followUps'>> {
  const { followUps } = write.tables;
  const own = await write.tx
    .select()
    .from(followUps)
    .where(
      and(
        eq(followUps.memberId, ctx.actor.memberId),
        eq(followUps.status, 'open'),
        visibleFollowUps(write.tables, ctx.actor),
      ),
    )
    .orderBy(asc(followUps.dueOn), asc(followUps.id));
  const words = fold(title).split(' ').filter(Boolean);
  const has = (each: Row<'followUps'>) => words.every((word) => fold(each.title).includes(word));
  const fitting = words.length === 0 ? [] : own.filter(has);
  if (fitting.length > 1) throw ambiguous('follow-up', title, fitting.map(describeCandidate));
  const [followUp] = fitting;
  if (!followUp) throw notFound('open follow-up of yours', title, own.slice(0, 5).map(describeCandidate));
  return followUp;
}

const describeCandidate = (followUp: Row<'followUps'>) => `${describeFollowUp(followUp)} [id ${followUp.id}]`;

function describeFollowUp(followUp: Row<'followUps'>): string {
  return followUp.dueOn ? `${followUp.title}, due ${formatDate(followUp.dueOn)}` : followUp.title;
}

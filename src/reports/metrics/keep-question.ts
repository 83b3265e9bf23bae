import { and, count, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { DAY_MS } from '../../clock.ts';
import { type Context, hasRole, transact, type Writing } from '../../context.ts';
import { conflict, describeIssues, forbidden, invalid, notFound } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { lock } from '../../store/locks.ts';
import { insertRow } from '../../store/prepared-statements.ts';
import type { Row } from '../../store/schema.ts';
import { LIMITS, type ReportDefinition, ReportName, ReportTitle } from '../definition.ts';
import { getReportRun } from '../report-runs.ts';
import type { WithReports } from '../reports.ts';
import { prepare } from '../run-report.ts';
import { compileQuestion } from './compile-question.ts';
import { filtersInWords } from './how-counted.ts';
import { findOpen, type KeptQuestion, readKept } from './kept-questions.ts';
import { metricOf } from './request.ts';

/** How many questions are kept, and proposed. */
const KEEPING = {
  /** Proposals of one member that wait for a word, and those of one day. */
  waiting: 5,
  aDay: 10,
  /** Kept and proposed ones of the whole team: lists show them all. */
  most: 200,
} as const;

/** A question as somebody proposes to keep it: the run in which it was asked, and what it is to be called. */
export const ProposeQuestion = z.strictObject({ run: z.string(), name: ReportName, title: ReportTitle });
export type ProposeQuestion = z.input<typeof ProposeQuestion>;

/** What is proposed: the question, the report that it is made into, and what it is filtered by, in words. */
export type Proposal = { kept: KeptQuestion; definition: ReportDefinition; filters: string[] };

/**
 * Proposes to keep a question that the actor has asked as a report; an admin decides. Throws `invalid` for a name that is none or for
 * what is no question, `conflict` for a name that is taken or when enough is proposed, and as `prepare` does.
 */
export async function proposeQuestion(ctx: WithReports, input: ProposeQuestion): Promise<Proposal> {
  const parsed = ProposeQuestion.safeParse(input);
  if (!parsed.success) throw invalid(describeIssues(parsed.error));
  const { run: runId, name, title } = parsed.data;
  const { memberId } = ctx.actor;
  const run = await getReportRun(ctx, { runId, memberId });
  if (metricOf(run.report) === undefined) throw invalid('Only questions in metrics can be kept as a report.');
  // Whoever reads along does not change what is asked.
  const alone = { ...ctx, actor: { ...ctx.actor, audience: 'direct' as const } };
  const { report, params, question } = await prepare(alone, { name: run.report, given: run.params });
  if (!question) throw invalid('Only questions in metrics can be kept as a report.');
  const { metric } = question;
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'kept questions');
    await requireFree(ctx, name);
    await requireRoom(ctx);
    const row = {
      id: newId(),
      name,
      title,
      metric: metric.definition.name,
      request: params.given,
      definitionHash: metric.hash,
      status: 'proposed' as const,
      proposedBy: memberId,
      proposedAt: ctx.clock.now(),
    };
    const kept = readKept(await insertRow(ctx, { into: 'keptQuestions', row }));
    return { kept, definition: report.definition, filters: filtersInWords(question, params.used) };
  });
}

/** Throws `conflict` unless nothing is called so. */
async function requireFree(ctx: Writing<WithReports>, name: string): Promise<void> {
  const { catalog } = ctx.reports;
  const isReport = catalog.find(name) || catalog.broken().some(({ file }) => file === `${name}.yaml`);
  const kept = isReport ? undefined : await findOpen(ctx, name);
  if (!isReport && !kept) return;
  const what = kept?.status === 'proposed' ? 'is proposed already' : 'is a report already';
  throw conflict(`“${name}” ${what}: choose another name.`);
}

async function requireRoom(ctx: Writing<Context>): Promise<void> {
  const { keptQuestions: kept } = ctx.store.tables;
  const numberOf = async (which: Parameters<typeof and>[0]) => {
    const [row] = await ctx.db.select({ count: count() }).from(kept).where(which);
    return row?.count ?? 0;
  };
  const own = eq(kept.proposedBy, ctx.actor.memberId);
  const since = new Date(ctx.clock.now().getTime() - DAY_MS);
  if ((await numberOf(and(own, eq(kept.status, 'proposed')))) >= KEEPING.waiting)
    throw conflict(`${KEEPING.waiting} of your questions wait for an admin already.`);
  if ((await numberOf(and(own, gt(kept.proposedAt, since)))) >= KEEPING.aDay)
    throw conflict(`You have proposed ${KEEPING.aDay} questions today, which is the most.`);
  const open = (await numberOf(eq(kept.status, 'proposed'))) + (await numberOf(eq(kept.status, 'certified')));
  if (open >= KEEPING.most)
    throw conflict(
      `${KEEPING.most} questions are kept already, which is the most: an admin can withdraw one.`,
    );
}

/**
 * Certifies a question for the team, as it is counted now; of one that is kept already, what it counts now and who answers for it. Throws
 * `forbidden` unless the actor is an admin, `conflict` when it is declined or withdrawn, or a report has its name by now, and
 * `RequestError` when its metric cannot answer it any more.
 */
export async function certifyQuestion(
  ctx: WithReports,
  { id, again = false }: { id: string; again?: boolean },
): Promise<KeptQuestion> {
  requireAdmin(ctx);
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'kept questions');
    const before = await getById(ctx, id);
    requireOpen(before, again ? 'certified' : 'proposed');
    if (ctx.reports.catalog.find(before.name))
      throw conflict(`There is a report “${before.name}” by now: this question needs another name.`);
    const { metric } = compileQuestion(ctx, before.request);
    return decide(ctx, { id, status: 'certified', definitionHash: metric.hash });
  });
}

/** Declines a question that was proposed. Throws `forbidden` unless the actor is an admin, and `conflict` when it is decided. */
export async function declineQuestion(ctx: Context, id: string): Promise<KeptQuestion> {
  requireAdmin(ctx);
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'kept questions');
    requireOpen(await getById(ctx, id), 'proposed');
    return decide(ctx, { id, status: 'declined' });
  });
}

/**
 * Takes back a kept question, as an admin, or one’s own proposal as long as it waits. Throws `not_found` for those of others, and
 * `conflict` when it is not there any more.
 */
export async function withdrawQuestion(ctx: Context, id: string): Promise<KeptQuestion> {
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'kept questions');
    const before = await getById(ctx, id);
    const isAdmin = hasRole(ctx.actor, 'admin');
    if (!isAdmin && before.proposedBy !== ctx.actor.memberId)
      throw notFound('kept question', id.slice(0, 40));
    if (!isAdmin && before.status === 'certified')
      throw forbidden(`“${before.name}” is kept for the team: only admins can withdraw it.`);
    requireOpen(before, 'proposed', 'certified');
    return decide(ctx, { id, status: 'withdrawn' });
  });
}

function requireAdmin({ actor }: Context): void {
  if (!hasRole(actor, 'admin')) throw forbidden('Only admins decide what is kept as a report.');
}

const DECIDED: Record<Row<'keptQuestions'>['status'], string> = {
  proposed: 'is not decided yet',
  certified: 'is kept already',
  declined: 'was declined',
  withdrawn: 'was withdrawn',
};

function requireOpen({ name, status }: KeptQuestion, ...open: Row<'keptQuestions'>['status'][]): void {
  if (!open.includes(status)) throw conflict(`“${name}” ${DECIDED[status]}.`);
}

/** Gets what was proposed and is not decided. Throws `not_found`, or `conflict` when it is. */
export async function getProposed(ctx: Context, id: string): Promise<KeptQuestion> {
  const kept = await getById(ctx, id);
  requireOpen(kept, 'proposed');
  return kept;
}

async function getById(ctx: Context, id: string): Promise<KeptQuestion> {
  const { keptQuestions: kept } = ctx.store.tables;
  const [row] = await ctx.db.select().from(kept).where(eq(kept.id, id));
  if (!row) throw notFound('kept question', id.slice(0, 40));
  return readKept(row);
}

async function decide(
  ctx: Writing<Context>,
  { id, ...patch }: Pick<Row<'keptQuestions'>, 'id' | 'status'> & { definitionHash?: string },
): Promise<KeptQuestion> {
  const { keptQuestions: kept } = ctx.store.tables;
  const [row] = await ctx.db
    .update(kept)
    .set({ ...patch, decidedBy: ctx.actor.memberId, decidedAt: ctx.clock.now() })
    .where(eq(kept.id, id))
    .returning();
  if (!row) throw notFound('kept question', id.slice(0, 40));
  return readKept(row);
}

/** A name that fits a title: `Meetings by company` -> `meetings-by-company`. */
export function nameFor(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return words.slice(0, LIMITS.name).replace(/-+$/, '');
}

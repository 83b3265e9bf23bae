import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, type System, transact, type Writing } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { type Because, REASONS } from '../names/verdict.ts';
import { lock } from '../store/locks.ts';
import type { Row } from '../store/schema.ts';
import { Id, Limit, parseInput } from './inputs.ts';
import { type CustomerKind, currentId } from './merged-ids.ts';
import { labelsOf } from './merging/known-of.ts';
import { getPair, Kind, requireMayMerge } from './merging/pair.ts';
import { compareCustomers, readFacts } from './name-facts.ts';
import { findStandingPair, listOpenPairs, type OpenPair, orderIds } from './pairs.ts';

type Pair = Row<'duplicates'>;
type PairStatus = Pair['status'];

export const ReportPair = z.strictObject({ kind: Kind, oneId: Id, otherId: Id });
export type ReportPair = z.input<typeof ReportPair>;

/** `id`: what the pair is decided by. `different`: somebody has said so already. */
export type ReportedPair = { id: string; status: PairStatus };

/**
 * Keeps that two companies or two contacts may be one, for a lead or an admin to decide: anybody may say so. A pair is there
 * once, and one of which somebody else has said that they are different stays so. Throws `invalid`, `conflict` or `not_found` as a merge does.
 */
export async function reportPair(ctx: Context, input: ReportPair): Promise<ReportedPair> {
  const { kind, ...said } = parseInput(ReportPair, input);
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const oneId = await currentId(ctx, kind, said.oneId);
    const otherId = await currentId(ctx, kind, said.otherId);
    if (oneId === otherId && said.oneId !== said.otherId) throw conflict('These two were merged already.');
    await getPair(ctx, { kind, oneId, otherId });
    const facts = await readFacts(ctx, { kind, ids: [oneId, otherId] });
    const { because } = compareCustomers(facts.get(oneId), facts.get(otherId));
    await withdrawDifferent(ctx, { kind, oneId, otherId });
    const reportedBy = ctx.actor.memberId;
    const { id, status } = await addPair(ctx, { kind, oneId, otherId, because, reportedBy });
    return { id, status };
  });
}

/** Opens a pair again of which the actor themselves had said that the two are different. */
async function withdrawDifferent(
  ctx: Writing<Context>,
  pair: { kind: CustomerKind; oneId: string; otherId: string },
): Promise<void> {
  const known = await findStandingPair(ctx, pair);
  if (known?.status !== 'different' || known.decidedBy !== ctx.actor.memberId) return;
  const { duplicates } = ctx.store.tables;
  const open = { status: 'open' as const, decidedBy: null, decidedAt: null };
  await ctx.db.update(duplicates).set(open).where(eq(duplicates.id, known.id));
}

/** A pair that may be one. `reportedBy`: the member who has said so; null where it was found by looking. */
export type NewPair = {
  kind: CustomerKind;
  oneId: string;
  otherId: string;
  because: Because;
  reportedBy: string | null;
};

/** Adds an open pair, unless the two are known as one already, also by ids that were merged into theirs. */
export async function addPair(
  ctx: Writing,
  { reportedBy, because, ...pair }: NewPair,
): Promise<ReportedPair & { isNew: boolean }> {
  const known = await findStandingPair(ctx, pair);
  if (known) return { id: known.id, status: known.status, isNew: false };
  const id = newId();
  const ids = orderIds(pair.oneId, pair.otherId);
  const status = 'open' as const;
  const createdAt = ctx.clock.now();
  await ctx.db
    .insert(ctx.store.tables.duplicates)
    .values({ id, kind: pair.kind, ...ids, because, status, reportedBy, createdAt });
  return { id, status, isNew: true };
}

export const ListPairs = z.strictObject({ limit: Limit.optional() });
export type ListPairs = z.input<typeof ListPairs>;

/** Two that may be one. `label`s tell them apart, plain text; `because`: a clause of `REASONS`; `reported_by`: a member's name. */
export type PairView = {
  id: string;
  kind: CustomerKind;
  one: { id: string; label: string };
  other: { id: string; label: string };
  because: string;
  reported_by?: string;
};

/**
 * The open pairs whose two are there, the latest first, 10 when no limit is given. `more`: how many there are besides.
 * Throws `forbidden` for members.
 */
export async function listPairs(
  ctx: Context,
  input: ListPairs = {},
): Promise<{ pairs: PairView[]; more: number }> {
  requireMayMerge(ctx);
  const { limit = 10 } = parseInput(ListPairs, input);
  const open = await listOpenPairs(ctx);
  const names = new Map(
    (await ctx.db.select().from(ctx.store.tables.members)).map(({ id, name }) => [id, name]),
  );
  const shown = open.slice(0, limit);
  const labels = new Map<string, string>();
  for (const kind of KINDS) {
    const rows = shown.filter((pair) => pair.kind === kind).flatMap(({ one, other }) => [one, other]);
    for (const [id, label] of await labelsOf(ctx, { kind, rows })) labels.set(id, label);
  }
  const told = ({ id, name }: OpenPair['one']) => ({ id, label: labels.get(id) ?? name });
  const pairs = shown.map((pair): PairView => {
    const reporter = names.get(pair.reportedBy ?? '');
    return {
      id: pair.id,
      kind: pair.kind,
      one: told(pair.one),
      other: told(pair.other),
      because: REASONS[pair.because as Because] ?? REASONS.another_name,
      ...(reporter ? { reported_by: reporter } : {}),
    };
  });
  return { pairs, more: open.length - pairs.length };
}

const KINDS = ['company', 'contact'] as const satisfies readonly CustomerKind[];

/** How many pairs may be one; no more than a thousand are counted. */
export const countPairs = async (ctx: System): Promise<number> => (await listOpenPairs(ctx)).length;

const Which = z.strictObject({ id: Id });

/** Says that the two of a pair are different, which is remembered. Throws `forbidden` for members, `not_found`. */
export function sayDifferent(ctx: Context, input: z.input<typeof Which>): Promise<ReportedPair> {
  return decide(ctx, { ...input, status: 'different' });
}

/** Takes back that the two of a pair are different. Throws `forbidden` for members, `not_found`. */
export function takeBackDifferent(ctx: Context, input: z.input<typeof Which>): Promise<ReportedPair> {
  return decide(ctx, { ...input, status: 'open' });
}

async function decide(
  ctx: Context,
  { status, ...input }: z.input<typeof Which> & { status: PairStatus },
): Promise<ReportedPair> {
  requireMayMerge(ctx);
  const { id } = parseInput(Which, input);
  const { duplicates } = ctx.store.tables;
  const decided =
    status === 'different'
      ? { decidedBy: ctx.actor.memberId, decidedAt: ctx.clock.now() }
      : { decidedBy: null, decidedAt: null };
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'customers');
    const [pair] = await ctx.db
      .update(duplicates)
      .set({ status, ...decided })
      .where(eq(duplicates.id, id))
      .returning();
    if (!pair) throw notFound('pair', id);
    return { id, status };
  });
}

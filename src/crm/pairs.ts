import { and, desc, eq, inArray, or } from 'drizzle-orm';
import type { System } from '../context.ts';
import { chunks } from '../store/chunks.ts';
import type { Row } from '../store/schema.ts';
import type { CustomerKind } from './merged-ids.ts';
import { type Customer, readCustomers } from './merging/pair.ts';

type Pair = Row<'duplicates'>;
type Two = { kind: CustomerKind; oneId: string; otherId: string };

/** The two ids of a pair as they are kept: the smaller one first. */
export const orderIds = (one: string, other: string): { oneId: string; otherId: string } =>
  one < other ? { oneId: one, otherId: other } : { oneId: other, otherId: one };

/**
 * The row of a pair, also where it was kept of ids that were merged into these since; of several the one that says
 * `different`, which holds for all that has become one.
 */
export async function findStandingPair(
  ctx: System,
  { kind, oneId, otherId }: Two,
): Promise<Pair | undefined> {
  const { duplicates } = ctx.store.tables;
  const [ones, others] = [await listIds(ctx, kind, oneId), await listIds(ctx, kind, otherId)];
  const all = [...ones, ...others];
  const rows = await ctx.db
    .select()
    .from(duplicates)
    .where(and(eq(duplicates.kind, kind), inArray(duplicates.oneId, all), inArray(duplicates.otherId, all)))
    .orderBy(duplicates.id);
  const isBetween = (row: Pair) => ones.includes(row.oneId) !== ones.includes(row.otherId);
  const found = rows.filter(isBetween);
  return found.find(({ status }) => status === 'different') ?? found[0];
}

/** The id of a customer, and those that were merged into it. */
async function listIds(ctx: System, kind: CustomerKind, id: string): Promise<string[]> {
  const { mergedIds } = ctx.store.tables;
  const target = kind === 'company' ? mergedIds.companyId : mergedIds.contactId;
  const rows = await ctx.db.select({ id: mergedIds.mergedId }).from(mergedIds).where(eq(target, id));
  return [id, ...rows.map((row) => row.id)];
}

/** How many open pairs are looked at, the latest ones. */
const MOST_OPEN = 1_000;

/** An open pair with its two as they are today. */
export type OpenPair = Pair & { one: Customer; other: Customer };

/** The open pairs whose two are there and not one by now, each once, the latest first. */
export async function listOpenPairs(ctx: System): Promise<OpenPair[]> {
  const { duplicates } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(duplicates)
    .where(eq(duplicates.status, 'open'))
    .orderBy(desc(duplicates.createdAt), desc(duplicates.id))
    .limit(MOST_OPEN);
  const now = await readTargets(
    ctx,
    rows.flatMap(({ oneId, otherId }) => [oneId, otherId]),
  );
  const today = (id: string) => now.get(id) ?? id;
  const customers = new Map<string, Customer>();
  for (const kind of ['company', 'contact'] as const) {
    const ids = rows
      .filter((row) => row.kind === kind)
      .flatMap(({ oneId, otherId }) => [today(oneId), today(otherId)]);
    for (const some of chunks([...new Set(ids)]))
      for (const row of await readCustomers(ctx, { kind, ids: some })) customers.set(row.id, row);
  }
  const targets = await listTargets(ctx, [...customers.keys()]);
  const open = new Map<string, OpenPair>();
  for (const row of rows) {
    const { oneId, otherId } = orderIds(today(row.oneId), today(row.otherId));
    const [one, other] = [customers.get(oneId), customers.get(otherId)];
    if (!one || !other || oneId === otherId || open.has(`${oneId} ${otherId}`)) continue;
    const isMoved = targets.has(oneId) || targets.has(otherId);
    const standing = isMoved ? await findStandingPair(ctx, { kind: row.kind, oneId, otherId }) : row;
    if (standing?.status !== 'different') open.set(`${oneId} ${otherId}`, { ...row, one, other });
  }
  return [...open.values()];
}

/** What some ids lead to, of those that were merged into others. */
async function readTargets(ctx: System, ids: readonly string[]): Promise<Map<string, string>> {
  const { mergedIds } = ctx.store.tables;
  const targets = new Map<string, string>();
  for (const some of chunks([...new Set(ids)])) {
    const rows = await ctx.db.select().from(mergedIds).where(inArray(mergedIds.mergedId, some));
    for (const { mergedId, companyId, contactId } of rows)
      targets.set(mergedId, companyId ?? contactId ?? '');
  }
  return targets;
}

/** Those among some customers into which others were merged. */
async function listTargets(ctx: System, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { mergedIds } = ctx.store.tables;
  const { companyId, contactId } = mergedIds;
  const targets = new Set<string>();
  for (const some of chunks(ids)) {
    const into = or(inArray(companyId, some), inArray(contactId, some));
    const rows = await ctx.db.select({ companyId, contactId }).from(mergedIds).where(into);
    for (const row of rows) targets.add(row.companyId ?? row.contactId ?? '');
  }
  return targets;
}

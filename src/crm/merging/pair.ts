import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { type Context, hasRole, type System } from '../../context.ts';
import { conflict, forbidden, invalid, notFound } from '../../errors.ts';
import type { Row } from '../../store/schema.ts';
import { type CustomerKind, currentId } from '../merged-ids.ts';

export const Kind = z.enum(['company', 'contact']);

/** A company or a contact with all fields that either of them has. */
export type Customer = Row<'companies'> & Row<'contacts'>;

/** Two customers of one kind: the one that stays, and the one that becomes a part of it. */
export type Merging = { kind: CustomerKind; keep: Customer; merged: Customer };

/** Throws `forbidden` unless the actor may put customers together and tell them apart: leads and admins may. */
export function requireMayMerge({ actor }: Context): void {
  if (hasRole(actor, 'lead')) return;
  throw forbidden('Only a lead or an admin can merge customers, or say that two are different.');
}

/** The rows of two companies or two contacts, in the order of the ids; a row that is not there is left out. */
export async function readCustomers(
  ctx: System,
  { kind, ids }: { kind: CustomerKind; ids: readonly string[] },
): Promise<Customer[]> {
  const table = ctx.store.tables[kind === 'company' ? 'companies' : 'contacts'] as TableOfCustomers;
  const rows = await ctx.db
    .select()
    .from(table)
    .where(inArray(table.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row as Customer]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

type TableOfCustomers = System['store']['tables']['companies'];

/**
 * The two that are to become one. Throws `invalid` for one and the same, `conflict` where one of them was merged already,
 * and `not_found` for an id of nothing, or of something that is not of this kind.
 */
export async function getPair(
  ctx: System,
  { kind, oneId, otherId }: { kind: CustomerKind; oneId: string; otherId: string },
): Promise<[Customer, Customer]> {
  if (oneId === otherId) throw invalid(`That is one and the same ${kind}: a merge needs two.`);
  const [one, other] = await readCustomers(ctx, { kind, ids: [oneId, otherId] });
  if (one && other) return [one, other];
  const missing = one?.id === oneId ? otherId : oneId;
  throw await whyMissing(ctx, { kind, id: missing });
}

async function whyMissing(ctx: System, { kind, id }: { kind: CustomerKind; id: string }): Promise<Error> {
  const current = await currentId(ctx, kind, id);
  const [into] = current === id ? [] : await readCustomers(ctx, { kind, ids: [current] });
  if (into) return conflict(`That ${kind} was merged already: it is one with “${into.name}” now.`);
  const otherKind = kind === 'company' ? 'contact' : 'company';
  const [misplaced] = await readCustomers(ctx, { kind: otherKind, ids: [id] });
  if (misplaced) return invalid(`“${misplaced.name}” is a ${otherKind}: only two of one kind can be merged.`);
  return notFound(kind, id);
}

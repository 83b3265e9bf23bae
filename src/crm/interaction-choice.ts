import { and, desc, eq, gte, inArray, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { addDays, formatDate } from '../clock.ts';
import { type Context, hasRole, todayOf } from '../context.ts';
import { conflict, forbidden, notFound, RapportError } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { listOwnHere } from './changes.ts';
import { type KnownCompany, lookUpCompany } from './companies.ts';
import { describeInteraction, listContactNames } from './interactions.ts';
import type { Writer } from './write.ts';

/** How one of the actor's interactions is meant; the last one in this conversation without anything. */
export type Which = {
  interaction_id?: string | undefined;
  which_company?: z.output<typeof KnownCompany> | undefined;
  which_kind?: Row<'interactions'>['kind'] | undefined;
};

/** How long ago an interaction may be that is found by its company alone. */
const RECENT_DAYS = 60;
const MOST_CANDIDATES = 5;
const VERBS = ['log_interaction', 'change_interaction'];

/** The one interaction that is meant. Throws `ambiguous` with the candidates when several may be. */
export async function getMeantInteraction(
  ctx: Context,
  write: Writer,
  said: Which,
): Promise<Row<'interactions'>> {
  if (said.interaction_id) return getById(ctx, write, said.interaction_id);
  const where = { db: write.tx, tables: write.tables };
  const company = said.which_company ? await lookUpCompany(where, said.which_company) : undefined;
  const { interactions } = write.tables;
  const fits = and(
    company ? eq(interactions.companyId, company.id) : undefined,
    said.which_kind ? eq(interactions.kind, said.which_kind) : undefined,
  );
  const here = await listSavedHere(ctx, write, fits);
  const found = here.length === 0 && company ? await listRecent(ctx, write, fits) : here;
  const [only, ...others] = found;
  if (!only) {
    throw conflict(
      'I find no interaction of yours to change in this conversation. Look with list_my_interactions, then give its interaction_id.',
    );
  }
  if (others.length > 0) throw await severalFit(write, found);
  return only;
}

/** By its own id, or by that of a change that wrote it. */
async function getById(ctx: Context, write: Writer, id: string): Promise<Row<'interactions'>> {
  const { changes } = write.tables;
  const [change] = await write.tx.select().from(changes).where(eq(changes.id, id));
  const written = change?.mutations.find(({ table }) => table === 'interactions')?.id;
  const [found] = await select(ctx, write, eq(write.tables.interactions.id, written ?? id));
  if (!found) throw notFound('interaction', id);
  if (found.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead'))
    throw forbidden('Only the person who logged this, a lead or an admin can change it.');
  return found;
}

/** Interactions that the last run of this conversation that wrote any has written. */
async function listSavedHere(
  ctx: Context,
  write: Writer,
  fits: SQL | undefined,
): Promise<Row<'interactions'>[]> {
  const written = await listOwnHere(ctx, write.tx, { limit: 20, verbs: VERBS });
  for (const { runId } of written) {
    const ids = written
      .filter((each) => each.runId === runId)
      .flatMap(({ mutations }) =>
        mutations.filter(({ table }) => table === 'interactions').map(({ id }) => id),
      );
    const found = await select(ctx, write, and(inArray(write.tables.interactions.id, ids), fits));
    if (found.length > 0) return found;
  }
  return [];
}

function listRecent(ctx: Context, write: Writer, fits: SQL | undefined): Promise<Row<'interactions'>[]> {
  const { interactions } = write.tables;
  const since = addDays(todayOf(ctx), -RECENT_DAYS);
  return select(
    ctx,
    write,
    and(eq(interactions.memberId, ctx.actor.memberId), gte(interactions.occurredOn, since), fits),
  );
}

/** Interactions that the actor may see here, the newest first. */
async function select(ctx: Context, write: Writer, where: SQL | undefined): Promise<Row<'interactions'>[]> {
  const { interactions } = write.tables;
  return write.tx
    .select()
    .from(interactions)
    .where(and(where, visibleInteractions(write.tables, ctx.actor)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(MOST_CANDIDATES);
}

async function severalFit(write: Writer, found: readonly Row<'interactions'>[]): Promise<RapportError> {
  const names = await listContactNames(
    { db: write.tx, tables: write.tables },
    found.map(({ id }) => id),
  );
  const { companies } = write.tables;
  const ids = found.flatMap(({ companyId }) => companyId ?? []);
  const known = await write.tx.select().from(companies).where(inArray(companies.id, ids));
  const candidates = found.map(({ id, kind, occurredOn, companyId }) => {
    const company = known.find((each) => each.id === companyId)?.name;
    return `${describeInteraction({ kind, names: names.get(id) ?? [], company })}, ${formatDate(occurredOn)} [id ${id}]`;
  });
  return new RapportError(
    'ambiguous',
    `More than one interaction may be meant: ${candidates.join('; ')}. Give the interaction_id of the one, or ask.`,
    candidates,
  );
}

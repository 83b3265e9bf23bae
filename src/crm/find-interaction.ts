import { and, desc, eq, gte, inArray, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import { addDays, formatDate } from '../clock.ts';
import { hasRole, todayOf } from '../context.ts';
import { conflict, forbidden, notFound, type RapportError, whichId } from '../errors.ts';
import type { Row } from '../store/schema.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { listOwnHere, listWrittenBy } from './changes.ts';
import { type KnownCompany, lookUpCompany } from './companies.ts';
import { listContactNames, ownWith } from './interaction-queries.ts';
import { describeInteraction } from './interactions.ts';
import type { Writer } from './record-change.ts';

/** The interaction that somebody means: by its id, or by its company and kind; the last one in this conversation without any. */
export type InteractionChoice = {
  interaction_id?: string | undefined;
  which_company?: z.output<typeof KnownCompany> | undefined;
  which_kind?: Row<'interactions'>['kind'] | undefined;
};

/** How long ago an interaction may be that is found by its company alone. */
const RECENT_DAYS = 60;
/** Interactions that are looked at when several may be meant. */
const MOST_READ = 50;
const VERBS = ['log_interaction', 'change_interaction', 'fix'];

/**
 * The one interaction that is meant. Throws `ambiguous` with the candidates when several may be, `conflict` or `not_found`
 * when there is none, `forbidden` when it is somebody else's.
 */
export async function getMeantInteraction(
  ctx: Writer,
  said: InteractionChoice,
): Promise<Row<'interactions'>> {
  if (said.interaction_id) return getById(ctx, said.interaction_id);
  const company = said.which_company ? await lookUpCompany(ctx, said.which_company) : undefined;
  const here = await listSavedHere(ctx, { company, kind: said.which_kind });
  const found =
    here.length === 0 && company ? await listRecent(ctx, { company, kind: said.which_kind }) : here;
  const [only, ...others] = found;
  if (!only) {
    throw conflict(
      'I find no interaction of yours to change in this conversation. Look with list_my_interactions, then give its interaction_id.',
    );
  }
  if (others.length > 0) throw await ambiguousInteractions(ctx, found);
  return only;
}

/** The interaction of this id, or the one that the change of this id wrote. */
async function getById(ctx: Writer, id: string): Promise<Row<'interactions'>> {
  const { interactions } = ctx.store.tables;
  const [written] = await listWrittenBy(ctx, { id, table: 'interactions' });
  const [found] = await select(ctx, { where: eq(interactions.id, written ?? id), limit: 1 });
  if (!found) throw notFound('interaction', id);
  if (found.memberId !== ctx.actor.memberId && !hasRole(ctx.actor, 'lead'))
    throw forbidden('Only the person who logged this, a lead or an admin can change it.');
  return found;
}

type Wanted = { company: Row<'companies'> | undefined; kind: Row<'interactions'>['kind'] | undefined };

/** The interactions that were written by the last agent run of this conversation that wrote any. */
async function listSavedHere(ctx: Writer, { company, kind }: Wanted): Promise<Row<'interactions'>[]> {
  const { interactions } = ctx.store.tables;
  const written = await listOwnHere(ctx, { limit: 20, verbs: VERBS });
  for (const { runId } of written) {
    const ids = written
      .filter((each) => each.runId === runId)
      .flatMap(({ mutations }) =>
        mutations.filter(({ table }) => table === 'interactions').map(({ id }) => id),
      );
    // Asked for by their ids alone: with the company besides, SQLite goes through all of that.
    const saved = await select(ctx, { where: inArray(interactions.id, ids), limit: ids.length });
    const found = saved
      .filter((each) => !company || each.companyId === company.id)
      .filter((each) => !kind || each.kind === kind);
    if (found.length > 0) return found.slice(0, MOST_READ);
  }
  return [];
}

/** The actor's own interactions of the last 60 days with a company. */
function listRecent(
  ctx: Writer,
  { company, kind }: Wanted & { company: Row<'companies'> },
): Promise<Row<'interactions'>[]> {
  const { interactions } = ctx.store.tables;
  return select(ctx, {
    where: and(
      ownWith(ctx, { companyId: company.id }),
      gte(interactions.occurredOn, addDays(todayOf(ctx), -RECENT_DAYS)),
      kind ? eq(interactions.kind, kind) : undefined,
    ),
    limit: MOST_READ,
  });
}

/** Interactions that the actor may see here, the newest first. */
async function select(
  ctx: Writer,
  { where, limit }: { where: SQL | undefined; limit: number },
): Promise<Row<'interactions'>[]> {
  const { interactions } = ctx.store.tables;
  return ctx.db
    .select()
    .from(interactions)
    .where(and(where, visibleInteractions(ctx.store.tables, ctx.actor)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(limit);
}

async function ambiguousInteractions(
  ctx: Writer,
  found: readonly Row<'interactions'>[],
): Promise<RapportError> {
  const names = await listContactNames(
    ctx,
    found.map(({ id }) => id),
  );
  const { companies } = ctx.store.tables;
  const ids = found.flatMap(({ companyId }) => companyId ?? []);
  const known = await ctx.db.select().from(companies).where(inArray(companies.id, ids));
  const candidates = found.map(({ id, kind, occurredOn, companyId }) => {
    const company = known.find((each) => each.id === companyId)?.name;
    return `${describeInteraction({ kind, names: names.get(id) ?? [], company })}, ${formatDate(occurredOn)} [id ${id}]`;
  });
  return whichId('interaction', 'interaction_id', candidates, { isAll: found.length < MOST_READ });
}

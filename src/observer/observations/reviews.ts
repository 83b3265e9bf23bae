import { and, asc, desc, eq, inArray, isNotNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { dateIn } from '../../clock.ts';
import { type Context, hasRole, transact } from '../../context.ts';
import { Id, parseInput } from '../../crm/inputs.ts';
import { type MessagePlace, openPlaces } from '../../crm/message-places.ts';
import type { Quote } from '../../delivery/document.ts';
import { conflict, forbidden, notFound, type RapportError } from '../../errors.ts';
import type { ObservationStatus } from '../../store/schema-observations.ts';
import { visibleInteractions } from '../../store/visibility.ts';
import { activateByHand } from './activation.ts';
import { kindOf, kindsWhere, slotOf } from './kind-rules.ts';
import { withClaimsOfToday } from './names-of-today.ts';
import { TEAM } from './night.ts';
import { concerns, dismissObservation, type Observation } from './observation.ts';
import { listRequestWords } from './request-words.ts';

/**
 * A source of an observation, as people are told of it; an interaction has its kind, and its company where it has one.
 */
export type Origin = {
  on: string;
  where: 'a message of yours' | 'an interaction';
  kind?: string;
  company?: string;
  quote: string;
  /** The message it was logged from, where who asks may read that. */
  place?: MessagePlace;
};

/** An observation, and where it comes from as far as the actor may see it, newest first. */
export type Learned = Observation & { from: Origin[] };

/** Observations in one list; people read no more. */
const MOST = 50;

/** Gets an observation that concerns the actor: the team's, or their own. Throws `not_found` for all others. */
async function getObservation(ctx: Context, id: string): Promise<Observation> {
  const { observations } = ctx.store.tables;
  const [found] = await ctx.db.select().from(observations).where(eq(observations.id, id));
  if (!found || !concerns(ctx, found)) throw notFound('observation', id);
  const [observation = found] = await withClaimsOfToday(ctx, [found]);
  return observation;
}

/**
 * Makes a proposal active; of what a person wants, it then takes the place of what they wanted before. The team's are for
 * admins, one's own for oneself. Throws `forbidden`, or `conflict` when it is decided.
 */
export async function approve(ctx: Context, { id }: { id: string }): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    const observation = await getReviewable(ctx, id);
    const approved = await activateByHand(ctx, { id });
    if (!approved) throw decided(observation);
    return approved;
  });
}

/**
 * Dismisses an observation until its evidence has doubled. The team's are for admins, one's own for oneself. Throws
 * `conflict` when it has another status by now than `seen`.
 */
export async function dismiss(
  ctx: Context,
  { id, seen }: { id: string; seen?: ObservationStatus },
): Promise<Observation> {
  return transact(ctx, async (ctx) => {
    const observation = await getReviewable(ctx, id);
    const dismissed = await dismissObservation(ctx, {
      id,
      memberId: ctx.actor.memberId,
      from: seen,
    });
    if (!dismissed) throw decided(observation);
    return dismissed;
  });
}

/**
 * Dismisses an observation as its card shows it: what was approved since is not dismissed by somebody who did not know.
 */
export async function dismissAsAsked(ctx: Context, { id }: { id: string }): Promise<Observation> {
  const { kind } = await getObservation(ctx, id);
  return dismiss(ctx, { id, seen: kindOf(kind).review.askedAs });
}

/** Where an observation comes from, as far as one person may see it. `hidden`: how many sources they may not see. */
type Evidence = {
  observation: Observation;
  origins: Origin[];
  hidden: number;
  words: Quote[];
  counted?: string;
};

/** Gets an observation that the actor may decide about. Throws `not_found`, or `forbidden`. */
export async function getReviewable(ctx: Context, id: string): Promise<Observation> {
  const observation = await getObservation(ctx, id);
  if (observation.scope === TEAM && !hasRole(ctx.actor, 'admin')) {
    throw forbidden('Only admins decide about what concerns the whole team.');
  }
  return observation;
}

const DECIDED: Record<ObservationStatus, string> = {
  proposed: 'is still open',
  active: 'is approved already',
  superseded: 'has been replaced by something newer',
  expired: 'is out of date',
  dismissed: 'is dismissed already',
};

/** The error for a decision that comes too late. */
export const decided = ({ status }: Observation): RapportError => conflict(`This ${DECIDED[status]}.`);

/**
 * Lists the origins of observations, newest first, by observation: messages of the actor's own, and interactions they
 * may see.
 */
export async function listOrigins(ctx: Context, ids: string[]): Promise<Map<string, Origin[]>> {
  const origins = new Map<string, Origin[]>();
  if (ids.length === 0) return origins;
  const { observationEvidence: evidence, messages, interactions, companies } = ctx.store.tables;
  const rows = await ctx.db
    .select({
      of: evidence.observationId,
      on: evidence.saidOn,
      quote: evidence.quote,
      message: messages.id,
      kind: interactions.kind,
      company: companies.name,
      channel: interactions.sourceChannel,
      ts: interactions.sourceTs,
    })
    .from(evidence)
    .leftJoin(messages, eq(messages.id, evidence.messageId))
    .leftJoin(interactions, eq(interactions.id, evidence.interactionId))
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(
      and(
        inArray(evidence.observationId, ids),
        or(
          // A member's own messages are not quoted where others read along.
          ctx.actor.audience === 'direct' ? eq(messages.memberId, ctx.actor.memberId) : undefined,
          and(isNotNull(interactions.id), visibleInteractions(ctx.store.tables, ctx.actor)),
        ),
      ),
    )
    .orderBy(desc(evidence.saidOn), asc(evidence.id));
  const findPlace = await openPlaces(ctx, { of: rows, reader: ctx.actor });
  for (const { of, on, quote, message, kind, company, ...at } of rows) {
    const place = findPlace(at);
    const source = message
      ? { where: 'a message of yours' as const }
      : { where: 'an interaction' as const, ...(kind ? { kind } : {}), ...(company ? { company } : {}) };
    origins.set(of, [...(origins.get(of) ?? []), { on, ...source, quote, ...(place ? { place } : {}) }]);
  }
  return origins;
}

/**
 * Gets an observation, its origins as far as the actor may see them, how many they may not see, what was counted for it where no
 * single row shows it, and what members have said that was counted: that is for admins.
 */
export async function getEvidence(ctx: Context, id: string): Promise<Evidence> {
  const observation = await getObservation(ctx, id);
  const { observationEvidence: evidence } = ctx.store.tables;
  const all = await ctx.db.$count(evidence, eq(evidence.observationId, id));
  const origins = (await listOrigins(ctx, [id])).get(id) ?? [];
  const words = hasRole(ctx.actor, 'admin') ? await listRequestWords(ctx, observation) : [];
  const { counted } = slotOf(observation);
  return { observation, origins, hidden: all - origins.length, words, ...(counted ? { counted } : {}) };
}

/** How many observations of the team wait for an admin's yes or no. Throws `forbidden` for others. */
export async function countWaiting(ctx: Context): Promise<number> {
  if (!hasRole(ctx.actor, 'admin')) throw forbidden('Only admins decide about what concerns the whole team.');
  const { observations } = ctx.store.tables;
  const asked = kindsWhere(({ review }) => review.askedAs === 'proposed');
  return ctx.db.$count(
    observations,
    and(eq(observations.scope, TEAM), eq(observations.status, 'proposed'), inArray(observations.kind, asked)),
  );
}

/** Lists the active observations about the actor, with their origins. */
export async function listLearned(ctx: Context): Promise<Learned[]> {
  const { observations } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.scope, ctx.actor.memberId),
        eq(observations.status, 'active'),
        inArray(
          observations.kind,
          kindsWhere(({ isOnHome }) => isOnHome),
        ),
      ),
    )
    .orderBy(asc(observations.kind), desc(observations.lastEvidenceAt))
    .limit(MOST);
  return withOrigins(ctx, rows);
}

async function withOrigins(ctx: Context, rows: Observation[]): Promise<Learned[]> {
  const origins = await listOrigins(
    ctx,
    rows.map(({ id }) => id),
  );
  return (await withClaimsOfToday(ctx, rows)).map((row) => ({ ...row, from: origins.get(row.id) ?? [] }));
}

export const ExplainObservation = z.strictObject({
  observation_id: Id.optional().describe(
    'One that is in what was learned; all that concern the person when left out.',
  ),
});
export type ExplainObservation = z.input<typeof ExplainObservation>;

/**
 * An observation as the agent is told it: `since` is a day of the actor's, `from` where it comes from, newest first.
 */
export type Explained = Pick<Observation, 'id' | 'kind' | 'status'> & {
  text: string;
  since: string;
  from: Origin[];
  /** Who can dismiss it, and where. */
  forget: string;
};

/**
 * Explains what was observed about the actor and about customers, and where it comes from. In a channel, where others
 * read along, only observations that concern the team are explained; of those, what the agent may be told.
 */
export async function explainObservation(
  ctx: Context,
  input: ExplainObservation,
): Promise<{ observations: Explained[] }> {
  const { observation_id: id } = parseInput(ExplainObservation, input);
  const found = id ? await withOrigins(ctx, [await getObservation(ctx, id)]) : await listConcerning(ctx);
  const told = found.filter(({ scope, kind }) =>
    scope === TEAM ? kindOf(kind).recalled?.ofTeam : ctx.actor.audience === 'direct',
  );
  return { observations: told.map((each) => explained(ctx, each)) };
}

async function listConcerning(ctx: Context): Promise<Learned[]> {
  const { observations } = ctx.store.tables;
  const rows = await ctx.db
    .select()
    .from(observations)
    .where(and(inArray(observations.scope, [TEAM, ctx.actor.memberId]), eq(observations.status, 'active')))
    .orderBy(asc(observations.scope), desc(observations.confidence), asc(observations.id))
    .limit(MOST);
  return withOrigins(ctx, rows);
}

function explained(
  { actor }: Context,
  { id, kind, claim, status, createdAt, scope, from }: Learned,
): Explained {
  return {
    id,
    kind,
    text: claim,
    status,
    since: dateIn(actor.timeZone, createdAt),
    from,
    forget: scope === TEAM ? 'An admin can dismiss it.' : 'In the Home tab of Rapport, with Forget.',
  };
}

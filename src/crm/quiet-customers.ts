import { and, asc, count, desc, eq, isNotNull, lte, type SQL, sql } from 'drizzle-orm';
import { addDays, daysBetween } from '../clock.ts';
import { type Context, todayOf } from '../context.ts';
import { isOneOf } from '../store/lists.ts';
import { visibleInteractions } from '../store/visibility.ts';
import { RHYTHM, rhythmOf } from './contact-rhythm.ts';

/** How much is read to find who has gone quiet, whatever there is: the latest of what is long enough ago. */
const QUIET = {
  interactions: 5_000,
  /** Companies with most of these interactions whose last contact is looked up. */
  companies: 200,
  /** Companies whose rhythm is worked out. */
  candidates: 40,
  /** Last interactions of a company from which its rhythm is worked out. */
  rhythm: 60,
} as const;

/** A company without contact for longer than is usual with it. `lastOn`: a day; `daysQuiet`, `usualGap`: days. */
export type QuietCustomer = {
  companyId: string;
  company: string;
  lastOn: string;
  daysQuiet: number;
  usualGap: number;
};

/**
 * Companies that have gone quiet against their own rhythm, as far as the actor may know: those of the team, or those that the
 * actor was in touch with. Those with the most contact first.
 */
export async function listQuietCustomers(
  ctx: Context,
  { of, limit }: { of: 'actor' | 'team'; limit: number },
): Promise<QuietCustomer[]> {
  const candidates = await listCandidates(ctx, of);
  const days = await listContactDays(
    ctx,
    candidates.map(({ companyId }) => companyId),
  );
  const today = todayOf(ctx);
  return candidates
    .flatMap(({ companyId, company }) => {
      const quiet = quietSince(days.get(companyId) ?? [], today);
      return quiet ? [{ companyId, company, ...quiet }] : [];
    })
    .slice(0, limit);
}

/** Whether a company has gone quiet; undefined where it has not, or has no rhythm. */
export async function findQuiet(
  ctx: Context,
  companyId: string,
): Promise<Omit<QuietCustomer, 'companyId' | 'company'> | undefined> {
  const days = await listContactDays(ctx, [companyId]);
  return quietSince(days.get(companyId) ?? [], todayOf(ctx));
}

function quietSince(days: readonly string[], today: string) {
  const [rhythm, lastOn] = [rhythmOf(days), days.at(-1)];
  if (!rhythm || !lastOn) return undefined;
  const daysQuiet = daysBetween(lastOn, today);
  return daysQuiet >= rhythm.silentAfter ? { lastOn, daysQuiet, usualGap: rhythm.usualGap } : undefined;
}

/** Companies with whom there was contact, and none for as long as a silence takes at least. */
async function listCandidates(
  ctx: Context,
  of: 'actor' | 'team',
): Promise<{ companyId: string; company: string }[]> {
  const { interactions, companies } = ctx.store.tables;
  const until = addDays(todayOf(ctx), -RHYTHM.leastSilence);
  const isTheirs = of === 'actor' ? eq(interactions.memberId, ctx.actor.memberId) : undefined;
  const earlier = ctx.db
    .select({ companyId: interactions.companyId })
    .from(interactions)
    .where(and(isTheirs, lte(interactions.occurredOn, until), isNotNull(interactions.companyId), seen(ctx)))
    .orderBy(desc(interactions.occurredOn))
    .limit(QUIET.interactions)
    .as('earlier');
  const most = await ctx.db
    .select({ companyId: earlier.companyId })
    .from(earlier)
    .groupBy(earlier.companyId)
    .orderBy(desc(count()), asc(earlier.companyId))
    .limit(QUIET.companies);
  const ids = most.flatMap(({ companyId }) => companyId ?? []);
  if (ids.length === 0) return [];
  const last = ctx.db
    .select({ day: interactions.occurredOn })
    .from(interactions)
    .where(and(eq(interactions.companyId, companies.id), seen(ctx)))
    .orderBy(desc(interactions.occurredOn))
    .limit(1);
  const rows = await ctx.db
    .select({ companyId: companies.id, company: companies.name, lastOn: sql<string | null>`(${last})` })
    .from(companies)
    .where(isOneOf(ctx, { value: companies.id, of: ids }));
  const byId = new Map(rows.map((row) => [row.companyId, row]));
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ lastOn }) => lastOn !== null && lastOn <= until)
    .slice(0, QUIET.candidates);
}

/** The last days with contact of each company, each once and in order. */
async function listContactDays(ctx: Context, ids: readonly string[]): Promise<Map<string, string[]>> {
  const days = new Map<string, string[]>();
  if (ids.length === 0) return days;
  const { interactions } = ctx.store.tables;
  const since = addDays(todayOf(ctx), -RHYTHM.windowDays);
  const lastOf = (companyId: string): SQL =>
    sql`select company_id, occurred_on from ${ctx.db
      .select({ companyId: interactions.companyId, occurredOn: interactions.occurredOn })
      .from(interactions)
      .where(
        and(eq(interactions.companyId, companyId), sql`${interactions.occurredOn} >= ${since}`, seen(ctx)),
      )
      .orderBy(desc(interactions.occurredOn))
      .limit(QUIET.rhythm)} of_one`;
  // A query for each company would be as many ways to Postgres.
  const all = sql`(${sql.join(ids.map(lastOf), sql` union all `)}) of_each`;
  const rows = await ctx.db
    .selectDistinct({ companyId: sql<string>`company_id`, day: sql<string>`occurred_on` })
    .from(all)
    .orderBy(sql`1`, sql`2`);
  for (const { companyId, day } of rows) days.set(companyId, [...(days.get(companyId) ?? []), day]);
  return days;
}

const seen = (ctx: Context) => visibleInteractions(ctx.store.tables, ctx.actor);

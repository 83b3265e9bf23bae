import { and, asc, count, eq, gte, isNotNull, lte, max, sql } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { RHYTHM } from '../../crm/contact-rhythm.ts';
import { dayNumber } from '../../store/lists.ts';
import { inWindow } from './contact-rhythm.ts';
import { countable } from './scope.ts';
import type { NightContext } from './signal.ts';

/** A company, and the days with contact, each once and in order. */
export type QuietCompany = { id: string; name: string; days: string[] };

/**
 * Lists the companies that may have gone silent, and for no longer than `newsDays`, by their id: the database sorts out
 * tens of thousands by bounds that are a day too wide, so that `rhythmOf` has the last word on few.
 */
export async function listQuiet(
  ctx: NightContext,
  { newsDays }: { newsDays: number },
): Promise<QuietCompany[]> {
  const { interactions, companies } = ctx.store.tables;
  const contact = ctx.db
    .selectDistinct({
      companyId: interactions.companyId,
      day: interactions.occurredOn,
      number: dayNumber(ctx, interactions.occurredOn).as('number'),
    })
    .from(interactions)
    .where(and(isNotNull(interactions.companyId), inWindow(ctx), countable(ctx)))
    .as('contact');
  const { number } = contact;
  const gaps = ctx.db
    .select({
      companyId: contact.companyId,
      day: contact.day,
      number: sql<number>`${number}`.as('at'),
      gap: sql<number>`${number} - lag(${number}) over (partition by ${contact.companyId} order by ${number})`.as(
        'gap',
      ),
    })
    .from(contact)
    .as('gaps');
  const { gap } = gaps;
  const since = sql`(${dayNumber(ctx, sql`${ctx.today}`)} - max(${gaps.number}))`;
  const longest = sql`max(${gap})`;
  const mean = sql`(1.0 * sum(${gap}) / count(${gap}))`;
  const variance = sql`((sum(${gap} * ${gap}) - ${mean} * sum(${gap})) / (count(${gap}) - 1))`;
  // Squares, since not every SQLite has roots.
  const spread = sql`(${RHYTHM.deviations ** 2} * ${variance} * (1 + 2.0 / count(${gap})) * (1 + 2.0 / count(${gap})))`;
  const isBeyond = sql`(${since} + 1 >= ${mean} and (${since} + 1 - ${mean}) * (${since} + 1 - ${mean}) >= ${spread})`;
  const pastNews = sql`(${since} - ${newsDays + 1})`;
  const isNews = sql`(${pastNews} <= ${RHYTHM.leastSilence} or ${pastNews} <= ${sql.raw(String(RHYTHM.timesUsualGap))} * ${longest} + 1
    or ${pastNews} <= ${mean} or (${pastNews} - ${mean}) * (${pastNews} - ${mean}) <= ${spread})`;
  const rows = await ctx.db
    .select({ id: companies.id, name: companies.name, days: sql<string>`string_agg(${gaps.day}, ' ')` })
    .from(gaps)
    .innerJoin(companies, eq(companies.id, gaps.companyId))
    .groupBy(companies.id, companies.name)
    .having(
      and(
        lte(max(gaps.day), addDays(ctx.today, -RHYTHM.leastSilence)),
        gte(count(), RHYTHM.leastContacts),
        sql`${since} >= ${sql.raw(String(RHYTHM.timesLongestGap))} * ${longest}`,
        isBeyond,
        isNews,
      ),
    )
    .orderBy(asc(companies.id));
  return rows.map(({ days, ...company }) => ({ ...company, days: days.split(' ').toSorted() }));
}

import { and, asc, countDistinct, desc, eq, gte, inArray, isNotNull, lte, max } from 'drizzle-orm';
import { addDays, formatDate } from '../../clock.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import { inWindow, listContactDays, RHYTHM, rhythmOf } from './contact-rhythm.ts';
import { daysBetween } from './periods.ts';
import { countable } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** The numbers of silences; RHYTHM says when there is one. */
const SILENCE = {
  /** Days for which a silence is news. */
  newsDays: 45,
  /** Interactions that are cited, the last ones. */
  evidence: 3,
} as const;

type Company = Pick<Row<'companies'>, 'id' | 'name'>;

/** Customers that have gone silent against their own rhythm; those with the most contacts first. */
export const customerSilent: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const silences: { company: Company; days: string[]; usualGap: number }[] = [];
  for (const companies of chunks(await listQuiet(ctx))) {
    const ids = companies.map(({ id }) => id);
    const daysOf = await listContactDays(ctx, ids);
    for (const company of companies) {
      const days = daysOf.get(company.id) ?? [];
      const rhythm = rhythmOf(days);
      const beyond = daysBetween(days.at(-1) ?? ctx.today, ctx.today) - (rhythm?.silentAfter ?? 0);
      if (rhythm && beyond >= 0 && beyond <= SILENCE.newsDays) {
        silences.push({ company, days, usualGap: rhythm.usualGap });
      }
    }
  }
  const strongest = silences.toSorted((a, b) => b.days.length - a.days.length);
  return Promise.all(strongest.map((silence) => describe(ctx, silence)));
};

/** Lists the companies with which there were contacts, and none for two weeks. */
async function listQuiet(ctx: NightContext): Promise<Company[]> {
  const { interactions, companies } = ctx.store.tables;
  const quiet = ctx.db
    .select({ companyId: interactions.companyId })
    .from(interactions)
    .where(and(isNotNull(interactions.companyId), inWindow(ctx), countable(ctx)))
    .groupBy(interactions.companyId)
    .having(
      and(
        lte(max(interactions.occurredOn), addDays(ctx.today, -RHYTHM.leastSilence)),
        gte(countDistinct(interactions.occurredOn), RHYTHM.leastContacts),
      ),
    );
  return ctx.db
    .select({ id: companies.id, name: companies.name })
    .from(companies)
    .where(inArray(companies.id, quiet))
    .orderBy(asc(companies.id));
}

async function describe(
  ctx: NightContext,
  { company, days, usualGap }: { company: Company; days: string[]; usualGap: number },
): Promise<Signal> {
  const { interactions } = ctx.store.tables;
  const last = await ctx.db
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.companyId, company.id), countable(ctx)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(SILENCE.evidence);
  const lastDay = days.at(-1) ?? ctx.today;
  const since = daysBetween(lastDay, ctx.today);
  const every = usualGap === 1 ? 'every day' : `every ${usualGap} days`;
  return {
    name: 'customer_silent',
    kind: 'customer_trend',
    slot: 'rhythm',
    subject: subjectKey({ of: 'company', id: company.id }),
    about: company.name,
    companyId: company.id,
    valueKey: lastDay,
    numbers: { days_since: since, usual_gap: usualGap, contacts: days.length },
    evidence: last.map(({ id }) => id),
    says: `No contact with ${company.name} since ${formatDate(lastDay)}; before, about ${every}.`,
  };
}

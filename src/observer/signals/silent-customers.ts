import { and, asc, countDistinct, desc, eq, gte, inArray, isNotNull, lte, max } from 'drizzle-orm';
import { addDays, formatDate } from '../../clock.ts';
import { chunks } from '../../store/chunks.ts';
import type { Row } from '../../store/schema.ts';
import { inWindow, LEAST_CONTACTS, LEAST_SILENCE, listContactDays, rhythmOf } from './contact-rhythm.ts';
import { daysBetween } from './periods.ts';
import { countable } from './scope.ts';
import type { Detector, Horizon, Scope, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Days beyond the usual gap after which a silence is no news any more. */
const NEWS_DAYS = 45;
const EVIDENCE = 3;

type Company = Pick<Row<'companies'>, 'id' | 'name'>;

/** Customers that have gone silent against their own rhythm; those with the most contacts first. */
export const customerSilent: Detector = async (horizon, scope) => {
  if (scope.kind !== 'team') return [];
  const silences: { company: Company; days: string[]; usualGap: number }[] = [];
  for (const companies of chunks(await listQuiet(horizon, scope))) {
    const ids = companies.map(({ id }) => id);
    const daysOf = await listContactDays(horizon, scope, ids);
    for (const company of companies) {
      const days = daysOf.get(company.id) ?? [];
      const rhythm = rhythmOf(days);
      const beyond = daysBetween(days.at(-1) ?? horizon.today, horizon.today) - (rhythm?.silentAfter ?? 0);
      if (rhythm && beyond >= 0 && beyond <= NEWS_DAYS) {
        silences.push({ company, days, usualGap: rhythm.usualGap });
      }
    }
  }
  const strongest = silences.toSorted((a, b) => b.days.length - a.days.length);
  return Promise.all(strongest.map((silence) => describe(horizon, scope, silence)));
};

/** Companies that have had contacts, and none for two weeks. */
async function listQuiet(horizon: Horizon, scope: Scope): Promise<Company[]> {
  const { interactions, companies } = horizon.store.tables;
  const quiet = horizon.db
    .select({ companyId: interactions.companyId })
    .from(interactions)
    .where(and(isNotNull(interactions.companyId), inWindow(horizon), countable(horizon, scope)))
    .groupBy(interactions.companyId)
    .having(
      and(
        lte(max(interactions.occurredOn), addDays(horizon.today, -LEAST_SILENCE)),
        gte(countDistinct(interactions.occurredOn), LEAST_CONTACTS),
      ),
    );
  return horizon.db
    .select({ id: companies.id, name: companies.name })
    .from(companies)
    .where(inArray(companies.id, quiet))
    .orderBy(asc(companies.id));
}

async function describe(
  horizon: Horizon,
  scope: Scope,
  { company, days, usualGap }: { company: Company; days: string[]; usualGap: number },
): Promise<Signal> {
  const { interactions } = horizon.store.tables;
  const last = await horizon.db
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.companyId, company.id), countable(horizon, scope)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(EVIDENCE);
  const lastDay = days.at(-1) ?? horizon.today;
  const since = daysBetween(lastDay, horizon.today);
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

import { and, sql } from 'drizzle-orm';
import { daysBetween, formatDate } from '../../clock.ts';
import { rhythmOf } from '../../crm/contact-rhythm.ts';
import { chunks } from '../../store/chunks.ts';
import { isOneOf } from '../../store/lists.ts';
import { listQuiet, type QuietCompany } from './quiet-companies.ts';
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

type Silence = { company: QuietCompany; usualGap: number };

/** Customers that have gone silent against their own rhythm; those with the most contacts first. */
export const customerSilent: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const silences: Silence[] = [];
  for (const companies of chunks(await listQuiet(ctx, SILENCE))) {
    await ctx.clock.turn();
    for (const company of companies) {
      const rhythm = rhythmOf(company.days);
      const beyond = daysBetween(company.days.at(-1) ?? ctx.today, ctx.today) - (rhythm?.silentAfter ?? 0);
      if (rhythm && beyond >= 0 && beyond <= SILENCE.newsDays) {
        silences.push({ company, usualGap: rhythm.usualGap });
      }
    }
  }
  const lastOf = await listLast(
    ctx,
    silences.map(({ company }) => company.id),
  );
  return silences
    .toSorted((a, b) => b.company.days.length - a.company.days.length)
    .map((silence) => describe(ctx, silence, lastOf.get(silence.company.id) ?? []));
};

/** The last interactions with each of these companies, the latest first. */
async function listLast(ctx: NightContext, companyIds: string[]): Promise<Map<string, string[]>> {
  const { interactions } = ctx.store.tables;
  const { id, companyId, occurredOn } = interactions;
  const last = new Map<string, string[]>();
  if (companyIds.length === 0) return last;
  const ranked = ctx.db
    .select({
      id,
      companyId,
      rank: sql<number>`row_number() over (partition by ${companyId} order by ${occurredOn} desc, ${id} desc)`.as(
        'rank',
      ),
    })
    .from(interactions)
    .where(and(isOneOf(ctx, { value: companyId, of: companyIds }), countable(ctx)))
    .as('ranked');
  const rows = await ctx.db
    .select({ id: ranked.id, companyId: ranked.companyId })
    .from(ranked)
    .where(sql`${ranked.rank} <= ${SILENCE.evidence}`)
    .orderBy(ranked.companyId, sql`${ranked.rank}`);
  for (const row of rows) {
    if (row.companyId) last.set(row.companyId, [...(last.get(row.companyId) ?? []), row.id]);
  }
  return last;
}

function describe(ctx: NightContext, { company, usualGap }: Silence, evidence: readonly string[]): Signal {
  const { days } = company;
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
    evidence,
    says: `No contact with ${company.name} since ${formatDate(lastDay)}; before, about ${every}.`,
  };
}

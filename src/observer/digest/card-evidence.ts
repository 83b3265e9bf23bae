import { and, desc, eq, inArray, isNotNull } from 'drizzle-orm';
import { formatDate } from '../../clock.ts';
import type { System } from '../../context.ts';
import { type FindPlace, openPlaces } from '../../crm/message-places.ts';
import type { Quote } from '../../delivery/document.ts';
import { visibleInteractions } from '../../store/visibility.ts';
import { findName, listMemberNames } from '../observations/member-names.ts';
import type { Observation } from '../observations/observation.ts';
import { listRequestWords } from '../observations/request-words.ts';

/** Quotes on one card; the others are behind Evidence. */
const MOST_QUOTES = 3;

/** What a card says an observation rests on: what code has counted of it, and the newest quotes, each of another customer first. */
export type CardEvidence = {
  talks: number;
  customers: number;
  days: number;
  quotes: Quote[];
  /** Quotes without room on the card. */
  more: number;
};

export const NO_EVIDENCE: CardEvidence = { talks: 0, customers: 0, days: 0, quotes: [], more: 0 };

type Said = { of: string; on: string; quote: string; companyId: string | null; company: string | null } & {
  channel: string | null;
  ts: string | null;
};

/** Reads what the team's observations rest on, by observation: interactions that everybody may see, and no chat. */
export async function readCardEvidence(
  ctx: System,
  observations: readonly Observation[],
): Promise<Map<string, CardEvidence>> {
  const found = new Map<string, CardEvidence>();
  if (observations.length === 0) return found;
  const rows = await listSaid(
    ctx,
    observations.map(({ id }) => id),
  );
  const [places, members] = [await openPlaces(ctx, { of: rows }), await listMemberNames(ctx)];
  for (const { id } of observations) {
    const said = rows.filter(({ of }) => of === id);
    // What names a colleague stands behind Evidence alone.
    const shown = spread(said).filter(({ quote }) => !findName(members, { text: quote }));
    const quotes = shown.map((each) => toQuote(each, places));
    found.set(id, { ...countSaid(said), ...firstOf(quotes) });
  }
  for (const observation of observations) {
    const words = await listRequestWords(ctx, observation);
    if (words.length > 0) found.set(observation.id, { ...NO_EVIDENCE, ...firstOf(words) });
  }
  return found;
}

const firstOf = (quotes: Quote[]) => ({
  quotes: quotes.slice(0, MOST_QUOTES),
  more: Math.max(0, quotes.length - MOST_QUOTES),
});

/** What was counted of an observation, in words; undefined where nothing was quoted. */
export function sayCounted({ talks, customers, days }: CardEvidence): string | undefined {
  if (talks === 0) return undefined;
  const parts = [
    plural(talks, 'talk'),
    ...(customers > 0 ? [plural(customers, 'customer')] : []),
    plural(days, 'day'),
  ];
  return parts.join(' · ');
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

async function listSaid(ctx: System, ids: readonly string[]): Promise<Said[]> {
  const { observationEvidence: evidence, interactions, companies } = ctx.store.tables;
  const everybody = { memberId: '', role: 'member', audience: 'shared' } as const;
  return ctx.db
    .select({
      of: evidence.observationId,
      on: evidence.saidOn,
      quote: evidence.quote,
      companyId: interactions.companyId,
      company: companies.name,
      channel: interactions.sourceChannel,
      ts: interactions.sourceTs,
    })
    .from(evidence)
    .innerJoin(interactions, eq(interactions.id, evidence.interactionId))
    .leftJoin(companies, eq(companies.id, interactions.companyId))
    .where(
      and(
        inArray(evidence.observationId, [...ids]),
        isNotNull(evidence.interactionId),
        visibleInteractions(ctx.store.tables, everybody),
      ),
    )
    .orderBy(desc(evidence.saidOn), desc(evidence.id));
}

function countSaid(said: readonly Said[]): Pick<CardEvidence, 'talks' | 'customers' | 'days'> {
  return {
    talks: said.length,
    customers: new Set(said.flatMap(({ companyId }) => companyId ?? [])).size,
    days: new Set(said.map(({ on }) => on)).size,
  };
}

/** The newest words of each customer, and then the others. */
function spread(said: readonly Said[]): Said[] {
  const isFirst = (each: Said, at: number) =>
    said.findIndex(({ companyId }) => companyId === each.companyId) === at;
  return [...said.filter(isFirst), ...said.filter((each, at) => !isFirst(each, at))];
}

function toQuote({ on, quote, company, channel, ts }: Said, findPlace: FindPlace): Quote {
  const place = findPlace({ channel, ts });
  const from = [company, formatDate(on)].filter(Boolean).join(', ');
  return { text: quote, from, ...(place ? { place } : {}) };
}

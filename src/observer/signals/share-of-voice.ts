import { and, between, desc, eq } from 'drizzle-orm';
import { chunks } from '../../store/chunks.ts';
import { chanceOf } from './chance.ts';
import { periodsOf, type Span } from './periods.ts';
import { countable } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';
import { type Term, termsIn } from './terms.ts';
import { peopleAmong } from './topics.ts';

/**
 * When a name or two words have a share of what is talked about, chosen so that teams of 5 to 50 have such signals at all: by
 * growth alone a competitor in a third of 26 talks is still chance.
 */
const SHARE = {
  /** Of the talks of the last two weeks. */
  ofTalks: 0.25,
  /** Customers who bring it up, and talks in which they do. */
  leastCompanies: 3,
  leastMentions: 4,
  /** Talks of two weeks: a quarter of fewer is one busy day. */
  leastTalks: 12,
  /** Talks in the eight weeks before; with fewer, nobody knows what is usual. */
  leastBefore: 20,
  /** Times the share that it had before: what always comes up is no news. */
  timesBefore: 2,
  /** A probability below this is no chance. Few terms have such a share, so it need not be as rare as for all words. */
  rare: 0.05,
  /** Of the places where a name stands within a sentence, those where it is written as one. */
  namedIn: 0.8,
  /** Talks that are read of each of the two times, the newest: more than fifty people have in two weeks. */
  rows: 3_000,
  /** Signals of one night, those with the greatest share. */
  most: 3,
  /** Interactions that are cited for one. */
  evidence: 5,
} as const;

/** Texts that are taken apart in one go, however long they are. */
const ROWS_AT_ONCE = 50;

/** How often a term came up: where, with whom, and how it is written. */
type Use = {
  ids: string[];
  companies: Set<string>;
  written: Map<string, number>;
  inside: number;
  named: number;
};
type Talks = { all: number; uses: Map<string, Use> };
type Share = { key: string; about: string; use: Use; before: number };

/** Finds names and pairs of words that a quarter of the talks with at least three customers have in them, and had not before. */
export const shareOfVoice: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const { recent, before } = periodsOf(ctx.today);
  const [now, earlier] = [await readTalks(ctx, recent), await readTalks(ctx, before)];
  if (now.all < SHARE.leastTalks || earlier.all < SHARE.leastBefore) return [];
  const shares = [...now.uses].flatMap(([key, use]): Share[] => {
    const known = earlier.uses.get(key)?.ids.length ?? 0;
    const isNews = hasShare(key, use, now.all) && isMore(use.ids.length, now.all, known, earlier.all);
    return isNews ? [{ key, use, about: writtenMostly(use), before: known }] : [];
  });
  const names = await peopleAmong(ctx, [...new Set(shares.flatMap(({ key }) => key.split(' ')))]);
  const told = shares.filter(({ key }) => !key.split(' ').some((word) => names.has(word)));
  return told
    .filter(({ key, use }) => !told.some((other) => saysMore(other, { key, use })))
    .toSorted((a, b) => b.use.ids.length - a.use.ids.length || (a.key < b.key ? -1 : 1))
    .slice(0, SHARE.most)
    .map((share) => describe(share, { talks: now.all, talksBefore: earlier.all }));
};

function hasShare(key: string, { ids, companies, inside, named }: Use, all: number): boolean {
  if (ids.length < SHARE.leastMentions || companies.size < SHARE.leastCompanies) return false;
  if (ids.length < SHARE.ofTalks * all) return false;
  const isName = inside > 1 && named >= SHARE.namedIn * inside;
  return isName || key.includes(' ');
}

function isMore(mentions: number, all: number, known: number, base: number): boolean {
  if (mentions / all < SHARE.timesBefore * (known / base)) return false;
  return chanceOf(mentions, { of: mentions + known, share: all / (all + base) }) < SHARE.rare;
}

/** Whether another term has this one in it and comes up as often, so that it says more. */
function saysMore(other: Share, { key, use }: Pick<Share, 'key' | 'use'>): boolean {
  const isLonger = other.key !== key && ` ${other.key} `.includes(` ${key} `);
  return isLonger && other.use.ids.length >= SHARE.namedIn * use.ids.length;
}

async function readTalks(ctx: NightContext, { since, until }: Span): Promise<Talks> {
  const { interactions, companies } = ctx.store.tables;
  const { id, companyId, summary } = interactions;
  const rows = await ctx.db
    .select({ id, companyId, summary, company: companies.stemKey })
    .from(interactions)
    .innerJoin(companies, eq(companies.id, companyId))
    .where(and(between(interactions.occurredOn, since, until), countable(ctx)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(SHARE.rows);
  const uses = new Map<string, Use>();
  for (const part of chunks(rows, ROWS_AT_ONCE)) {
    await ctx.clock.turn();
    for (const row of part) {
      // A customer is named in the talks with them: that says nothing.
      const own = ` ${row.company} `;
      const others = termsIn(row.summary).filter(({ key }) => !own.includes(` ${key} `));
      for (const term of others) addUse(uses, { id: row.id, companyId: row.companyId, term });
    }
  }
  return { all: rows.length, uses };
}

function addUse(
  uses: Map<string, Use>,
  { id, companyId, term }: { id: string; companyId: string | null; term: Term },
): void {
  const { key, written, isInside, isNamed } = term;
  const use: Use = uses.get(key) ?? {
    ids: [],
    companies: new Set(),
    written: new Map(),
    inside: 0,
    named: 0,
  };
  if (use.ids.at(-1) !== id) use.ids.push(id);
  if (companyId) use.companies.add(companyId);
  use.written.set(written, (use.written.get(written) ?? 0) + 1);
  if (isInside) use.inside += 1;
  if (isInside && isNamed) use.named += 1;
  uses.set(key, use);
}

function writtenMostly({ written }: Use): string {
  const [most] = [...written].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return most?.[0] ?? '';
}

function describe(
  { key, about, use, before }: Share,
  { talks, talksBefore }: { talks: number; talksBefore: number },
): Signal {
  const [mentions, companies] = [use.ids.length, use.companies.size];
  return {
    name: 'share_of_voice',
    kind: 'customer_trend',
    slot: 'topic',
    subject: subjectKey({ of: 'topic', word: key }),
    about,
    companyId: null,
    // The value of a topic that rises: a share is the same finding.
    valueKey: 'up',
    numbers: { mentions, talks, companies, before, talks_before: talksBefore },
    evidence: use.ids.slice(0, SHARE.evidence),
    says: `“${about}” came up in ${mentions} of ${talks} talks, with ${companies} customers, in the last two weeks; in the eight weeks before, in ${before} of ${talksBefore}.`,
  };
}

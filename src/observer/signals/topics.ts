import { and, between, count, desc, like, sql } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { countMentions, hasWord } from '../../store/search.ts';
import { fold } from '../../text.ts';
import { chanceOf, isMany } from './chance.ts';
import { aYearBefore, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, viewerOf } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { isStopWord } from './stop-words.ts';
import { subjectKey } from './subject.ts';

/** A word in a script that writes spaces between words: no sentence can be smuggled in as one word. */
const TOPIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{4,24}$/u;

/** When a word is a topic. */
const TOPICS = {
  /** Interactions with the word in the last two weeks, and companies in them: fewer are chance. */
  leastMentions: 4,
  leastCompanies: 2,
  /** Interactions in the weeks before; with fewer, every word would look new. */
  leastBefore: 20,
  /** Times the share of interactions that the word had before. */
  timesBefore: 3,
  /** The newest interactions are read for words; how often these came up is counted over all. */
  rows: 1_000,
  candidates: 200,
  /** Topics of one night, those that are least likely by chance. */
  most: 5,
  /** Interactions that are cited for one. */
  evidence: 5,
} as const;

type Topic = { word: string; mentions: number; companies: number; before: number; chance: number };

/**
 * Finds words that have come up in the last two weeks more than in the weeks before, the least likely by chance first.
 */
export const topics: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const { recent, before } = periodsOf(ctx.today);
  const base = await countInteractions(ctx, before);
  if (base < TOPICS.leastBefore) return [];
  const all = await countInteractions(ctx, recent);
  const rows = await listWords(ctx, recent);
  const rising: Topic[] = [];
  for (const word of candidates(rows, await listWords(ctx, before))) {
    const earlier = await mentionsOf(ctx, { word, ...before });
    const now = await mentionsOf(ctx, { word, ...recent });
    const [mentions, total, share] = [now.mentions, now.mentions + earlier.mentions, all / (all + base)];
    if (mentions / all < TOPICS.timesBefore * (earlier.mentions / base)) continue;
    if (!isMany(mentions, { of: total, share })) continue;
    rising.push({ word, ...now, before: earlier.mentions, chance: chanceOf(mentions, { of: total, share }) });
  }
  const found: Signal[] = [];
  for (const topic of rising.toSorted((a, b) => a.chance - b.chance)) {
    if (found.length === TOPICS.most) break;
    if (await isName(ctx, topic.word)) continue;
    if (await isSeasonal(ctx, topic)) continue;
    const evidence = rows.filter(({ words }) => words.has(topic.word)).map(({ id }) => id);
    found.push(describe(topic, evidence.slice(0, TOPICS.evidence)));
  }
  return found;
};

type WordRow = { id: string; companyId: string | null; words: Set<string> };

async function listWords(ctx: NightContext, { since, until }: Span): Promise<WordRow[]> {
  const { interactions } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: interactions.id, companyId: interactions.companyId, summary: interactions.summary })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(ctx)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(TOPICS.rows);
  return rows.map(({ id, companyId, summary }) => ({
    id,
    companyId,
    words: new Set(fold(summary).split(' ')),
  }));
}

/** Words in enough of the interactions, with enough companies, and not as usual before; the most frequent first. */
function candidates(rows: readonly WordRow[], earlier: readonly WordRow[]): string[] {
  const [uses, usesBefore] = [usesOf(rows), usesOf(earlier)];
  const isUsual = (word: string, mentions: number) => {
    const before = usesBefore.get(word)?.mentions ?? 0;
    // Half the final bound: the rows that were read are a sample.
    return mentions / rows.length < (TOPICS.timesBefore / 2) * (before / earlier.length);
  };
  return [...uses]
    .filter(([word]) => TOPIC.test(word) && !isStopWord(word))
    .filter(([, use]) => use.mentions >= TOPICS.leastMentions && use.companies.size >= TOPICS.leastCompanies)
    .filter(([word, { mentions }]) => !isUsual(word, mentions))
    .toSorted(([a, { mentions: m }], [b, { mentions: n }]) => n - m || (a < b ? -1 : 1))
    .slice(0, TOPICS.candidates)
    .map(([word]) => word);
}

function usesOf(rows: readonly WordRow[]): Map<string, { mentions: number; companies: Set<string> }> {
  const uses = new Map<string, { mentions: number; companies: Set<string> }>();
  for (const { companyId, words } of rows) {
    for (const word of words) {
      const use = uses.get(word) ?? { mentions: 0, companies: new Set<string>() };
      use.mentions += 1;
      if (companyId) use.companies.add(companyId);
      uses.set(word, use);
    }
  }
  return uses;
}

function mentionsOf(
  ctx: NightContext,
  which: Span & { word: string },
): Promise<{ mentions: number; companies: number }> {
  return countMentions(ctx, { ...which, viewer: viewerOf(ctx), writtenUntil: ctx.until });
}

async function countInteractions(ctx: NightContext, { since, until }: Span): Promise<number> {
  const { interactions } = ctx.store.tables;
  const [counted] = await ctx.db
    .select({ interactions: count() })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(ctx)));
  return counted?.interactions ?? 0;
}

/** Whether a word is a part of a name: of a company, a contact or a member. */
async function isName(ctx: NightContext, word: string): Promise<boolean> {
  const { tables } = ctx.store;
  for (const named of [tables.companies, tables.contacts]) {
    const key = sql`(' ' || ${named.nameKey} || ' ')`;
    const [found] = await ctx.db
      .select({ id: named.id })
      .from(named)
      .where(and(hasWord(ctx, { entityId: named.id, word }), like(key, `% ${word} %`)))
      .limit(1);
    if (found) return true;
  }
  const people = await ctx.db.select({ name: tables.members.name }).from(tables.members);
  return people.some(({ name }) => fold(name).split(' ').includes(word));
}

/** Whether a word came up as much around this day a year ago: then it comes with the season. */
async function isSeasonal(ctx: NightContext, { word, mentions }: Topic): Promise<boolean> {
  const day = aYearBefore(ctx.today);
  const around = { since: addDays(day, -RECENT_DAYS * 1.5), until: addDays(day, RECENT_DAYS * 1.5) };
  const then = await mentionsOf(ctx, { word, ...around });
  return then.mentions >= TOPICS.leastMentions && then.mentions >= mentions / 2;
}

function describe({ word, mentions, companies, before }: Topic, evidence: string[]): Signal {
  const earlier = before === 0 ? 'never' : `in ${before}`;
  return {
    name: before === 0 ? 'topic_new' : 'topic_rising',
    kind: 'customer_trend',
    slot: 'topic',
    subject: subjectKey({ of: 'topic', word }),
    about: word,
    companyId: null,
    // One value for a new topic and a rising one: in two weeks a new topic is a rising one, and still the same finding.
    valueKey: 'up',
    numbers: { mentions, companies, before },
    evidence,
    says: `“${word}” came up in ${mentions} interactions with ${companies} companies in the last two weeks; in the eight weeks before, ${earlier}.`,
  };
}

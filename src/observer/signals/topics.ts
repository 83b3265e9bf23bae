import { and, between, count, desc } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { chunks } from '../../store/chunks.ts';
import { EACH_WORD, isOneOf, wordsOf } from '../../store/lists.ts';
import { countMentions } from '../../store/mentions.ts';
import { chanceOf, isMany } from './chance.ts';
import { aYearBefore, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, viewerOf } from './scope.ts';
import type { Detector, NightContext, Signal } from './signal.ts';
import { isStopWord } from './stop-words.ts';
import { subjectKey } from './subject.ts';
import { wordsIn } from './words.ts';

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

/** Texts that are taken apart in one go, however long they are. */
const ROWS_AT_ONCE = 50;

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
  const words = candidates(rows, await listWords(ctx, before));
  const [now, earlier] = [await mentionsOf(ctx, words, recent), await mentionsOf(ctx, words, before)];
  const rising: Topic[] = [];
  for (const word of words) {
    const { mentions, companies } = now.get(word) ?? NEVER;
    const { mentions: known } = earlier.get(word) ?? NEVER;
    const [total, share] = [mentions + known, all / (all + base)];
    if (mentions / all < TOPICS.timesBefore * (known / base)) continue;
    // The sum over all mentions takes milliseconds where there are many.
    await ctx.clock.turn();
    if (!isMany(mentions, { of: total, share })) continue;
    rising.push({
      word,
      mentions,
      companies,
      before: known,
      chance: chanceOf(mentions, { of: total, share }),
    });
  }
  const risen = rising.map(({ word }) => word);
  const [names, aYearAgo] = [await namesAmong(ctx, risen), await mentionsOf(ctx, risen, seasonOf(ctx))];
  return rising
    .filter(({ word }) => !names.has(word))
    .filter(({ word, mentions }) => !isSeasonal(mentions, aYearAgo.get(word) ?? NEVER))
    .toSorted((a, b) => a.chance - b.chance)
    .slice(0, TOPICS.most)
    .map((topic) => {
      const evidence = rows.filter(({ words }) => words.has(topic.word)).map(({ id }) => id);
      return describe(topic, evidence.slice(0, TOPICS.evidence));
    });
};

const NEVER = { mentions: 0, companies: 0 };

type WordRow = { id: string; companyId: string | null; words: Set<string> };

async function listWords(ctx: NightContext, { since, until }: Span): Promise<WordRow[]> {
  const { interactions } = ctx.store.tables;
  const rows = await ctx.db
    .select({ id: interactions.id, companyId: interactions.companyId, summary: interactions.summary })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(ctx)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(TOPICS.rows);
  const read: WordRow[] = [];
  for (const part of chunks(rows, ROWS_AT_ONCE)) {
    await ctx.clock.turn();
    for (const { id, companyId, summary } of part)
      read.push({ id, companyId, words: new Set(wordsIn(summary)) });
  }
  return read;
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

function mentionsOf(ctx: NightContext, words: readonly string[], span: Span) {
  return countMentions(ctx, { words, ...span, viewer: viewerOf(ctx), writtenUntil: ctx.until });
}

async function countInteractions(ctx: NightContext, { since, until }: Span): Promise<number> {
  const { interactions } = ctx.store.tables;
  const [counted] = await ctx.db
    .select({ interactions: count() })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(ctx)));
  return counted?.interactions ?? 0;
}

/** The words among these that are a part of a name: of a company, a contact or a member. */
export async function namesAmong(ctx: NightContext, words: readonly string[]): Promise<Set<string>> {
  return namesIn(ctx, { words, tables: ['companies', 'contacts'] });
}

/** The words among these that are a part of a person's name: of a contact or a member. */
export async function peopleAmong(ctx: NightContext, words: readonly string[]): Promise<Set<string>> {
  return namesIn(ctx, { words, tables: ['contacts'] });
}

async function namesIn(
  ctx: NightContext,
  { words, tables }: { words: readonly string[]; tables: readonly ('companies' | 'contacts')[] },
): Promise<Set<string>> {
  const { members } = ctx.store.tables;
  const found = new Set<string>();
  if (words.length === 0) return found;
  for (const table of tables) {
    const named = ctx.store.tables[table];
    const rows = await ctx.db
      .selectDistinct({ word: EACH_WORD })
      .from(named)
      .innerJoin(wordsOf(ctx, named.nameKey), isOneOf(ctx, { value: EACH_WORD, of: words }));
    for (const { word } of rows) found.add(word);
  }
  for (const { name } of await ctx.db.select({ name: members.name }).from(members)) {
    for (const word of wordsIn(name)) found.add(word);
  }
  return found;
}

/** The days around this one a year ago. */
function seasonOf({ today }: NightContext): Span {
  const day = aYearBefore(today);
  return { since: addDays(day, -RECENT_DAYS * 1.5), until: addDays(day, RECENT_DAYS * 1.5) };
}

/** Whether a word came up as much a year ago: then it comes with the season. */
function isSeasonal(mentions: number, then: { mentions: number }): boolean {
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

import { and, between, count, desc, like, sql } from 'drizzle-orm';
import { addDays } from '../../clock.ts';
import { countMentions, hasWord } from '../../store/search.ts';
import { fold } from '../../text.ts';
import { chanceOf, isMany } from './chance.ts';
import { aYearBefore, periodsOf, RECENT_DAYS, type Span } from './periods.ts';
import { countable, viewerOf } from './scope.ts';
import type { Detector, Horizon, Scope, Signal } from './signal.ts';
import { isStopWord } from './stop-words.ts';
import { subjectKey } from './subject.ts';

/** A word of a script that writes spaces between words: nothing longer can be smuggled in as one. */
const TOPIC = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{4,24}$/u;
const LEAST_MENTIONS = 4;
const LEAST_COMPANIES = 2;
/** Interactions in the weeks before; with fewer, everything would look new. */
const LEAST_BASE = 20;
/** So many times the share of interactions it had before. */
const FACTOR = 3;
/** So many of the newest rows are read for words; how often these came up is counted over all rows. */
const MOST_ROWS = 1_000;
const MOST_CANDIDATES = 200;
const MOST = 5;
const EVIDENCE = 5;

type Topic = { word: string; mentions: number; companies: number; before: number; chance: number };

/** Words that have come up in the last two weeks more than in the weeks before, the least likely by chance first. */
export const topics: Detector = async (horizon, scope) => {
  if (scope.kind !== 'team') return [];
  const { recent, before } = periodsOf(horizon.today);
  const base = await countInteractions(horizon, scope, before);
  if (base < LEAST_BASE) return [];
  const all = await countInteractions(horizon, scope, recent);
  const rows = await listWords(horizon, scope, recent);
  const rising: Topic[] = [];
  for (const word of candidates(rows, await listWords(horizon, scope, before))) {
    const earlier = await mentionsOf(horizon, scope, { word, ...before });
    const now = await mentionsOf(horizon, scope, { word, ...recent });
    const [mentions, total, share] = [now.mentions, now.mentions + earlier.mentions, all / (all + base)];
    if (mentions / all < FACTOR * (earlier.mentions / base)) continue;
    if (!isMany(mentions, { of: total, share })) continue;
    rising.push({ word, ...now, before: earlier.mentions, chance: chanceOf(mentions, { of: total, share }) });
  }
  const found: Signal[] = [];
  for (const topic of rising.toSorted((a, b) => a.chance - b.chance)) {
    if (found.length === MOST) break;
    if (await isName(horizon, topic.word)) continue;
    if (await isSeasonal(horizon, scope, topic)) continue;
    const evidence = rows.filter(({ words }) => words.has(topic.word)).map(({ id }) => id);
    found.push(describe(topic, evidence.slice(0, EVIDENCE)));
  }
  return found;
};

type WordRow = { id: string; companyId: string | null; words: Set<string> };

async function listWords(horizon: Horizon, scope: Scope, { since, until }: Span): Promise<WordRow[]> {
  const { interactions } = horizon.store.tables;
  const rows = await horizon.db
    .select({ id: interactions.id, companyId: interactions.companyId, summary: interactions.summary })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(horizon, scope)))
    .orderBy(desc(interactions.occurredOn), desc(interactions.id))
    .limit(MOST_ROWS);
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
    // Half of what is asked for in the end: the rows that were read are a sample.
    return mentions / rows.length < (FACTOR / 2) * (before / earlier.length);
  };
  return [...uses]
    .filter(([word]) => TOPIC.test(word) && !isStopWord(word))
    .filter(([, use]) => use.mentions >= LEAST_MENTIONS && use.companies.size >= LEAST_COMPANIES)
    .filter(([word, { mentions }]) => !isUsual(word, mentions))
    .toSorted(([a, { mentions: m }], [b, { mentions: n }]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_CANDIDATES)
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

function mentionsOf(horizon: Horizon, scope: Scope, which: Span & { word: string }) {
  return countMentions(horizon, { ...which, viewer: viewerOf(scope), writtenUntil: horizon.until });
}

async function countInteractions(horizon: Horizon, scope: Scope, { since, until }: Span): Promise<number> {
  const { interactions } = horizon.store.tables;
  const [counted] = await horizon.db
    .select({ interactions: count() })
    .from(interactions)
    .where(and(between(interactions.occurredOn, since, until), countable(horizon, scope)));
  return counted?.interactions ?? 0;
}

/** Whether it is a part of somebody's name: of a company, a contact or a member. */
async function isName(horizon: Horizon, word: string): Promise<boolean> {
  const { db } = horizon;
  const { tables } = horizon.store;
  for (const named of [tables.companies, tables.contacts]) {
    const key = sql`(' ' || ${named.nameKey} || ' ')`;
    const [found] = await db
      .select({ id: named.id })
      .from(named)
      .where(and(hasWord(horizon, { entityId: named.id, word }), like(key, `% ${word} %`)))
      .limit(1);
    if (found) return true;
  }
  const people = await db.select({ name: tables.members.name }).from(tables.members);
  return people.some(({ name }) => fold(name).split(' ').includes(word));
}

/** Whether it came up as much around this day a year ago: then it comes with the season. */
async function isSeasonal(horizon: Horizon, scope: Scope, { word, mentions }: Topic): Promise<boolean> {
  const day = aYearBefore(horizon.today);
  const around = { since: addDays(day, -RECENT_DAYS * 1.5), until: addDays(day, RECENT_DAYS * 1.5) };
  const then = await mentionsOf(horizon, scope, { word, ...around });
  return then.mentions >= LEAST_MENTIONS && then.mentions >= mentions / 2;
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
    // The same for both: what is new today has been there before in two weeks, and is still the same finding.
    valueKey: 'up',
    numbers: { mentions, companies, before },
    evidence,
    says: `“${word}” came up in ${mentions} interactions with ${companies} companies in the last two weeks; in the eight weeks before, ${earlier}.`,
  };
}

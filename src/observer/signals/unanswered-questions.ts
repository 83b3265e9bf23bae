import { asc, between, count, countDistinct, desc, gte, max, min, sql } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import { LEAST_MEMBERS } from './scope.ts';
import type { Detector, Signal, Wish } from './signal.ts';
import { subjectKey } from './subject.ts';

/** What is counted of questions that no metric could answer. */
export const UNANSWERED = {
  days: 28,
  /** Different wishes that admins are told of at once. */
  most: 5,
} as const;

/** A name that is plain words: names come from a language model, and anything else in one is nobody’s wish. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,59}$/u;

/**
 * What at least three members have asked for in the last weeks that no metric has, by what it was called. In which list a number was
 * looked for is a guess of the model: “trade fairs” are the same wish as a metric and as a measure of any.
 */
export const unansweredQuestions: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const { unansweredQuestions: asked } = ctx.store.tables;
  const since = new Date(ctx.until.getTime() - UNANSWERED.days * DAY_MS);
  const members = countDistinct(asked.memberId);
  const { kind, name, metric } = asked;
  // Written out, not bound: only so Postgres knows it again among what is grouped by.
  const splitBy = sql<string | null>`case when ${kind} = 'dimension' then ${metric} end`;
  const rows = await ctx.db
    .select({
      name,
      ...{ splitBy, firstKind: min(kind), lastKind: max(kind) },
      ...{ aMetric: min(metric), metrics: countDistinct(metric) },
      ...{ members, times: count() },
    })
    .from(asked)
    .where(between(asked.askedAt, since, ctx.until))
    .groupBy(name, splitBy)
    .having(gte(members, LEAST_MEMBERS))
    .orderBy(desc(members), asc(min(kind)), asc(name), asc(splitBy));
  return rows
    .map(({ firstKind, lastKind, aMetric, metrics, ...row }) => {
      const isOne = firstKind !== null && firstKind === lastKind && metrics <= 1;
      return isOne
        ? { ...row, kind: firstKind, metric: aMetric }
        : { ...row, kind: 'metric' as const, metric: null };
    })
    .filter((wish) => PLAIN.test(wish.name) && !ctx.isModelled?.(wish))
    .slice(0, UNANSWERED.most)
    .map((wish): Signal => {
      const { metric, kind, name, members: people, times } = wish;
      return {
        name: 'unanswered_questions',
        kind: 'missing_number',
        slot: kind,
        subject: subjectKey({ of: 'bot' }),
        about: 'Rapport',
        companyId: null,
        valueKey: `${metric ?? ''}/${name}`,
        numbers: { members: people, times },
        evidence: [],
        says: `${people} people ${inWords(wish)}, ${times} times in ${UNANSWERED.days / 7} weeks: no metric has it.`,
      };
    });
};

/** `asked for interactions by “city”`. */
function inWords({ metric, kind, name }: Wish): string {
  const of = metric ? ` of ${metric}` : '';
  switch (kind) {
    case 'metric':
      return `asked for numbers of “${name}”`;
    case 'measure':
      return `asked for “${name}”${of}`;
    case 'dimension':
      return `asked for ${metric ?? 'numbers'} by “${name}”`;
    default:
      return kind satisfies never;
  }
}

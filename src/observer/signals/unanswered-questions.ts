import { asc, between, count, countDistinct, desc, gte } from 'drizzle-orm';
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

/** What at least three members have asked for in the last weeks that no metric has, by what it was called. */
export const unansweredQuestions: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const { unansweredQuestions: asked } = ctx.store.tables;
  const since = new Date(ctx.until.getTime() - UNANSWERED.days * DAY_MS);
  const members = countDistinct(asked.memberId);
  const rows = await ctx.db
    .select({ metric: asked.metric, kind: asked.kind, name: asked.name, members, times: count() })
    .from(asked)
    .where(between(asked.askedAt, since, ctx.until))
    .groupBy(asked.metric, asked.kind, asked.name)
    .having(gte(members, LEAST_MEMBERS))
    .orderBy(desc(members), asc(asked.kind), asc(asked.name), asc(asked.metric));
  return rows
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

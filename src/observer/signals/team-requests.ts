import { and, eq, gt, inArray } from 'drizzle-orm';
import { DAY_MS } from '../../clock.ts';
import { LEAST_MEMBERS } from './scope.ts';
import type { Detector, Signal } from './signal.ts';
import { subjectKey } from './subject.ts';

/** What is counted: the kind of what one person asks or complains about, and the days after which that is history. */
export const TEAM_REQUESTS = { kind: 'member_request', days: 30 } as const;

/** What code says of each category, by its slot. */
const SAYS: Readonly<Record<string, string>> = {
  missing_feature: 'miss something that I cannot do',
  needless_question: 'were asked by me what they found needless',
  wrong_answer: 'got an answer of mine that was wrong',
  tone: 'do not like how I say things',
};

/** What at least three members ask of Rapport, or find wrong with it, by category; what each has said is theirs. */
export const teamRequests: Detector = async (ctx) => {
  if (ctx.scope.kind !== 'team') return [];
  const { observations, members } = ctx.store.tables;
  const rows = await ctx.db
    .select({ memberId: observations.scope, slot: observations.slot, sources: observations.sources })
    .from(observations)
    .where(
      and(
        inArray(observations.scope, ctx.db.select({ id: members.id }).from(members)),
        eq(observations.kind, TEAM_REQUESTS.kind),
        // A person may keep their words to themselves, and has still said them.
        inArray(observations.status, ['proposed', 'active', 'dismissed']),
        gt(observations.lastEvidenceAt, new Date(ctx.until.getTime() - TEAM_REQUESTS.days * DAY_MS)),
      ),
    );
  return Object.entries(SAYS).flatMap(([slot, words]): Signal[] => {
    const said = rows.filter((row) => row.slot === slot);
    const count = new Set(said.map(({ memberId }) => memberId)).size;
    if (count < LEAST_MEMBERS) return [];
    const times = said.reduce((sum, { sources }) => sum + sources, 0);
    return [
      {
        name: 'team_requests',
        kind: 'team_request',
        slot,
        subject: subjectKey({ of: 'bot' }),
        about: 'Rapport',
        companyId: null,
        valueKey: 'asked',
        numbers: { members: count, times },
        evidence: [],
        says: `${count} people ${words}: they told me ${times} times in the last ${TEAM_REQUESTS.days} days.`,
      },
    ];
  });
};

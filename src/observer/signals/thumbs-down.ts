import { countMembersOf, listOpinions, messagesOf } from './opinions.ts';
import { LEAST_MEMBERS, nameOf } from './scope.ts';
import type { Detector } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Thumbs down in two weeks: fewer are ordinary. */
const LEAST = { member: 3, team: 6 } as const;
/** Least thumbs down for each thumb up; fewer are ordinary. */
const LEAST_SHARE = 0.5;

/** Several thumbs down: from the member, or from at least three of the team. */
export const thumbsDownCluster: Detector = async (ctx) => {
  const { scope } = ctx;
  const thumbs = await listOpinions(ctx, { kind: 'thumb' });
  const down = thumbs.filter(({ isGood }) => !isGood);
  const [against, inFavour] = [down.length, thumbs.length - down.length];
  if (against < LEAST[scope.kind] || against < LEAST_SHARE * inFavour) return [];
  const members = countMembersOf(down);
  if (scope.kind === 'team' && members < LEAST_MEMBERS) return [];
  const by = scope.kind === 'team' ? `${members} members` : nameOf(ctx);
  return [
    {
      name: 'thumbs_down_cluster',
      kind: 'system_feedback',
      slot: 'answers',
      subject: subjectKey({ of: 'bot' }),
      about: 'Rapport',
      companyId: null,
      valueKey: 'thumbs_down',
      numbers: { down: against, up: inFavour, ...(scope.kind === 'team' ? { members } : {}) },
      evidence: await messagesOf(ctx, down),
      says: `Answers of Rapport got ${against} thumbs down and ${inFavour} up from ${by} in the last two weeks.`,
    },
  ];
};

import { countMembersOf, listOpinions, messagesOf } from './opinions.ts';
import { LEAST_MEMBERS, nameOf } from './scope.ts';
import type { Detector } from './signal.ts';
import { subjectKey } from './subject.ts';

/** Corrections in two weeks: fewer are ordinary. */
const LEAST = { member: 3, team: 6 } as const;
/** Corrections of a single day may come from one misunderstanding. */
const LEAST_DAYS = 2;

/** What Rapport had saved was corrected again and again: by the member, or by at least three of the team. */
export const repeatedCorrection: Detector = async (ctx) => {
  const { scope } = ctx;
  const corrections = await listOpinions(ctx, { kind: 'correction' });
  const days = new Set(corrections.map(({ day }) => day)).size;
  if (corrections.length < LEAST[scope.kind] || days < LEAST_DAYS) return [];
  const members = countMembersOf(corrections);
  if (scope.kind === 'team' && members < LEAST_MEMBERS) return [];
  const times = corrections.length;
  const by = scope.kind === 'team' ? `${members} members` : nameOf(ctx);
  return [
    {
      name: 'repeated_correction',
      kind: 'system_feedback',
      slot: 'corrections',
      subject: subjectKey({ of: 'bot' }),
      about: 'Rapport',
      companyId: null,
      valueKey: 'corrected',
      numbers: { corrections: times, days, ...(scope.kind === 'team' ? { members } : {}) },
      evidence: await messagesOf(ctx, corrections),
      says: `What Rapport had saved was corrected ${times} times by ${by} in the last two weeks.`,
    },
  ];
};

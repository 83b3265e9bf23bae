import { and, eq, inArray, ne } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import { causeOf, getObservationRow, moveObservation, type Observation } from './life.ts';
import type { Pass } from './night.ts';
import { isLasting } from './preferences.ts';
import { sentencesAround } from './quotes.ts';
import type { Evidence } from './sources.ts';

/** A wish that was made on so many days holds from now on, even when nobody said so. */
const REPEATED_ON_DAYS = 3;

/** Lets a proposal count when it may without anybody's yes; what it contradicts then gives way. */
export async function promote(
  ctx: Writing,
  { pass, id, evidence }: { pass: Pass; id: string; evidence: Evidence[] },
): Promise<void> {
  const observation = await getObservationRow(ctx, id);
  const reason = countsBecause(observation, evidence);
  if (observation.status !== 'proposed' || !reason) return;
  const rivals = await listRivals(ctx, observation);
  const newer = rivals.find(
    (each) => each.status === 'active' && each.lastEvidenceAt > observation.lastEvidenceAt,
  );
  if (newer) return giveWay(ctx, { pass, id, to: newer.id });
  await moveObservation(ctx, { id, to: 'active', cause: causeOf('code', pass), detail: { reason } });
  for (const rival of rivals) await giveWay(ctx, { pass, id: rival.id, to: id });
}

/** Why an observation counts without a review; undefined when somebody has to say yes first. */
function countsBecause(
  { kind, scope, days, memberId }: Observation,
  evidence: Evidence[],
): string | undefined {
  switch (kind) {
    case 'user_preference':
      if (evidence.some(({ source, quote }) => isLasting(sentencesAround(quote, ownWords(source)))))
        return 'said so';
      return days >= REPEATED_ON_DAYS ? 'asked for it again and again' : undefined;
    case 'customer_trend':
      return 'counted';
    case 'system_feedback':
      // It changes what this member gets, and nobody else.
      return memberId !== null && scope === memberId ? 'counted' : undefined;
    case 'missed_capture':
      return undefined;
    default:
      return kind satisfies never;
  }
}

const ownWords = (source: Evidence['source']) => (source.type === 'message' ? source.own : '');

/** What else is said in the same slot of the same subject: of these the newest holds. */
async function listRivals(ctx: Writing, { id, scope, subject, slot }: Observation): Promise<Observation[]> {
  const { observations } = ctx.store.tables;
  return ctx.db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.scope, scope),
        eq(observations.subject, subject),
        eq(observations.slot, slot),
        ne(observations.id, id),
        inArray(observations.status, ['proposed', 'active']),
      ),
    )
    .orderBy(observations.id);
}

async function giveWay(
  ctx: Writing,
  { pass, id, to }: { pass: Pass; id: string; to: string },
): Promise<void> {
  await moveObservation(ctx, {
    id,
    to: 'superseded',
    cause: causeOf('code', pass),
    detail: { by: to },
    patch: { supersededBy: to },
  });
}

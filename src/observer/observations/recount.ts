import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import type { Signal } from '../signals/signal.ts';
import { findingOf, isSameFinding } from './finding.ts';
import { kindOf, needsYes, slotOf } from './kind-rules.ts';
import type { Pass } from './night.ts';
import { causeOf, listLive, moveObservation, type Observation } from './observation.ts';

/**
 * Nights in a row without its signal after which an observation expires, where its slot says nothing else: a week, so
 * that it does not matter how many working days are in the two weeks that are counted.
 */
const GONE_AFTER_NIGHTS = 7;

/**
 * Asks about what an earlier version took for a wish without asking: it waits for its person's yes now, and they are told
 * of it in the morning as of any other question.
 */
export async function askAboutUnasked(ctx: Writing, { pass }: { pass: Pass }): Promise<void> {
  for (const { id, kind, status, reviewedBy } of await listLive(ctx, pass.night.scope)) {
    if (status !== 'active' || reviewedBy !== null || !needsYes(kindOf(kind))) continue;
    await moveObservation(ctx, { id, to: 'proposed', cause: causeOf('code', pass), patch: { toldAt: null } });
  }
}

/**
 * Expires the observations of a scope whose time is over or whose signal is gone, and updates the numbers of the others.
 * Gives how many were expired.
 */
export async function recountObservations(
  ctx: Writing,
  { pass, signals }: { pass: Pass; signals: readonly Signal[] },
): Promise<number> {
  const live = await listLive(ctx, pass.night.scope);
  let retired = 0;
  for (const observation of live) {
    const reason = await isOver(ctx, { pass, observation, signals });
    if (!reason) continue;
    const { id } = observation;
    await moveObservation(ctx, {
      id,
      to: 'expired',
      cause: causeOf('code', pass),
      detail: { reason },
    });
    retired += 1;
  }
  return retired;
}

async function isOver(
  ctx: Writing,
  { pass, observation, signals }: { pass: Pass; observation: Observation; signals: readonly Signal[] },
): Promise<string | undefined> {
  const { id, kind, signal, expiresAt } = observation;
  const isPast = expiresAt !== null && expiresAt <= pass.until;
  const current = signals.find((each) => isSameFinding(each, observation));
  // An observation whose signal is still there stays when its time is over, or else it would be news the next night.
  if (isPast && !(signal && current)) return 'its time is over';
  if (hasLostQuotes(observation)) return 'too few of its quotes are left';
  if (!signal || !isRecounted(kind)) return undefined;
  const { observations } = ctx.store.tables;
  const write = (patch: Partial<Observation>) =>
    ctx.db
      .update(observations)
      .set({ ...patch, updatedAt: ctx.clock.now() })
      .where(eq(observations.id, id));
  if (current) {
    const { claim, signal: counted } = findingOf(current, {
      remark: observation.remark,
      night: pass.night.night,
    });
    // The observer's remark was about other numbers, and would be wrong now.
    const remark = claim === observation.claim ? observation.remark : null;
    if (!isDeepStrictEqual({ claim, signal: counted }, { claim: observation.claim, signal }))
      await write({ claim, remark, signal: counted });
    return undefined;
  }
  const absent = signal.absent + 1;
  if (absent >= (slotOf(observation).goneAfterNights ?? GONE_AFTER_NIGHTS)) return 'no longer so';
  await write({ signal: { ...signal, absent } });
  return undefined;
}

/** Whether sources are gone, so that fewer are left than its kind needs. */
function hasLostQuotes({ kind, sources }: Observation): boolean {
  const { restsOn } = kindOf(kind);
  return restsOn.type === 'quotes' && sources < restsOn.leastQuotes;
}

function isRecounted(kind: string): boolean {
  const { restsOn } = kindOf(kind);
  return restsOn.type === 'signal' && restsOn.isRecounted;
}

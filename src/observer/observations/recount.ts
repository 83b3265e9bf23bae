import { isDeepStrictEqual } from 'node:util';
import { eq } from 'drizzle-orm';
import type { Writing } from '../../context.ts';
import type { Signal } from '../signals/signal.ts';
import { findingOf, isSameFinding } from './finding.ts';
import { kindOf, slotOf } from './kind-rules.ts';
import { causeOf, listLive, moveObservation, type Observation } from './life.ts';
import type { Pass } from './night.ts';

/**
 * Nights in a row without its signal after which an observation has ended, where its slot says nothing else. A week, so that it is no matter how many working days are in the last two weeks of each.
 */
const GONE_AFTER_NIGHTS = 7;

/** Ends what is out of date: proposals and observations whose time is over, and trends that do not hold any more. */
export async function keepUp(
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
  // What is still counted stays known when its time is over, so that it is no news the next night.
  if (isPast && !(signal && current)) return 'its time is over';
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
    // What an observer said of other numbers would be wrong now.
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

function isRecounted(kind: string): boolean {
  const { restsOn } = kindOf(kind);
  return restsOn.type === 'signal' && restsOn.isRecounted;
}

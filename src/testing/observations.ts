import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import type { NewRow } from '../store/schema.ts';

type Quoted = {
  messageId?: string | undefined;
  interactionId?: string | undefined;
  quote: string;
  saidOn?: string;
};

/** Writes an observation with its evidence, as a night would have left it. Gives its id. */
export async function insertObservation(
  { store, clock, actor }: Context,
  { evidence, ...given }: Partial<NewRow<'observations'>> & { evidence: Quoted[] },
): Promise<string> {
  const { observations, observationEvidence } = store.tables;
  const id = newId();
  const now = clock.now();
  await store.transaction(async (tx) => {
    await tx.insert(observations).values({
      id,
      scope: actor.memberId,
      memberId: actor.memberId,
      kind: 'user_preference',
      subject: 'member',
      slot: 'format',
      valueKey: id,
      claim: 'Prefers bullets.',
      status: 'active',
      confidence: 99,
      sources: evidence.length,
      days: evidence.length,
      night: '2026-11-24',
      lastEvidenceAt: now,
      createdAt: now,
      updatedAt: now,
      ...given,
    });
    for (const { saidOn = '2026-11-23', ...quoted } of evidence) {
      const row = { id: newId(), observationId: id, ...quoted, saidOn, createdAt: now };
      await tx.insert(observationEvidence).values(row);
    }
  });
  return id;
}

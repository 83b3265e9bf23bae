import type { Context } from '../context.ts';
import { newId } from '../ids.ts';
import type { NewRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { NOW } from './team.ts';

type Given = Partial<NewRow<'observations'>> & { scope: string; claim: string };

/** An active observation, as a night would leave it; a preference unless said otherwise. */
export async function addObservation(
  store: Store,
  {
    quote,
    messageId,
    interactionId,
    ...given
  }: Given & { quote?: string; messageId?: string; interactionId?: string },
): Promise<string> {
  const { observations, observationEvidence } = store.tables;
  const id = given.id ?? newId();
  const row = {
    memberId: given.scope === 'team' ? null : given.scope,
    kind: 'user_preference' as const,
    subject: given.scope === 'team' ? `topic:${id}` : 'member',
    slot: 'format',
    valueKey: id,
    status: 'active' as const,
    confidence: 75,
    sources: 1,
    days: 1,
    night: '2026-11-23',
    lastEvidenceAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    ...given,
    id,
  };
  const source = messageId || interactionId;
  const evidence = {
    id: newId(),
    observationId: id,
    messageId: messageId ?? null,
    interactionId: interactionId ?? null,
    quote: quote ?? 'said so',
    saidOn: '2026-11-23',
    createdAt: NOW,
  };
  await store.transaction(async (tx) => {
    await tx.insert(observations).values(row);
    if (source) await tx.insert(observationEvidence).values(evidence);
  });
  return id;
}

/** A message that somebody wrote to Rapport, and nothing answered. */
export async function addMessage(
  store: Store,
  { memberId, text }: { memberId: string; text: string },
): Promise<string> {
  const id = newId();
  const channel = `D0${memberId}`;
  await store.transaction(async (tx) => {
    await tx.insert(store.tables.messages).values({
      id,
      threadKey: `${channel}:${id}`,
      channel,
      ts: id,
      author: 'member',
      memberId,
      audience: 'direct',
      text,
      createdAt: NOW,
      savedAt: NOW,
    });
  });
  return id;
}

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

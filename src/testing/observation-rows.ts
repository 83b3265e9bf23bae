import { type Context, type System, transact } from '../context.ts';
import { newId } from '../ids.ts';
import type { Observation } from '../observer/observations/observation.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { NewRow, Row } from '../store/schema.ts';
import { NOW } from './team.ts';

/** Writes an observation of the night to 24 November 2026, without any observer. */
export function insertObservation(
  ctx: System,
  input: Pick<NewRow<'observations'>, 'kind'> & Partial<NewRow<'observations'>>,
  evidence: {
    messageId?: string | undefined;
    interactionId?: string | undefined;
    quote: string;
    saidOn?: string;
  }[] = [],
): Promise<Observation> {
  const id = newId();
  const row = {
    scope: input.memberId ?? 'team',
    subject: `made-up:${id}`,
    slot: 'rhythm',
    valueKey: 'made-up',
    claim: `A claim about ${id}`,
    status: 'proposed' as const,
    confidence: 80,
    sources: evidence.length,
    days: 1,
    night: '2026-11-24',
    lastEvidenceAt: NOW,
    createdAt: NOW,
    updatedAt: NOW,
    // What a person wants holds by their yes.
    reviewedBy: input.kind === 'user_preference' && input.status === 'active' ? input.memberId : null,
    ...input,
    id,
  };
  return transact(ctx, async (ctx) => {
    const observation = await insertRow(ctx, { into: 'observations', row });
    for (const { saidOn = '2026-11-23', ...source } of evidence) {
      const cited = { id: newId(), observationId: id, saidOn, createdAt: NOW, ...source };
      await insertRow(ctx, { into: 'observationEvidence', row: cited });
    }
    return observation;
  });
}

/** Writes a message of a member to Rapport, in their direct messages when no other channel is named. */
export function insertMessage(
  ctx: System,
  input: Pick<NewRow<'messages'>, 'memberId' | 'text' | 'channel' | 'ts'> & Partial<NewRow<'messages'>>,
): Promise<Row<'messages'>> {
  const at = new Date(Number(input.ts) * 1_000);
  const row = {
    id: newId(),
    threadKey: `${input.channel}:${input.ts}`,
    author: 'member' as const,
    audience: 'direct' as const,
    createdAt: at,
    savedAt: at,
    ...input,
  };
  return transact(ctx, (ctx) => insertRow(ctx, { into: 'messages', row }));
}

type Quoted = NonNullable<Parameters<typeof insertObservation>[2]>;

/** A preference of the actor that counts. Gives its id. */
export async function addPreference(
  ctx: Context,
  { evidence, ...given }: Partial<NewRow<'observations'>> & { evidence: Quoted },
): Promise<string> {
  const preference = {
    memberId: ctx.actor.memberId,
    kind: 'user_preference' as const,
    subject: 'member',
    slot: 'format',
    valueKey: newId(),
    claim: 'Prefers bullets.',
    status: 'active' as const,
    confidence: 99,
    days: evidence.length,
  };
  const { id } = await insertObservation(ctx, { ...preference, ...given }, evidence);
  return id;
}

/** An active observation of a scope, a preference unless said otherwise, with one source at most. Gives its id. */
export async function addObservation(
  ctx: System,
  {
    quote = 'said so',
    messageId,
    interactionId,
    scope,
    ...given
  }: Partial<NewRow<'observations'>> & { scope: string; claim: string } & Partial<Quoted[number]>,
): Promise<string> {
  const source =
    messageId || interactionId ? [{ quote, ...(messageId ? { messageId } : { interactionId }) }] : [];
  const observation = {
    scope,
    memberId: scope === 'team' ? null : scope,
    kind: 'user_preference' as const,
    slot: 'format',
    valueKey: newId(),
    status: 'active' as const,
    confidence: 75,
    sources: 1,
    night: '2026-11-23',
  };
  const { id } = await insertObservation(ctx, { ...observation, ...given }, source as Quoted);
  return id;
}

/** A message that somebody wrote to Rapport in their direct messages, and nothing answered. Gives its id. */
export async function addMessage(
  ctx: System,
  { memberId, text }: { memberId: string; text: string },
): Promise<string> {
  messages += 1;
  const ts = `${NOW.getTime() / 1_000}.${String(messages).padStart(6, '0')}`;
  return (await insertMessage(ctx, { memberId, text, channel: `D0${memberId}`, ts })).id;
}

let messages = 0;

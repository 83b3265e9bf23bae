import { and, eq, inArray, or } from 'drizzle-orm';
import { dateIn } from '../../clock.ts';
import type { System } from '../../context.ts';
import { splitWords } from '../../conversation/own-words.ts';
import type { Row } from '../../store/schema.ts';
import type { Night } from './night.ts';

/** A message of the member whose night it is. */
export type MessageSource = {
  type: 'message';
  id: string;
  at: Date;
  /** The day on which the message was said, in the member's zone. */
  on: string;
  text: string;
  /** The member's own words in it; all other words are other people's. */
  own: string;
  quoted: string;
  place: 'direct' | 'channel';
  channel: string;
  ts: string;
};

/** An interaction that a pass may tell of. */
export type InteractionSource = {
  type: 'interaction';
  id: string;
  on: string;
  text: string;
  kind: Row<'interactions'>['kind'];
  companyId: string | null;
};

export type Source = MessageSource | InteractionSource;

/** Words of a source that speak for a finding. */
export type Evidence = { source: Source; quote: string };

/** A message as it may be cited, with its writer's own words told from the others. */
export function messageSource(row: Row<'messages'>, { timeZone }: Pick<Night, 'timeZone'>): MessageSource {
  const { id, text, audience, channel, ts, createdAt } = row;
  const place = audience === 'direct' ? 'direct' : 'channel';
  return {
    type: 'message',
    id,
    at: createdAt,
    on: dateIn(timeZone, createdAt),
    text,
    ...splitWords(text),
    place,
    channel,
    ts,
  };
}

/** An interaction as it may be cited. */
export function interactionSource(row: Row<'interactions'>): InteractionSource {
  const { id, occurredOn: on, summary: text, kind, companyId } = row;
  return { type: 'interaction', id, on, text, kind, companyId };
}

/**
 * Finds messages and interactions by id, as far as a pass may tell of them: a member's own messages and nobody else's;
 * interactions that everybody may see, and a member's own.
 */
export async function findSources(
  ctx: System,
  { ids, memberId, timeZone }: { ids: readonly string[] } & Pick<Night, 'memberId' | 'timeZone'>,
): Promise<Source[]> {
  if (ids.length === 0) return [];
  const { messages, interactions } = ctx.store.tables;
  const said = memberId
    ? await ctx.db
        .select()
        .from(messages)
        .where(
          and(inArray(messages.id, [...ids]), eq(messages.memberId, memberId), eq(messages.author, 'member')),
        )
    : [];
  const happened = await ctx.db
    .select()
    .from(interactions)
    .where(
      and(
        inArray(interactions.id, [...ids]),
        or(eq(interactions.isPrivate, false), memberId ? eq(interactions.memberId, memberId) : undefined),
      ),
    );
  return [...said.map((row) => messageSource(row, { timeZone })), ...happened.map(interactionSource)];
}

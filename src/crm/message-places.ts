import { and, inArray } from 'drizzle-orm';
import type { Context, System } from '../context.ts';
import { isOneOf } from '../store/lists.ts';

/** A message from which something was logged. `threadTs`: the first message of the thread that it is a later one of. */
export type MessagePlace = { channel: string; ts: string; threadTs?: string };

/** A place as rows keep it: nobody knows any more whether the message is there. */
export type MaybePlace = { channel: string | null; ts: string | null };

/** Gives the place of the message at which somebody can read it, where they can. */
export type FindPlace = (place: MaybePlace) => MessagePlace | undefined;

const keyOf = ({ channel, ts }: MaybePlace) => `${channel} ${ts}`;

/**
 * Tells which of these messages everybody may open: those in channels. Those in direct messages lead nobody but their author
 * anywhere: they are among them for a `reader`, who reads the answer alone.
 */
export async function openPlaces(
  ctx: System,
  { of, reader }: { of: readonly MaybePlace[]; reader?: Context['actor'] | undefined },
): Promise<FindPlace> {
  const { messages } = ctx.store.tables;
  const { channel, ts, audience, memberId, threadKey } = messages;
  const channels = [...new Set(of.flatMap((each) => each.channel ?? []))];
  const times = [...new Set(of.flatMap((each) => each.ts ?? []))];
  if (channels.length === 0 || times.length === 0) return () => undefined;
  const rows = await ctx.db
    .select({ channel, ts, audience, memberId, threadKey })
    .from(messages)
    .where(and(isOneOf(ctx, { value: channel, of: channels }), isOneOf(ctx, { value: ts, of: times })));
  const own = reader?.audience === 'direct' ? reader.memberId : undefined;
  const places = new Map<string, MessagePlace>();
  for (const row of rows.filter(({ audience, memberId }) => audience === 'shared' || memberId === own)) {
    const { channel, ts, threadKey } = row;
    const threadTs = threadKey.slice(channel.length + 1);
    places.set(keyOf(row), { channel, ts, ...(threadTs && threadTs !== ts ? { threadTs } : {}) });
  }
  return (place) => places.get(keyOf(place));
}

/** The messages from which interactions were logged, by the ids of the interactions, where the actor may open them. */
export async function listPlaces(ctx: Context, ids: string[]): Promise<Map<string, MessagePlace>> {
  if (ids.length === 0) return new Map();
  const { id, memberId, sourceChannel: channel, sourceTs: ts } = ctx.store.tables.interactions;
  const rows = await ctx.db
    .select({ id, memberId, channel, ts })
    .from(ctx.store.tables.interactions)
    .where(inArray(id, ids));
  const findPlace = await openPlaces(ctx, { of: rows, reader: ctx.actor });
  const unread = rows.filter((row) => row.memberId === ctx.actor.memberId && !findPlace(row));
  const findOwn = await placesOfForms(ctx, unread);
  return new Map(
    rows.flatMap((row) => {
      const place = findPlace(row) ?? findOwn(row);
      return place ? [[row.id, place] as const] : [];
    }),
  );
}

/**
 * The messages that the actor has logged by the form at them, which Rapport has not read itself: they lead nobody else there, who
 * may not be in that channel.
 */
async function placesOfForms(ctx: Context, of: readonly MaybePlace[]): Promise<FindPlace> {
  const { changes } = ctx.store.tables;
  const channels = [...new Set(of.flatMap((each) => each.channel ?? []))];
  const times = [...new Set(of.flatMap((each) => each.ts ?? []))];
  if (channels.length === 0 || ctx.actor.audience !== 'direct') return () => undefined;
  // By where they come from alone, of which there are few: each member has written thousands.
  const { sourceChannel, sourceTs, memberId, runId } = changes;
  const rows = await ctx.db
    .select({ channel: sourceChannel, ts: sourceTs, memberId, runId })
    .from(changes)
    .where(
      and(isOneOf(ctx, { value: sourceChannel, of: channels }), isOneOf(ctx, { value: sourceTs, of: times })),
    );
  const own = rows.filter((row) => row.memberId === ctx.actor.memberId && row.runId === null);
  const known = new Set(own.map(keyOf));
  return ({ channel, ts }) =>
    channel && ts && known.has(keyOf({ channel, ts })) ? { channel, ts } : undefined;
}

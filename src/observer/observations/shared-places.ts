import { and, eq } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { isOneOf } from '../../store/lists.ts';

/** The message that something was logged from. */
export type Place = { channel: string; ts: string };
type MaybePlace = { channel: string | null; ts: string | null };

const keyOf = ({ channel, ts }: MaybePlace) => `${channel} ${ts}`;

/** The places among these that are messages in channels: those in direct messages lead nobody else anywhere. */
export async function sharedPlaces(ctx: System, places: readonly MaybePlace[]): Promise<Set<string>> {
  const { messages } = ctx.store.tables;
  const { channel, ts, audience } = messages;
  const channels = [...new Set(places.flatMap((each) => each.channel ?? []))];
  const times = [...new Set(places.flatMap((each) => each.ts ?? []))];
  if (channels.length === 0 || times.length === 0) return new Set();
  const rows = await ctx.db
    .select({ channel, ts })
    .from(messages)
    .where(
      and(
        isOneOf(ctx, { value: channel, of: channels }),
        isOneOf(ctx, { value: ts, of: times }),
        eq(audience, 'shared'),
      ),
    );
  return new Set(rows.map(keyOf));
}

/** The place, where it is one of the shared ones. */
export function placeOf(place: MaybePlace, shared: ReadonlySet<string>): Place | undefined {
  const { channel, ts } = place;
  return channel && ts && shared.has(keyOf(place)) ? { channel, ts } : undefined;
}

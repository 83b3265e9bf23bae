import { eq } from 'drizzle-orm';
import type { Writing } from '../context.ts';
import { newId } from '../ids.ts';

/**
 * Writes a row and takes it away again, which nobody else sees: a full disk or a server that only reads refuses it, where
 * an empty transaction would be let through.
 */
export async function tryWrite(ctx: Writing): Promise<void> {
  const { channelPaces } = ctx.store.tables;
  const id = newId();
  await ctx.db.insert(channelPaces).values({ id, freeAt: ctx.clock.now() });
  await ctx.db.delete(channelPaces).where(eq(channelPaces.id, id));
}

import { and, eq, inArray } from 'drizzle-orm';
import type { System } from '../../context.ts';
import { notFound } from '../../errors.ts';

/** Gets the request of a kept question by its name: a certified one, or one that is proposed. Throws `not_found`. */
export async function getKeptQuestion(
  ctx: System,
  name: string,
): Promise<{ name: string; title: string; request: unknown }> {
  const { keptQuestions: kept } = ctx.store.tables;
  const [row] = await ctx.db
    .select({ name: kept.name, title: kept.title, request: kept.request })
    .from(kept)
    .where(and(eq(kept.name, name), inArray(kept.status, ['proposed', 'certified'])));
  if (!row) throw notFound('kept question', name.slice(0, 60));
  return row;
}

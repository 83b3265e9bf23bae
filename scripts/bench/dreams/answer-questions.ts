import { and, eq } from 'drizzle-orm';
import { approve, dismissAsAsked } from '../../../src/observer/observations/reviews.ts';
import { isWished } from './checks/wished.ts';
import type { World } from './world.ts';

/** The morning after a day: everybody says yes to what they have wished for by then, and no to all else that is asked. */
export async function answerQuestions(world: World, day: number): Promise<void> {
  const { store } = world.system;
  const { observations } = store.tables;
  const asked = await store.read
    .select()
    .from(observations)
    .where(and(eq(observations.kind, 'user_preference'), eq(observations.status, 'proposed')))
    .orderBy(observations.id);
  for (const each of asked) {
    const ctx = world.contexts.find(({ actor }) => actor.memberId === each.scope);
    if (!ctx) throw new Error(`Nobody is asked ${each.id}.`);
    const decide = isWished(world, each, day) ? approve : dismissAsAsked;
    await decide({ ...ctx, clock: world.system.clock }, { id: each.id });
  }
}

import type { System } from '../../context.ts';
import { fold } from '../../text.ts';

/** Finds colleagues by name or e-mail address. `unknown`: those who were named and are no members, by how often. */
export type Colleagues = {
  find(said: string | undefined, which: 'active' | 'any'): string | undefined;
  unknown: Map<string, number>;
};

export async function readColleagues(ctx: System): Promise<Colleagues> {
  const members = await ctx.db.select().from(ctx.store.tables.members);
  const byKey = new Map<string, (typeof members)[number] | 'several'>();
  for (const member of members)
    for (const key of [fold(member.name), ...(member.email ? [fold(member.email)] : [])])
      byKey.set(key, byKey.has(key) ? 'several' : member);
  const unknown = new Map<string, number>();
  return {
    unknown,
    find: (said, which) => {
      if (said === undefined) return undefined;
      const found = byKey.get(fold(said));
      if (found && found !== 'several' && (which === 'any' || found.status === 'active')) return found.id;
      unknown.set(said, (unknown.get(said) ?? 0) + 1);
      return undefined;
    },
  };
}

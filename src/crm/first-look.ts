import { eq } from 'drizzle-orm';
import { type System, transact } from '../context.ts';
import { messageOf } from '../errors.ts';
import { NAME_RULES_VERSION } from '../names/rules-version.ts';
import { findDuplicates } from './find-duplicates.ts';

/**
 * Looks once for all customers that may be one, where they were not compared by the rules of this version yet: what comes
 * later is looked at as it comes. Goes on beside the app; `stop` ends it, and the next start begins anew.
 */
export function startFirstLook(ctx: System): { done: Promise<void>; stop(): Promise<void> } {
  const ending = new AbortController();
  const done = look(ctx, ending.signal).catch((error) => {
    if (!ending.signal.aborted)
      ctx.log.error({ error: messageOf(error) }, 'customers that may be one were not looked for');
  });
  return {
    done,
    stop: () => {
      ending.abort();
      return done;
    },
  };
}

async function look(ctx: System, signal: AbortSignal): Promise<void> {
  const { derivedRules } = ctx.store.tables;
  const [known] = await ctx.db.select().from(derivedRules).where(eq(derivedRules.id, 'duplicates'));
  if (known?.version === NAME_RULES_VERSION) return;
  const looked = await findDuplicates(ctx, { signal });
  if (signal.aborted) return;
  const set = { version: NAME_RULES_VERSION };
  await transact(ctx, (ctx) =>
    ctx.db
      .insert(derivedRules)
      .values({ id: 'duplicates', ...set })
      .onConflictDoUpdate({ target: derivedRules.id, set }),
  );
  if (looked.found > 0) ctx.log.info(looked, 'customers that may be one: an admin sees them on Home');
}

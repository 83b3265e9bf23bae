import type { System } from '../context.ts';
import { findInboxRow } from '../conversation/inbox.ts';
import type { ImportView } from '../crm/importing/import-rows.ts';
import { clearBroken } from '../crm/importing/undo-import.ts';
import type { Admin } from '../delivery/admin-alerts.ts';
import { enqueueDelivery } from '../delivery/outbox.ts';
import type { Job } from '../queue/job.ts';
import { createPoll } from '../queue/poll.ts';

/** Looking costs one query of a small table. A process on another computer counts as dead after a minute. */
const LOOK_EVERY_MS = 60_000;

type Sources = { adminsOf(): Promise<Admin[]>; queued(): void };

/** Looks at the start, and every minute, whether an import has lost its process; `queued` is called where somebody is told. */
export function createBrokenImports(ctx: System, sources: Sources): Job {
  return createPoll(ctx, {
    everyMs: LOOK_EVERY_MS,
    look: () => clearBrokenImports(ctx, sources),
    failed: 'broken import not taken back yet',
  });
}

/**
 * Takes back what imports have written whose process has died, and tells whoever had them done, or else all admins, once. An import that
 * the inbox will begin anew is left to it.
 */
export async function clearBrokenImports(ctx: System, { adminsOf, queued }: Sources): Promise<void> {
  let admins: Admin[] | undefined;
  const isLeft = async (broken: ImportView) => {
    if (broken.request && (await findInboxRow(ctx, broken.request))?.status === 'pending') return true;
    admins ??= await adminsOf();
    return false;
  };
  const cleared = await clearBroken(ctx, {
    isLeft,
    ended: async (ctx, { id, memberId, words }) => {
      const own = admins?.filter(({ actor }) => actor.memberId === memberId) ?? [];
      for (const { actor, channel } of own.length > 0 ? own : (admins ?? [])) {
        const of = { key: `import:broken:${id}:${actor.memberId}`, memberId: actor.memberId } as const;
        const document = { title: 'An import was interrupted', text: words, note: NOTE };
        await enqueueDelivery(ctx, { ...of, kind: 'notice', channel, threadTs: null, document });
      }
    },
  });
  if (cleared.length > 0) queued();
}

const NOTE = 'It can be done again: what is there already is not made twice.';

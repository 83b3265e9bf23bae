import { newId } from '../ids.ts';
import type { Because } from '../names/verdict.ts';
import { insertNew } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import type { Writer } from './record-change.ts';

/** Remembers that somebody who is new was said to be none of those who were called nearly so. */
export async function rememberDifferent(
  ctx: Writer,
  {
    kind,
    id,
    from,
  }: {
    kind: Row<'duplicates'>['kind'];
    id: string;
    from: readonly { id: string; because: Because }[];
  },
): Promise<void> {
  const now = ctx.clock.now();
  const { memberId } = ctx.actor;
  for (const other of from) {
    const [oneId = '', otherId = ''] = [id, other.id].toSorted();
    const pair = { id: newId(), kind, oneId, otherId, because: other.because };
    await insertNew(ctx, {
      into: 'duplicates',
      row: {
        ...pair,
        status: 'different',
        reportedBy: memberId,
        decidedBy: memberId,
        decidedAt: now,
        createdAt: now,
      },
    });
  }
}

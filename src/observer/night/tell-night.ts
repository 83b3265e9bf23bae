import type { System } from '../../context.ts';
import { tell } from '../../happenings.ts';
import type { Night } from '../observations/night.ts';
import type { Usage } from './budget.ts';

/** Tells how a night has ended: numbers, and no word of what was read or found. */
export function tellNight(
  ctx: System,
  {
    held,
    usage: { modelCalls: calls, inputTokens, outputTokens },
    outcome,
    created = 0,
    startedAt,
  }: { held: Night; usage: Usage; startedAt: number } & Pick<Partial<Night>, 'created'> & {
      outcome: string | null | undefined;
    },
): void {
  const ms = Math.round(ctx.clock.monotonic() - startedAt);
  const of = { night: held.night, member: held.memberId ?? undefined };
  tell(ctx, {
    what: 'night',
    ...of,
    outcome: outcome ?? 'done',
    ms,
    calls,
    created,
    inputTokens,
    outputTokens,
  });
}

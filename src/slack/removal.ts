import { z } from 'zod';
import type { Installation } from './installation.ts';
import { isForUs } from './teams.ts';

const Removal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('app_uninstalled') }),
  z.object({
    type: z.literal('tokens_revoked'),
    /** The users whose tokens are revoked. People have tokens too; ours is that of our own user. */
    tokens: z.object({ bot: z.array(z.string()).nullish() }),
  }),
]);

const Envelope = z.object({ event: Removal });

/**
 * Whether an Events API envelope tells that Rapport is no longer installed: it was uninstalled, or its token revoked.
 * Source: https://docs.slack.dev/reference/events/tokens_revoked
 */
export function tellsRemoval(body: unknown, installation: Installation): boolean {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success || !isForUs(body, installation)) return false;
  const { event } = envelope.data;
  return event.type === 'app_uninstalled' || (event.tokens.bot ?? []).includes(installation.botUserId);
}

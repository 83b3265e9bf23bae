import { eq } from 'drizzle-orm';
import type { Context, Writing } from '../context.ts';
import type { Row } from '../store/schema.ts';
import { clean, cut } from '../text.ts';
import { listChanges } from './changes.ts';
import { LIMITS } from './inputs.ts';
import { readQuotedEmail } from './quoted-email.ts';
import { updateRow } from './record-change.ts';
import { isAsLeft } from './undo-moves.ts';

/** From when on a text is kept whole beside its summary. */
const LONG = {
  /** Characters: what is shorter is as well told by its summary. */
  least: 500,
  /** How many times as long as the summary, and as what was kept beside it, the text is at least. */
  timesSummary: 2,
  timesDetails: 1.1,
} as const;

/**
 * Keeps the whole text of a long message, or of a pasted mail, as the details of the one interaction that a run has logged from it, as a part of
 * the change that logged it: with it it is undone. Where a message tells of several interactions, some may be private, so
 * that none gets the words of the others.
 */
export async function keepWholeText(
  ctx: Writing<Context>,
  { runId, text }: { runId: string; text: string },
): Promise<void> {
  const [logged, ...others] = (await listChanges(ctx, { runId })).filter(
    ({ verb }) => verb === 'log_interaction',
  );
  const made = logged?.mutations.find(({ table, before }) => table === 'interactions' && !before);
  if (!logged || !made || others.length > 0) return;
  const { interactions, changes } = ctx.store.tables;
  const [row] = await ctx.db.select().from(interactions).where(eq(interactions.id, made.id));
  if (!row || !isAsLeft(row, made) || !isFarLonger(text, row)) return;
  const details = cut(clean(text), LIMITS.details);
  await updateRow(ctx, { table: 'interactions', id: row.id, patch: { details } });
  const mutations = logged.mutations.map((each) =>
    each === made ? { ...each, after: { ...each.after, details } } : each,
  );
  await ctx.db.update(changes).set({ mutations }).where(eq(changes.id, logged.id));
}

function isFarLonger(text: string, { kind, summary, details }: Row<'interactions'>): boolean {
  // A mail is kept however short it is: its words are somebody else's, and where it came from nobody may find it again.
  const isMail = kind === 'email' && readQuotedEmail(text) !== undefined;
  const isLong = text.length >= LONG.least && text.length >= LONG.timesSummary * summary.length;
  return (isMail || isLong) && text.length > LONG.timesDetails * (details?.length ?? 0);
}

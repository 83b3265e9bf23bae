import { eq } from 'drizzle-orm';
import { addDays } from '../clock.ts';
import { type Context, type System, transact } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { newId } from '../ids.ts';
import type { NightContext, Scope } from '../observer/signals/signal.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { NewRow } from '../store/schema.ts';
import { insertFinishedRun } from './finished-runs.ts';
import { CRM_TABLES, emptyTables } from './store-rows.ts';
import { NOW } from './team.ts';

/** The day on which the night after `NOW` ends. */
export const TODAY = '2026-11-25';
export const DAY_MS = 24 * 3_600_000;

export const TEAM: Scope = { kind: 'team' };
export const passOf = ({ actor }: Context): Scope => ({ kind: 'member', memberId: actor.memberId });

/** The context of the night after `NOW`, whosever it is; nothing was read before. */
export type AnyNight = Omit<NightContext, 'scope'>;

export function nightOf(ctx: System, changed: Partial<AnyNight> = {}): AnyNight {
  const until = new Date('2026-11-25T03:00:00Z');
  return { ...ctx, today: TODAY, until, since: { at: new Date(0), id: '' }, ...changed };
}

/** Logs one interaction with a company on each of these days, counted back from `TODAY`. */
export async function logContacts(
  ctx: Context,
  company: string,
  daysAgo: readonly number[],
  { summary = 'Talked.', isPrivate = false }: { summary?: string; isPrivate?: boolean } = {},
): Promise<string[]> {
  const ids: string[] = [];
  const { companies } = ctx.store.tables;
  for (const days of daysAgo) {
    const [known] = await ctx.store.read.select().from(companies).where(eq(companies.name, company));
    const { interaction } = await logInteraction(ctx, {
      kind: 'call',
      summary,
      company: known ? { id: known.id } : { name: company, is_new: true },
      occurred_on: addDays(TODAY, -days),
      is_private: isPrivate,
      again: true,
    });
    ids.push(interaction.id);
  }
  return ids;
}

const RUN_TABLES = ['feedback', 'messages', 'agentRuns', 'inbox'] as const;

/** Empties the store but for its members. */
export const forgetAll = (ctx: System): Promise<void> =>
  emptyTables(ctx, [...RUN_TABLES, ...CRM_TABLES, 'changes']);

let lastTs = 1_764_000_000;

/** A message of the member and the reply to it, as a run leaves them. */
export async function converse(
  ctx: Context,
  { text, at = NOW, threadKey }: { text: string; at?: Date; threadKey?: string },
): Promise<{ id: string; runId: string; channel: string; ts: string; threadKey: string }> {
  lastTs += 1;
  const [id, channel, ts] = [newId(), 'D1', `${lastTs}.000100`];
  const thread = threadKey ?? `${channel}:${ts}`;
  const { memberId } = ctx.actor;
  const said = {
    threadKey: thread,
    channel,
    ts,
    memberId,
    audience: 'direct',
    createdAt: at,
    savedAt: at,
  } as const;
  const runId = await transact(ctx, async (ctx) => {
    const { runId } = await insertFinishedRun(ctx, { memberId, threadKey: thread, ts, at });
    const put = (row: Pick<NewRow<'messages'>, 'id' | 'author' | 'text' | 'runId'>) =>
      insertRow(ctx, { into: 'messages', row: { ...said, ...row } });
    await put({ id, author: 'member', text });
    await put({ id: newId(), author: 'assistant', text: 'Fine.', runId });
    return runId;
  });
  return { id, runId, channel, ts, threadKey: thread };
}

/** Records a member's feedback on a reply. */
export async function judge(
  ctx: Context,
  opinion: { runId: string; kind: 'thumb' | 'correction'; isGood?: boolean; at?: Date },
): Promise<void> {
  const { runId, kind, isGood = false, at = NOW } = opinion;
  const row = { id: newId(), runId, memberId: ctx.actor.memberId, kind, isGood, createdAt: at };
  await transact(ctx, (ctx) => insertRow(ctx, { into: 'feedback', row }));
}

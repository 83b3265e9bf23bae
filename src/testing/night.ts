import { addDays } from '../clock.ts';
import { type Context, transact } from '../context.ts';
import { logInteraction } from '../crm/interactions.ts';
import { newId } from '../ids.ts';
import type { NightContext, Scope } from '../observer/signals/signal.ts';
import { insertRow } from '../store/prepared-statements.ts';
import type { NewRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { createTeam, NOW } from './team.ts';

/** The day on which the night after `NOW` ends. */
export const TODAY = '2026-11-25';
export const DAY_MS = 24 * 3_600_000;

export const TEAM: Scope = { kind: 'team' };
export const passOf = ({ actor }: Context): Scope => ({ kind: 'member', memberId: actor.memberId });

/** The context of the night after `NOW`, whosever it is; nothing was read before. */
export type AnyNight = Omit<NightContext, 'scope'>;

export function nightOf(store: Store, changed: Partial<AnyNight> = {}): AnyNight {
  const until = new Date('2026-11-25T03:00:00Z');
  return { ...createTeam(store).system, today: TODAY, until, since: { at: new Date(0), id: '' }, ...changed };
}

/** Logs one interaction with a company on each of these days, counted back from `TODAY`. */
export async function logContacts(
  ctx: Context,
  company: string,
  daysAgo: readonly number[],
  { summary = 'Talked.', isPrivate = false }: { summary?: string; isPrivate?: boolean } = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (const days of daysAgo) {
    const { interaction } = await logInteraction(ctx, {
      kind: 'call',
      summary,
      company: { name: company, is_new: true },
      occurred_on: addDays(TODAY, -days),
      is_private: isPrivate,
    });
    ids.push(interaction.id);
  }
  return ids;
}

const RUN_TABLES = ['feedback', 'messages', 'agentRuns', 'inbox'] as const;
const AUDITED_TABLES = [
  'interactionContacts',
  'followUps',
  'interactions',
  'relationships',
  'contacts',
  'companies',
  'searchEntries',
  'changes',
] as const;

/** Leaves the members, and nothing else. */
export async function forgetAll(store: Store): Promise<void> {
  for (const name of [...RUN_TABLES, ...AUDITED_TABLES]) {
    await store.transaction((tx) => tx.delete(store.tables[name]).returning());
  }
}

let lastTs = 1_764_000_000;

/** A message of the member and the reply to it, as a run leaves them. */
export async function converse(
  ctx: Context,
  { text, at = NOW, threadKey }: { text: string; at?: Date; threadKey?: string },
): Promise<{ id: string; runId: string; channel: string; ts: string; threadKey: string }> {
  lastTs += 1;
  const [id, runId, inboxId, channel, ts] = [newId(), newId(), newId(), 'D1', `${lastTs}.000100`];
  const thread = threadKey ?? `${channel}:${ts}`;
  const said = {
    threadKey: thread,
    channel,
    ts,
    memberId: ctx.actor.memberId,
    audience: 'direct',
    createdAt: at,
    savedAt: at,
  } as const;
  await transact(ctx, async (ctx) => {
    const put = <Name extends 'inbox' | 'agentRuns' | 'messages'>(into: Name, row: NewRow<Name>) =>
      insertRow(ctx, { into, row });
    await put('inbox', {
      id: inboxId,
      kind: 'message',
      dedupeKey: inboxId,
      threadKey: thread,
      ts,
      status: 'done',
      receivedAt: at,
      dueAt: at,
    });
    await put('agentRuns', {
      id: runId,
      inboxId,
      memberId: ctx.actor.memberId,
      threadKey: thread,
      model: 'scripted',
      status: 'done',
      startedAt: at,
    });
    await put('messages', { ...said, id, author: 'member', text });
    await put('messages', { ...said, id: newId(), author: 'assistant', text: 'Fine.', runId });
  });
  return { id, runId, channel, ts, threadKey: thread };
}

/** What the member thought of a reply. */
export async function judge(
  ctx: Context,
  opinion: { runId: string; kind: 'thumb' | 'correction'; isGood?: boolean; at?: Date },
): Promise<void> {
  const { runId, kind, isGood = false, at = NOW } = opinion;
  const row = { id: newId(), runId, memberId: ctx.actor.memberId, kind, isGood, createdAt: at };
  await transact(ctx, (ctx) => insertRow(ctx, { into: 'feedback', row }));
}

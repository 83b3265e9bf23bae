import { eq } from 'drizzle-orm';
import { type System, transact, type Writing } from '../../context.ts';
import { findDuplicates } from '../../crm/find-duplicates.ts';
import { enqueueDelivery } from '../../delivery/outbox.ts';
import { spoken } from '../../errors.ts';
import { ModelTrouble } from '../../model/model-trouble.ts';
import { createAttempts } from '../../queue/attempts.ts';
import { settle } from '../../queue/claims.ts';
import type { Work } from '../../queue/work.ts';
import { lock } from '../../store/locks.ts';
import { buildDigest } from '../digest/digest.ts';
import { noteShown, summariseNight } from '../digest/night-summary.ts';
import { isSameFinding } from '../observations/finding.ts';
import { HAS_LEFT, type Night, type Pass, TEAM } from '../observations/night.ts';
import { listLive } from '../observations/observation.ts';
import { askAboutUnasked, recountObservations } from '../observations/recount.ts';
import { hasDigest } from '../proposals/settings/digest-weekly.ts';
import type { NightContext, Signal } from '../signals/signal.ts';
import { findSignals } from '../signals/signals.ts';
import { addUsage, openBudget, type Usage } from './budget.ts';
import { createCitableSources } from './citable-sources.ts';
import { createNameRules } from './name-rules.ts';
import { type Cursor, type NewRows, readNewRows } from './new-rows.ts';
import { findNewSignals } from './new-signals.ts';
import { observe } from './observe.ts';
import type { Observer } from './observer.ts';
import { offerChanges } from './offer-changes.ts';
import { NIGHTS, NIGHTS_DUE, planNext } from './plan.ts';
import { createStage, type NamedSignal, type Staged } from './proposals.ts';
import { isEvident, recounted, withEvident } from './recounted-proposals.ts';
import { applyStaged, type Tally } from './save-proposals.ts';
import { countForTeam, type TeamCounts } from './team-counts.ts';
import { tellNight } from './tell-night.ts';
import { observerTools } from './tools.ts';

/**
 * The work on nights, for the queue. All that a pass writes is one transaction with its end, so a crash at any point
 * leaves nothing, and another try gives the same rows.
 */
export function nightWork(observer: Observer): Work<'dreamRuns'> {
  return {
    ...NIGHTS_DUE,
    handle: async (ctx, { row: held, signal, leave }) => {
      const usage: Usage = { modelCalls: 0, inputTokens: 0, outputTokens: 0 };
      const startedAt = ctx.clock.monotonic();
      try {
        const { outcome, created } = await runPass(ctx, { observer, held, usage, signal });
        tellNight(ctx, { held, usage, outcome, created, startedAt });
      } catch (error) {
        leave(addUsage(observer, { held, usage }));
        throw error;
      }
    },
    judge: ({ error }) => ({ kind: error instanceof ModelTrouble && error.permanent ? 'final' : 'failed' }),
    // Admins are shown this text: it holds nothing of the error's cause.
    describe: spoken,
    giveUp: async (ctx, { row: held, error, left }) => {
      // A digest without it is better than none.
      const until = ctx.clock.now();
      const counts =
        held.scope === TEAM ? await countForTeam(ctx, { ...held, until }).catch(() => undefined) : undefined;
      await transact(ctx, async (ctx) => {
        await lock(ctx, 'observations');
        const reason = spoken(error);
        const finishedAt = ctx.clock.now();
        const patch = { ...left, status: 'failed', reason, lastError: reason, finishedAt } as const;
        return endNight(ctx, { observer, held, patch, counts });
      });
      const { modelCalls = 0, inputTokens = 0, outputTokens = 0 } = left;
      const usage = { modelCalls, inputTokens, outputTokens };
      tellNight(ctx, { held, usage, outcome: 'failed', startedAt: ctx.clock.monotonic() });
    },
  };
}

/** Makes one attempt at a night that the caller holds. Never throws: a night that fails is tried again after a wait. */
export function dream(
  ctx: System,
  { observer, held, signal }: { observer: Observer; held: Night; signal: AbortSignal },
): Promise<void> {
  return createAttempts(ctx, nightWork(observer), { stopping: signal }).attempt(held);
}

/** How a pass has ended, and how many observations are new. */
type Ended = Pick<Partial<Night>, 'outcome' | 'created'>;

type PassInput = { observer: Observer; held: Night; usage: Usage; signal: AbortSignal };

/** Runs the pass of a night that is held, up to the transaction that ends the night. */
async function runPass(system: System, { observer, held, usage, signal }: PassInput): Promise<Ended> {
  if (await hasLeft(system, held)) return endLast(system, held);
  const { isModelled } = observer;
  const ctx = { ...nightContextOf(system, held), ...(isModelled ? { isModelled } : {}) };
  const { until, scope } = ctx;
  const newRows = await readNewRows(ctx, { ...held, until });
  const signals = await findSignals(ctx);
  const known = await listLive(ctx, held.scope);
  const found = await findNewSignals(ctx, { scope: held.scope, signals, known });
  const [evident, news] = [found.filter(isEvident), found.filter((each) => !isEvident(each))];
  const so = { observer, held, until, usage, newRows, signals, news, evident };
  if (!isWorthAsking(so)) return conclude(ctx, { ...so, outcome: 'quiet' });

  const isSpent = await openBudget(ctx, { spending: observer, held });
  const spent = isSpent(usage);
  // The next night reads what was not read tonight: the cursor stays where it was.
  if (spent) return conclude(ctx, { ...so, outcome: 'stopped', reason: spent });

  const counted = signals.filter((each) => known.some((one) => isSameFinding(one, each)));
  const sources = await createCitableSources(ctx, { night: held, newRows, signals: [...news, ...counted] });
  const stage = createStage({
    night: held.night,
    sources,
    names: createNameRules(ctx),
    signals: news,
    counted,
    known,
    scopeKind: scope.kind,
  });
  const handedOut = new Set<string>();
  const limit = await observe(ctx, {
    assistant: observer.assistant,
    briefing: {
      pass: scope.kind,
      night: held.night,
      ...countNew(newRows),
      signals: news.map((each) => ({ ...each, sources: sources.behind(each) })),
    },
    tools: observerTools(ctx, { newRows, sources, known, stage, handedOut }),
    usage,
    spent: isSpent,
    signal,
  });
  const staged = await recounted(stage.staged, () => findSignals(ctx));
  return conclude(ctx, {
    ...so,
    staged,
    outcome: limit ? 'stopped' : 'observed',
    ...(limit ? { reason: limit } : {}),
    cursor: limit ? readUntil(newRows, handedOut) : newRows.cursor,
  });
}

/** The context of a night, which never reads where the app would wait for it: rows that were written just before its end are the next night's. */
function nightContextOf(ctx: System, { night, scheduledAt, memberId, fromAt, fromId }: Night): NightContext {
  const began = Math.min(scheduledAt.getTime(), ctx.clock.now().getTime());
  return {
    ...ctx,
    db: ctx.store.counting,
    scope: memberId ? { kind: 'member', memberId } : { kind: 'team' },
    today: night,
    until: new Date(began - NIGHTS.settledMs),
    since: { at: fromAt, id: fromId },
  };
}

/**
 * The cursor of a pass that was stopped: the next night reads the rest. A pass that has read nothing counts as having
 * read everything, so that it is not begun again.
 */
function readUntil(newRows: NewRows, handedOut: ReadonlySet<string>): Cursor {
  const last = newRows.sources.findLast(({ id }) => handedOut.has(id));
  return (last && newRows.after(last.id)) ?? newRows.cursor;
}

/** What a pass has found before the model is asked. */
type Found = {
  held: Night;
  newRows: NewRows;
  signals: Signal[];
  /** The new signals that the observer judges, and those that need no judgement. */
  news: NamedSignal[];
  evident: NamedSignal[];
};

/** New interactions that the team's pass reads for what they have in common; fewer wait for the next night. */
const LEAST_TO_READ = 5;

/**
 * Whether the model is asked: there is a new signal, the member has written something, or the team's pass has something to read.
 * A member's interactions speak through signals, and are read with those of the team.
 */
function isWorthAsking({ held, newRows, news }: Found): boolean {
  if (news.length > 0) return true;
  if (held.scope === TEAM) return newRows.sources.length >= LEAST_TO_READ;
  return newRows.sources.some((source) => source.type === 'message' && source.own !== '');
}

function countNew({ sources }: NewRows): { newMessages: number; newInteractions: number } {
  const newMessages = sources.filter(({ type }) => type === 'message').length;
  return { newMessages, newInteractions: sources.length - newMessages };
}

async function hasLeft(ctx: System, { memberId }: Night): Promise<boolean> {
  if (!memberId) return false;
  const { members } = ctx.store.tables;
  const [member] = await ctx.db.select().from(members).where(eq(members.id, memberId));
  return member?.status !== 'active';
}

/** How a pass ends. */
type Ending = Found & {
  observer: Observer;
  until: Date;
  usage: Usage;
  outcome: NonNullable<Night['outcome']>;
  reason?: string;
  staged?: Staged;
  cursor?: Cursor;
};

/** Whether nobody has read the new rows of a night: they are the next night's, too. */
const isUnread = ({ held, outcome, staged, newRows }: Ending) =>
  (outcome === 'stopped' && !staged) ||
  (outcome === 'quiet' && held.scope === TEAM && newRows.sources.length > 0);

/** Ends a night: its observations, its numbers, how far it has read, and the night to come, in one transaction. */
async function conclude(ctx: System, ending: Ending): Promise<Ended> {
  const { observer, held, until, usage, outcome, newRows, signals, news, evident } = ending;
  const cursor = isUnread(ending) ? undefined : (ending.cursor ?? newRows.cursor);
  const staged = withEvident(ending.staged, { signals: evident, night: held.night });
  const current: Pass = { night: held, until };
  if (held.scope === TEAM) await findDuplicates(ctx, { since: held.fromAt });
  const counts = held.scope === TEAM ? await countForTeam(ctx, { ...held, until }) : undefined;
  return transact(ctx, async (ctx) => {
    await lock(ctx, 'observations');
    const copy = staged && { ...staged, rejected: { ...staged.rejected } };
    const tally: Tally = copy
      ? await applyStaged(ctx, { pass: current, staged: copy })
      : { created: 0, merged: 0 };
    if (counts) tally.created += await offerChanges(ctx, { pass: current, offers: counts.offers });
    await askAboutUnasked(ctx, { pass: current });
    const expired = await recountObservations(ctx, { pass: current, signals });
    const patch: Partial<Night> = {
      status: 'done',
      outcome,
      reason: ending.reason ?? null,
      model: usage.modelCalls > 0 ? observer.assistant.name : null,
      ...countNew(newRows),
      signals: news.length,
      ...addUsage(observer, { held, usage }),
      ...tally,
      retired: expired,
      rejected: copy?.rejected ?? {},
      ...cursor,
      lastError: null,
      finishedAt: ctx.clock.now(),
    };
    await endNight(ctx, { observer, held, patch, counts });
    return patch;
  });
}

/** Ends a night and plans the next one; after the team's it queues the digest. */
async function endNight(
  ctx: Writing,
  {
    observer,
    held,
    patch,
    counts,
  }: { observer: Observer; held: Night; patch: Partial<Night>; counts: TeamCounts | undefined },
): Promise<void> {
  await settle(ctx, { table: 'dreamRuns', held, patch });
  const ended = { ...held, ...patch };
  await planNext(ctx, { over: ended, timeZone: held.timeZone, at: observer });
  const { channel } = observer;
  if (held.scope !== TEAM || !channel || !(await hasDigest(ctx, held.night))) return;
  const { effect, changes } = counts ?? {};
  const summary = await summariseNight(ctx, { team: ended, effect, changes });
  const document = buildDigest(summary);
  await noteShown(ctx, { ...summary, shownAt: held.scheduledAt });
  const key = `night:${held.night}`;
  await enqueueDelivery(ctx, { key, kind: 'digest', runId: held.id, channel, threadTs: null, document });
}

/** Ends the night of a member who has left: no other night comes after it. */
async function endLast(ctx: System, held: Night): Promise<Ended> {
  const finishedAt = ctx.clock.now();
  const patch = { status: 'done', outcome: 'quiet', reason: HAS_LEFT, finishedAt } as const;
  await transact(ctx, (ctx) => settle(ctx, { table: 'dreamRuns', held, patch }));
  return patch;
}

import { type Context, transact } from '../context.ts';
import { spoken } from '../errors.ts';
import { tell } from '../happenings.ts';
import { newId } from '../ids.ts';
import { insertUnread } from '../store/prepared-statements.ts';
import type { Row } from '../store/schema.ts';
import { storable } from '../text.ts';
import type { Given } from './params.ts';

/** A run as somebody asks for it: the report, its params as given, and where the request comes from. */
export type RunRequest = {
  name: string;
  given: Given;
  source: Row<'reportRuns'>['source'];
  agentRunId?: string | undefined;
};

/** How a run has ended, as it is written down. */
export type Ended = {
  outcome: Row<'reportRuns'>['outcome'];
  error?: string;
  rows?: number;
  truncated?: boolean;
  /** The params as they were understood, where they were; otherwise those of the request are kept. */
  given?: Given;
};

/** Writes down a request that was refused before anything was run. */
export function recordRefusal(ctx: Context, request: RunRequest, error: unknown): Promise<void> {
  const ended: Ended = { outcome: 'refused', error: spoken(error) };
  return recordRun(ctx, { runId: newId(), startedAt: ctx.clock.now(), request, ended });
}

/** Characters that are kept of a run: requests may hold anything. */
const KEPT = { name: 100, params: 64_000, error: 1_000 } as const;

/** Writes a run down, once it has ended. */
export async function recordRun(
  ctx: Context,
  { runId, startedAt, request, ended }: { runId: string; startedAt: Date; request: RunRequest; ended: Ended },
): Promise<void> {
  const { outcome, error = null, rows = null, truncated = false } = ended;
  const row = storable({
    id: runId,
    report: request.name.slice(0, KEPT.name),
    memberId: ctx.actor.memberId,
    source: request.source,
    agentRunId: request.agentRunId ?? null,
    audience: ctx.actor.audience,
    params: bounded(ended.given ?? request.given),
    outcome,
    error: error?.slice(0, KEPT.error) ?? null,
    rows,
    truncated,
    ms: Math.max(0, ctx.clock.now().getTime() - startedAt.getTime()),
  });
  await transact(ctx, (ctx) => insertUnread(ctx, { into: 'reportRuns', row: { ...row, startedAt } }));
  const { id: run, memberId: member, source: by, ms } = row;
  // A name that was refused may be anything that somebody has written.
  const report = outcome === 'refused' ? undefined : row.report;
  tell(ctx, { what: 'report', run, member, report, by, outcome, rows, ms });
}

/** The given params, however odd, as plain data of a bounded size. */
function bounded(given: Given): Record<string, unknown> {
  try {
    const json = JSON.stringify(given);
    return json.length <= KEPT.params ? JSON.parse(json) : { cut_off: json.slice(0, KEPT.params) };
  } catch {
    return { unreadable: true };
  }
}

import { transact, type Writing } from '../context.ts';
import { endInbox } from '../conversation/inbox.ts';
import { withTrace } from '../happenings.ts';
import type { Row } from '../store/schema.ts';
import { handleAssigned } from './assignments.ts';
import { welcome } from './channel-welcome.ts';
import type { AppSystem } from './context.ts';
import { handleDeletion, handleEdit } from './edits.ts';
import { handleHomeOpened } from './home.ts';
import { giveUpImport, handleImport, tellImportWaits } from './imports.ts';
import { handleLeft } from './leavers.ts';
import { answerMessage, giveUpMessage, tellMessageWaits } from './messages.ts';
import { handleProfileChange } from './profile-changes.ts';
import { handleReaction } from './reactions.ts';
import { giveUpReport, handleReport, tellReportWaits } from './report-requests.ts';
import { handleOwnerless } from './schedule-owners.ts';
import { handleScheduleRequest, refuse } from './schedule-requests.ts';
import { handleStop } from './stops.ts';

type InboxHandler = {
  /** Handles a row to its end: settles it in the transaction that holds its effect. */
  handle(ctx: AppSystem, row: Row<'inbox'>, signal: AbortSignal): Promise<void>;
  /** Tells the person that it takes longer. Where it is left out, nobody is told. */
  tellLater?(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void>;
  /** Ends a row that could not be handled, and tells the person. Where it is left out, the log alone says so. */
  giveUp?(ctx: AppSystem, row: Row<'inbox'>, reason: string): Promise<void>;
};

/** The handler of each kind of event that the inbox keeps. */
const INBOX_HANDLERS: Record<Row<'inbox'>['kind'], InboxHandler> = {
  message: { handle: answerMessage, tellLater: tellMessageWaits, giveUp: giveUpMessage },
  edit: { handle: handleEdit },
  deletion: { handle: handleDeletion },
  user_change: { handle: handleProfileChange },
  home_opened: { handle: handleHomeOpened },
  reaction: { handle: handleReaction },
  stop: { handle: handleStop },
  joined: { handle: welcome },
  assigned: { handle: handleAssigned },
  left: { handle: handleLeft },
  schedule_request: { handle: handleScheduleRequest, giveUp: refuse },
  schedule_owner: { handle: handleOwnerless },
  import: { handle: handleImport, tellLater: tellImportWaits, giveUp: giveUpImport },
  report: { handle: handleReport, tellLater: tellReportWaits, giveUp: giveUpReport },
};

/** Handles an event that was taken in. */
export function handleRow(ctx: AppSystem, row: Row<'inbox'>, signal: AbortSignal): Promise<void> {
  return INBOX_HANDLERS[row.kind].handle(withTrace(ctx, row.id), row, signal);
}

/** Tells the person that an event is put off for longer. */
export async function tellLater(ctx: Writing, row: Row<'inbox'>, reason: string): Promise<void> {
  await INBOX_HANDLERS[row.kind].tellLater?.(ctx, row, reason);
}

/** Ends a row that could not be handled. */
export async function giveUpRow(system: AppSystem, row: Row<'inbox'>, reason: string): Promise<void> {
  const ctx = withTrace(system, row.id);
  ctx.log.error({ inbox: row.id, kind: row.kind, reason }, 'given up');
  const { giveUp } = INBOX_HANDLERS[row.kind];
  if (giveUp) return giveUp(ctx, row, reason);
  await transact(ctx, (ctx) => endInbox(ctx, { held: row, end: { status: 'failed', error: reason } }));
}

import { transact } from '../../context.ts';
import { endInbox } from '../../conversation/inbox.ts';
import type { Handler } from '../../conversation/worker.ts';
import type { Row } from '../../store/schema.ts';
import type { Services } from '../services.ts';
import { handleReaction } from './feedback.ts';
import { giveUpMessage, handleMessage } from './messages.ts';
import { giveUpReport, handleReport } from './report-jobs.ts';
import { handleDeletion, handleEdit } from './revisions.ts';
import { handleHomeOpened, handleUserChange } from './users.ts';

type Listener = (services: Services, row: Row<'inbox'>, signal: AbortSignal) => Promise<void>;

const LISTENERS = {
  message: handleMessage,
  edit: handleEdit,
  deletion: handleDeletion,
  user_change: handleUserChange,
  home_opened: handleHomeOpened,
  report: handleReport,
  reaction: handleReaction,
} satisfies Record<Row<'inbox'>['kind'], Listener>;

export function createHandler(services: Services): Handler {
  return (row, signal) => LISTENERS[row.kind](services, row, signal);
}

/** Ends a row that could not be handled. A message gets an honest word; other events end in the log alone. */
export function createGiveUp(services: Services) {
  return async (row: Row<'inbox'>, reason: string): Promise<void> => {
    const { system } = services;
    system.log.error({ inbox: row.id, kind: row.kind, reason }, 'given up');
    if (row.kind === 'message') return giveUpMessage(services, row, reason);
    if (row.kind === 'report') return giveUpReport(services, row, reason);
    const end = { status: 'failed', error: reason } as const;
    return transact(system, (ctx) => endInbox(ctx, { held: row, end }));
  };
}

import { type ClaimableTable, isOpen } from '../store/claims.ts';
import type { Store } from '../store/store.ts';

/** The latest instant at which anything was heard, changed, said or reported; nothing in an empty database. */
export async function findLatestInstant({ read, tables }: Store): Promise<Date | undefined> {
  const { inbox, changes, outbox, reportRuns } = tables;
  const heard = await read.select({ at: inbox.receivedAt }).from(inbox);
  const changed = await read.select({ at: changes.createdAt }).from(changes);
  const said = await read.select({ at: outbox.createdAt }).from(outbox);
  const reported = await read.select({ at: reportRuns.startedAt }).from(reportRuns);
  const instants = [...heard, ...changed, ...said, ...reported];
  return instants.reduce<Date | undefined>((last, { at }) => (last && last >= at ? last : at), undefined);
}

const WORK = ['inbox', 'outbox', 'schedules'] as const satisfies ClaimableTable[];

/** When Rapport has something to do next: in the past while it is at it, nothing when there is nothing. */
export async function findNextDue({ read, tables }: Store): Promise<Date | undefined> {
  const next = await Promise.all(
    WORK.map((name) => {
      const table = tables[name];
      return read
        .select({ at: table.dueAt })
        .from(table)
        .where(isOpen(name, table))
        .orderBy(table.dueAt)
        .limit(1);
    }),
  );
  return next
    .flat()
    .reduce<Date | undefined>((first, { at }) => (first && first <= at ? first : at), undefined);
}

import type { System } from '../context.ts';
import { isOpen, listClaimable } from '../queue/claims.ts';

/** The latest instant at which anything was heard, changed, said, reported or observed; nothing in an empty database. */
export async function findLatestInstant({ db, store }: System): Promise<Date | undefined> {
  const { inbox, changes, outbox, reportRuns, dreamRuns, observationEvents, feedback } = store.tables;
  const heard = await db.select({ at: inbox.receivedAt }).from(inbox);
  const changed = await db.select({ at: changes.createdAt }).from(changes);
  const said = await db.select({ at: outbox.createdAt }).from(outbox);
  const reported = await db.select({ at: reportRuns.startedAt }).from(reportRuns);
  const nightEnded = await db.select({ at: dreamRuns.finishedAt }).from(dreamRuns);
  const observed = await db.select({ at: observationEvents.createdAt }).from(observationEvents);
  const rated = await db.select({ at: feedback.createdAt }).from(feedback);
  const instants = [...heard, ...changed, ...said, ...reported, ...nightEnded, ...observed, ...rated];
  return instants.reduce<Date | undefined>(
    (last, { at }) => (!at || (last && last >= at) ? last : at),
    undefined,
  );
}

/** When the next work of Rapport is due: in the past while it works, undefined when there is none. */
export async function findNextDue({ db, store: { tables } }: System): Promise<Date | undefined> {
  const next = await Promise.all(
    listClaimable(tables).map((name) => {
      const table = tables[name];
      return db
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

/** When the team's next nightly pass begins, where one is planned. */
export async function findNextNight({ db, store }: System): Promise<Date | undefined> {
  const { dreamRuns } = store.tables;
  const planned = await db
    .select({ scope: dreamRuns.scope, at: dreamRuns.scheduledAt })
    .from(dreamRuns)
    .where(isOpen('dreamRuns', dreamRuns))
    .orderBy(dreamRuns.scheduledAt);
  return planned.find(({ scope }) => scope === 'team')?.at;
}

import Sqlite from 'better-sqlite3';
import { newId } from '../../src/ids.ts';

/** Adds schedules to a database, spread evenly over its members; `dueAt` says when each is due. */
export function addSchedules(path: string, count: number, dueAt: (at: number) => number): void {
  const db = new Sqlite(path);
  db.pragma('synchronous = off');
  const members = db.prepare('select id from members order by id').pluck().all() as string[];
  const insert = db.prepare(
    `insert into schedules (id, member_id, report, params, cadence, time_zone, status, accepted_at, starts_at,
       scheduled_at, due_at, created_at, updated_at)
     values (?, ?, 'my-week', '{}', '{"every":"day","at":"09:00"}', 'UTC', 'active', ?, ?, ?, ?, ?, ?)`,
  );
  const now = Date.now();
  db.transaction(() => {
    for (let at = 0; at < count; at += 1) {
      const due = dueAt(at);
      insert.run(newId(), members[at % members.length], now, now, due, due, now, now);
    }
  })();
  db.close();
}

import type Sqlite from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { LandedMigration } from './landed-migrations.ts';
import { backUpBeforeMigration } from './migration-backup.ts';
import { judgeSchema, SchemaError, type SchemaState, whenOf } from './schema-version.ts';
import type { Migrating } from './store.ts';

/** Drizzle's own table, so that databases and migrations of all versions go together. */
const MADE =
  'CREATE TABLE IF NOT EXISTS __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)';
const INSERT = 'INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)';
const MEND = 'UPDATE __drizzle_migrations SET hash = ?, created_at = ? WHERE hash = ?';

type Migration = { file: string; landed: readonly LandedMigration[]; clock: Clock } & Migrating;

/** Compares the schema of a database with the landed migrations. */
export function readSqliteSchema(db: Sqlite.Database, landed: readonly LandedMigration[]): SchemaState {
  const there = db.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get();
  const applied = there
    ? db
        .prepare<[], { hash: string; when: number }>(
          'select hash, cast(created_at as integer) as "when" from __drizzle_migrations',
        )
        .all()
    : [];
  return judgeSchema('sqlite', { applied, landed });
}

/**
 * Brings the schema up to date in one transaction: all of it, or the database is as before. What has data is copied
 * first. Throws `SchemaError` on a database of a newer version.
 */
export async function migrateSqlite(db: Sqlite.Database, migration: Migration): Promise<void> {
  const { file, landed, clock, log, backup = true } = migration;
  const state = readSqliteSchema(db, landed);
  if (state.kind === 'current') return;
  if (state.kind === 'unknown') throw new SchemaError(state, state.why);
  if (state.kind === 'empty') return apply(db, landed);
  const began = clock.monotonic();
  const tag = landed[landed.length - state.missing.length - 1]?.tag ?? 'start';
  const copy = backup ? await backUpBeforeMigration(db, { file, tag, now: clock.now() }) : undefined;
  const missing = state.missing.map((each) => each.tag);
  const mended = state.rewritten.map((each) => each.tag);
  log?.info({ missing, mended, backup: copy, backupMs: since(clock, began) }, 'migrating the database');
  const started = clock.monotonic();
  try {
    apply(db, landed);
  } catch (error) {
    const where = copy ? `, and a copy from before is ${copy}` : '';
    const why = `The migration failed: ${messageOf(error)}. The database is as it was before${where}.`;
    throw new SchemaError(state, why, { cause: error });
  }
  log?.info({ missing, mended, ms: since(clock, started) }, 'database migrated');
}

const since = (clock: Clock, began: number) => Math.round(clock.monotonic() - began);

/** The state is read once more within the transaction: another process may have been faster. */
function apply(db: Sqlite.Database, landed: readonly LandedMigration[]): void {
  db.transaction(() => {
    const state = readSqliteSchema(db, landed);
    if (state.kind === 'current') return;
    if (state.kind === 'unknown') throw new SchemaError(state, state.why);
    db.exec(MADE);
    for (const each of state.kind === 'behind' ? state.rewritten : []) {
      for (const statement of each.statements) db.exec(statement);
      const hash = landed.find(({ tag }) => tag === each.tag)?.hash;
      db.prepare(MEND).run(hash, whenOf(each, landed), each.hash);
    }
    for (const { statements, hash, when } of state.missing) {
      for (const statement of statements) db.exec(statement);
      db.prepare(INSERT).run(hash, when);
    }
  }).immediate();
}

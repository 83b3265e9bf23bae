import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { LandedMigration } from './landed-migrations.ts';
import { judgeSchema, SchemaError, type SchemaState, whenOf } from './schema-version.ts';

/** Runs SQL on one connection and gives the rows. */
export type Ask = (text: string) => Promise<Record<string, unknown>[]>;

const APPLIED = 'select hash, created_at::text as "when" from drizzle.__drizzle_migrations';

/** Compares the schema of a database with the landed migrations. */
export async function readPostgresSchema(ask: Ask, landed: readonly LandedMigration[]): Promise<SchemaState> {
  const [found] = await ask("select to_regclass('drizzle.__drizzle_migrations') is not null as there");
  const rows = found?.there ? await ask(APPLIED) : [];
  const applied = rows.map(({ hash, when }) => ({ hash: String(hash), when: Number(when) }));
  return judgeSchema('postgres', { applied, landed });
}

/**
 * Makes a database ready for the migrations that are missing: what was generated anew after it had been made is brought to
 * its landed form. Throws `SchemaError` on a database of a newer version. Gives what is to be migrated.
 */
async function prepareMigration(ask: Ask, landed: readonly LandedMigration[]): Promise<SchemaState> {
  const state = await readPostgresSchema(ask, landed);
  if (state.kind === 'unknown') throw new SchemaError(state, state.why);
  if (state.kind !== 'behind' || state.rewritten.length === 0) return state;
  const mended = state.rewritten.flatMap((each) => {
    const hash = landed.find(({ tag }) => tag === each.tag)?.hash;
    const known = `update drizzle.__drizzle_migrations set hash = '${hash}', created_at = ${whenOf(each, landed)} where hash = '${each.hash}'`;
    return [...each.statements, known];
  });
  await ask('begin');
  try {
    for (const statement of mended) await ask(statement);
    await ask('commit');
  } catch (error) {
    await ask('rollback');
    throw error;
  }
  return state;
}

/** Brings the schema up to date, and tells of it in the log where something is to be done. */
export async function migratePostgres({
  ask,
  landed,
  apply,
  clock,
  log,
}: {
  ask: Ask;
  landed: readonly LandedMigration[];
  /** Applies what is missing, in one transaction. */
  apply(): Promise<void>;
  clock: Clock;
  log?: Log | undefined;
}): Promise<void> {
  const began = clock.monotonic();
  const before = await readPostgresSchema(ask, landed);
  if (before.kind === 'behind') {
    const missing = before.missing.map(({ tag }) => tag);
    log?.info({ missing, mended: before.rewritten.map(({ tag }) => tag) }, 'migrating the database');
  }
  const state = await prepareMigration(ask, landed);
  if (state.kind === 'current') return;
  await apply();
  if (state.kind === 'behind') log?.info({ ms: Math.round(clock.monotonic() - began) }, 'database migrated');
}

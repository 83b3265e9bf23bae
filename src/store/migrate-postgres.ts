import type { Clock } from '../clock.ts';
import { codeOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { LandedMigration } from './landed-migrations.ts';
import { judgeSchema, SchemaError, type SchemaState, whenOf } from './schema-version.ts';

/** Runs SQL and gives the rows. */
export type Ask = (text: string) => Promise<Record<string, unknown>[]>;

type Migration = {
  ask: Ask;
  /** Runs a change of the schema in one transaction, which no other process may do at the same time. */
  inOneTransaction(change: (ask: Ask) => Promise<void>): Promise<void>;
  landed: readonly LandedMigration[];
  clock: Clock;
  log?: Log | undefined;
};

const FORBIDDEN = '42501';
/** Drizzle's own table, so that databases and migrations of all versions go together. */
const LEDGER = 'drizzle.__drizzle_migrations';
const HAS_LEDGER = `select to_regclass('${LEDGER}') is not null as there`;

/** Compares the schema of a database with the landed migrations. */
export async function readPostgresSchema(ask: Ask, landed: readonly LandedMigration[]): Promise<SchemaState> {
  const [found] = await ask(HAS_LEDGER);
  const rows = found?.there ? await ask(`select hash, created_at::text as "when" from ${LEDGER}`) : [];
  const applied = rows.map(({ hash, when }) => ({ hash: String(hash), when: Number(when) }));
  return judgeSchema('postgres', { applied, landed });
}

/**
 * Brings the schema up to date in one transaction: all of it, or the database is as before. Nothing is locked when nothing
 * is missing. Throws `SchemaError` on a database of a newer version.
 */
export async function migratePostgres({
  ask,
  inOneTransaction,
  landed,
  clock,
  log,
}: Migration): Promise<void> {
  const began = clock.monotonic();
  const state = await readPostgresSchema(ask, landed);
  if (state.kind === 'current') return;
  if (state.kind === 'behind') {
    const missing = state.missing.map(({ tag }) => tag);
    log?.info({ missing, mended: state.rewritten.map(({ tag }) => tag) }, 'migrating the database');
  }
  await inOneTransaction((ask) => apply(ask, landed));
  if (state.kind === 'behind') log?.info({ ms: Math.round(clock.monotonic() - began) }, 'database migrated');
}

/** The state is read once more within the transaction: another process may have been faster. */
async function apply(ask: Ask, landed: readonly LandedMigration[]): Promise<void> {
  const state = await readPostgresSchema(ask, landed);
  if (state.kind === 'current') return;
  if (state.kind === 'unknown') throw new SchemaError(state, state.why);
  await makeLedger(ask);
  for (const each of state.kind === 'behind' ? state.rewritten : []) {
    for (const statement of each.statements) await ask(statement);
    const hash = landed.find(({ tag }) => tag === each.tag)?.hash;
    const when = whenOf(each, landed);
    await ask(`update ${LEDGER} set hash = '${hash}', created_at = ${when} where hash = '${each.hash}'`);
  }
  for (const { statements, hash, when } of state.missing) {
    for (const statement of statements)
      await ask(statement).catch(explainMissing('create tables in the schema public', 'schema public'));
    await ask(`insert into ${LEDGER} (hash, created_at) values ('${hash}', ${when})`);
  }
}

async function makeLedger(ask: Ask): Promise<void> {
  const [found] = await ask(HAS_LEDGER);
  if (found?.there) return;
  const [schema] = await ask("select 1 from pg_namespace where nspname = 'drizzle'");
  if (!schema)
    await ask('create schema drizzle').catch(explainMissing('create schema drizzle', 'schema drizzle'));
  await ask(`create table ${LEDGER} (id serial primary key, hash text not null, created_at bigint)`).catch(
    explainMissing('create a table in the schema drizzle', 'schema drizzle'),
  );
}

/** Says what the user of the database lacks, and what somebody who may runs once. */
function explainMissing(what: string, owned: string): (error: unknown) => never {
  return (error) => {
    if (codeOf(error) !== FORBIDDEN) throw error;
    throw new Error(
      `The user of DATABASE_URL may not ${what}. Have somebody who may run this once, with that user in the place of USER: create schema if not exists ${owned.replace('schema ', '')}; grant usage, create on ${owned} to USER;`,
      { cause: error },
    );
  };
}

import type { Dialect } from './columns.ts';
import type { LandedMigration } from './landed-migrations.ts';
import { REWRITTEN, type Rewritten } from './rewritten-migrations.ts';

/** A migration as a database remembers it. */
export type AppliedMigration = { hash: string; when: number };

/** How the schema of a database stands to the one that this version needs. */
export type SchemaState =
  /** There are no tables yet. */
  | { kind: 'empty'; missing: LandedMigration[] }
  | { kind: 'current' }
  /** Older: `rewritten` is to be brought to the landed form first, then what is missing is applied. */
  | { kind: 'behind'; missing: LandedMigration[]; rewritten: Rewritten[] }
  /** Made by a newer version, or by one that never landed. */
  | { kind: 'unknown'; why: string };

/** The database does not have the schema that this version needs. The message says what to do. */
export class SchemaError extends Error {
  readonly state: SchemaState;

  constructor(state: SchemaState, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SchemaError';
    this.state = state;
  }
}

/** Compares what a database remembers with what this version brings along. */
export function judgeSchema(
  dialect: Dialect,
  { applied, landed }: { applied: readonly AppliedMigration[]; landed: readonly LandedMigration[] },
): SchemaState {
  if (applied.length === 0) return { kind: 'empty', missing: [...landed] };
  const rewritten = REWRITTEN[dialect].filter(({ hash }) => applied.some((each) => each.hash === hash));
  const there = new Set([
    ...applied.map(({ when }) => when),
    ...rewritten.map((each) => whenOf(each, landed)),
  ]);
  const strangers = applied.filter(
    ({ hash, when }) =>
      !landed.some((each) => each.when === when) && !rewritten.some((each) => each.hash === hash),
  );
  const last = landed.at(-1);
  const newest = strangers.toSorted((a, b) => b.when - a.when)[0];
  if (newest && last) return { kind: 'unknown', why: whyUnknown(newest, last) };
  const missing = landed.filter(({ when }) => !there.has(when));
  if (missing.length === 0 && rewritten.length === 0) return { kind: 'current' };
  return { kind: 'behind', missing, rewritten };
}

function whyUnknown(stranger: AppliedMigration, last: LandedMigration): string {
  const known = `This version of Rapport knows the schema up to ${last.tag} (${dayOf(last.when)})`;
  const found = `the database has a migration of ${dayOf(stranger.when)} (${stranger.hash.slice(0, 12)})`;
  return stranger.when > last.when
    ? `The database belongs to a newer version of Rapport: ${found}. ${known}. Install the newer version again, or go back to a backup from before its first start.`
    : `The database belongs to a version of Rapport that was never published: ${found}. ${known}. Go back to the version that made it, or to a backup.`;
}

const dayOf = (when: number) => new Date(when).toISOString().slice(0, 10);

/** The time of the landed migration in whose place a rewritten one stands. */
export function whenOf({ tag }: Rewritten, landed: readonly LandedMigration[]): number {
  return landed.find((each) => each.tag === tag)?.when ?? 0;
}

/** Throws unless the schema is the one that this version needs, and says how to go on. `name`: what an operator calls the database. */
export function requireCurrent(state: SchemaState, name: string): void {
  if (state.kind === 'current') return;
  if (state.kind === 'unknown') throw new SchemaError(state, state.why);
  if (state.kind === 'empty') {
    throw new SchemaError(
      state,
      `The database ${name} is empty: npm start makes its tables (npm run migrate does it alone). If it should not be, see DATABASE_URL.`,
    );
  }
  throw new SchemaError(
    state,
    `The database is behind this version of Rapport: ${describeMissing(state)}. Run npm run migrate (npm start does it, too), then this again.`,
  );
}

/** What is to be done to a database that is behind, in words. */
function describeMissing({ missing, rewritten }: Extract<SchemaState, { kind: 'behind' }>): string {
  return [
    ...(rewritten.length > 0 ? [`${rewritten.map(({ tag }) => tag).join(', ')} is to be mended`] : []),
    ...(missing.length > 0 ? [`${missing.map(({ tag }) => tag).join(', ')} is missing`] : []),
  ].join(', ');
}

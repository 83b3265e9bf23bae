import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A migration that this version of Rapport brings along. */
export type LandedMigration = {
  /** Its file without the ending, such as `0004_observations`. */
  tag: string;
  /** When it was generated, in milliseconds: the order of migrations, and what a database remembers of them. */
  when: number;
  hash: string;
  statements: readonly string[];
};

/** Reads the migrations of a folder, the oldest first. */
export function readLandedMigrations(folder: string): LandedMigration[] {
  const journal: { entries: { tag: string; when: number }[] } = JSON.parse(
    readFileSync(join(folder, 'meta/_journal.json'), 'utf8'),
  );
  return journal.entries.map(({ tag, when }) => {
    const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { tag, when, hash, statements: text.split('--> statement-breakpoint') };
  });
}

/** The tag of the newest migration, such as `0014_met`: the same for both dialects. */
export function newestSchema(): string {
  const newest = readLandedMigrations(fileURLToPath(new URL('../../drizzle/sqlite', import.meta.url))).at(-1);
  if (!newest) throw new Error('This version of Rapport has no migrations.');
  return newest.tag;
}

import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { invalid } from '../errors.ts';
import { newestSchema } from '../store/landed-migrations.ts';
import { VERSION } from '../version.ts';

/** What is raised when files are written otherwise, so that older versions do not read them. */
const FORMAT = 1;

const Common = {
  format: z.number().int(),
  /** The version of Rapport that has written it. */
  version: z.string(),
  /** The newest migration of the database. */
  schema: z.string(),
  madeAt: z.iso.datetime(),
};
const HASH = z.string().regex(/^[0-9a-f]{64}$/);

/** What is in an export: how many rows of each table, by its name in the database, and what their file hashes to. */
export const ExportManifest = z.strictObject({
  rapport: z.literal('export'),
  ...Common,
  tables: z.record(
    z.string(),
    z.strictObject({ rows: z.number().int().min(0), sha256: HASH, csvSha256: HASH }),
  ),
});
export type ExportManifest = z.infer<typeof ExportManifest>;

/** What is in a backup, which is one file. */
export const BackupManifest = z.strictObject({
  rapport: z.literal('backup'),
  ...Common,
  sha256: HASH,
  bytes: z.number().int(),
  tables: z.record(z.string(), z.number().int().min(0)),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** What every manifest says of who has made it. */
export const madeBy = (now: Date) => ({
  format: FORMAT,
  version: VERSION,
  schema: newestSchema(),
  madeAt: now.toISOString(),
});

const Any = z.looseObject({
  rapport: z.string(),
  format: z.number(),
  version: z.string(),
  schema: z.string(),
});

/** Reads a manifest. Throws `invalid` when there is none, when it is none of ours, or when it is of a newer version. */
export function readManifest<Manifest>(
  path: string,
  { schema, what }: { schema: z.ZodType<Manifest>; what: 'export' | 'backup' },
): Manifest {
  if (!existsSync(path))
    throw invalid(`There is no ${path}: this is no ${what} of Rapport, or it was broken off.`);
  const any = Any.safeParse(parse(readFileSync(path, 'utf8')));
  if (!any.success || any.data.rapport !== what) throw invalid(`${path} belongs to no ${what} of Rapport.`);
  const { format, version } = any.data;
  if (format > FORMAT)
    throw invalid(
      `${path} was written by Rapport ${version}, which is newer than this one (${VERSION}): use that version.`,
    );
  const manifest = schema.safeParse(any.data);
  if (!manifest.success) throw invalid(`${path} is damaged.`);
  return manifest.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a file, read piece by piece. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest('hex');
}

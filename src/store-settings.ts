import { z } from 'zod';
import { optional, type Problems } from './setting-rules.ts';

/** Where data lives: an SQLite file or a Postgres server. */
export type StoreConfig = { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string };

const DEFAULT_DATABASE = 'file:./data/rapport.db';
const POOL_SIZE = 'must be a number from 2 to 200';

/** The settings that say where data lives. What an address may say itself is read by the store: see `readAddress`. */
export const STORE_RULES = {
  DATABASE_URL: z.string().trim().default(DEFAULT_DATABASE),
  DATABASE_POOL: z.coerce.number(POOL_SIZE).int(POOL_SIZE).min(2, POOL_SIZE).max(200, POOL_SIZE).optional(),
  // PostgreSQL cuts longer names off.
  DATABASE_APPLICATION_NAME: optional.refine(
    (text) => !text || /^[\w .-]{1,55}$/.test(text),
    'must be at most 55 letters, digits, spaces, dots and hyphens',
  ),
};

type StoreValues = z.output<z.ZodObject<typeof STORE_RULES>>;

/** Reads where data lives. Settings of their own go before what the address says. */
export function readStore({
  DATABASE_URL,
  DATABASE_POOL: pool,
  DATABASE_APPLICATION_NAME: name,
}: StoreValues): StoreConfig | Problems {
  const address = DATABASE_URL || DEFAULT_DATABASE;
  if (/^postgres(?:ql)?:\/\//.test(address)) {
    if (!URL.canParse(address)) return { problems: ['DATABASE_URL is not a valid postgres:// address'] };
    // What comes last in an address counts.
    const more = new URLSearchParams({
      ...(pool ? { pool_size: String(pool) } : {}),
      ...(name ? { application_name: name } : {}),
    });
    const mark = address.includes('?') ? '&' : '?';
    return { kind: 'postgres', url: more.size > 0 ? `${address}${mark}${more}` : address };
  }
  const path = /^file:(.+)$/.exec(address)?.[1];
  if (path) return { kind: 'sqlite', path };
  const meant = /^[\w./~-]+$/.test(address) ? ` (did you mean “file:${address}”?)` : '';
  return { problems: [`DATABASE_URL must be file:PATH or postgres://USER:PASSWORD@HOST/DATABASE${meant}`] };
}

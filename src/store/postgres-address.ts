import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { messageOf } from '../errors.ts';

/** How connections are made to a server, as far as they are the same for the app and for reports. */
export type Address = pg.PoolConfig & { max: number; application_name: string };

/** What can be said in the address besides where the server is. */
const DEFAULTS = {
  /** Connections of the app; small servers of hosting companies allow about twenty in all. */
  poolSize: 10,
  leastPoolSize: 2,
  mostPoolSize: 200,
  /** The name of the app's connections in pg_stat_activity. */
  name: 'rapport',
} as const;

/** What is read here, and what `pg` would read otherwise: it follows libpq in none of its modes. */
const OURS = [
  'pool_size',
  'application_name',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'ssl',
  'uselibpqcompat',
];

/** Reads an address such as `postgres://user:password@host/database?sslmode=verify-full`. Throws what is wrong with it. */
export function readAddress(url: string): Address {
  const { bare, said } = takeOut(url);
  const ssl = readTls(said);
  const client = new pg.Client({ connectionString: bare, ...(ssl === undefined ? {} : { ssl }) });
  const {
    host,
    port,
    database,
    user,
    password,
    ssl: fromEnvironment,
  } = client as pg.Client & { ssl: pg.ClientConfig['ssl'] };
  const { sslNegotiation } = client as unknown as { sslNegotiation: 'postgres' | 'direct' };
  return {
    host,
    port,
    ...(database ? { database } : {}),
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    ssl: ssl ?? fromEnvironment,
    ...({ sslnegotiation: sslNegotiation } as object),
    application_name: said.get('application_name') ?? DEFAULTS.name,
    max: readPoolSize(said.get('pool_size')),
  };
}

/** Takes our own parameters out of an address. */
function takeOut(url: string): { bare: string; said: Map<string, string> } {
  const [before = '', query = ''] = url.split('?', 2);
  const said = new Map<string, string>();
  const rest = new URLSearchParams();
  for (const [name, value] of new URLSearchParams(query)) {
    if (OURS.includes(name)) said.set(name, value);
    else rest.append(name, value);
  }
  return { bare: rest.size > 0 ? `${before}?${rest}` : before, said };
}

function readPoolSize(text: string | undefined): number {
  if (text === undefined) return DEFAULTS.poolSize;
  const size = Number(text);
  if (Number.isInteger(size) && size >= DEFAULTS.leastPoolSize && size <= DEFAULTS.mostPoolSize) return size;
  throw new Error(
    `DATABASE_URL: pool_size must be a number from ${DEFAULTS.leastPoolSize} to ${DEFAULTS.mostPoolSize}, not “${text}”.`,
  );
}

/**
 * TLS as libpq understands the parameters, but for the modes that go without TLS in silence. Undefined where nothing is
 * said. Source: https://www.postgresql.org/docs/current/libpq-ssl.html
 */
function readTls(said: Map<string, string>): boolean | ConnectionOptions | undefined {
  const root = said.get('sslrootcert');
  const mode = modeOf(said);
  if (mode === undefined) return undefined;
  if (mode === 'disable') return false;
  const ca = root && root !== 'system' ? { ca: readCertificate('sslrootcert', root) } : {};
  const [cert, key] = [said.get('sslcert'), said.get('sslkey')];
  const own = {
    ...(cert ? { cert: readCertificate('sslcert', cert) } : {}),
    ...(key ? { key: readCertificate('sslkey', key) } : {}),
  };
  switch (mode) {
    case 'verify-full':
      return { ...ca, ...own, rejectUnauthorized: true };
    case 'verify-ca':
      if (!root)
        throw new Error('DATABASE_URL: sslmode=verify-ca needs sslrootcert=FILE, the CA that is trusted.');
      return { ...ca, ...own, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'require':
      // With a CA it is verified as by verify-ca; without one the connection is secret, and with whoever answers.
      if (root) return { ...ca, ...own, rejectUnauthorized: true, checkServerIdentity: () => undefined };
      return { ...own, rejectUnauthorized: false };
    default:
      throw new Error(
        `DATABASE_URL: sslmode=${mode} is not offered: say verify-full, verify-ca, require or disable. (prefer and allow would go without TLS in silence.)`,
      );
  }
}

function modeOf(said: Map<string, string>): string | undefined {
  const mode = said.get('sslmode');
  if (mode) return mode === 'no-verify' ? 'require' : mode;
  const ssl = said.get('ssl');
  if (ssl === 'no-verify') return 'require';
  if (ssl === 'false' || ssl === '0') return 'disable';
  return ssl || said.has('sslrootcert') || said.has('sslcert') ? 'verify-full' : undefined;
}

function readCertificate(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`DATABASE_URL: the file of ${parameter} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

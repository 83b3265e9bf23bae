import pg from 'pg';
import { type Clock, timeLimit } from '../../clock.ts';
import type { Address } from '../postgres-address.ts';
import type { Ask, ReportingDriver } from './postgres.ts';
import { REPORTING_SCHEMA } from './postgres-setup.ts';
import { ReportFailure, SANDBOX } from './reporting.ts';

type Login = {
  readonly clock: Clock;
  readonly address: Address;
  readonly role: string;
  readonly password: string;
};
type Readers = Pick<ReportingDriver, 'session' | 'close'> & {
  /** Logs in once. Throws when the server lets us in as somebody else, or not at all. */
  tryLogin(): Promise<void>;
};

/** The search path and the bounds are the transaction's own: a pooler knows no settings of a connection. */
const BEGIN = [
  'begin transaction read only',
  `set local search_path = ${REPORTING_SCHEMA}`,
  `set local work_mem = '${SANDBOX.postgres.workMemory}'`,
  'set local hash_mem_multiplier = 1',
  'set local max_parallel_workers_per_gather = 0',
].join('; ');

/** Connections of the reporting role: there are no other rights to fall back on. */
export function openReaders({ clock, address, role, password }: Login): Readers {
  const pool = new pg.Pool({
    ...address,
    user: role,
    password,
    application_name: `${address.application_name} reports`,
    max: SANDBOX.postgres.atOnce,
    connectionTimeoutMillis: SANDBOX.postgres.connectWithinMs,
    keepAlive: true,
  });
  outliveLostConnections(pool);
  // Reports wait in front of the pool, which would take a long wait for a failure to connect.
  const inTurn = createTurns(SANDBOX.postgres.atOnce);
  const checked = new WeakSet<pg.PoolClient>();
  let closed: Promise<void> | undefined;

  async function expectRole(client: pg.PoolClient): Promise<void> {
    if (checked.has(client)) return;
    const { rows } = await client.query('select session_user as name');
    if (rows[0]?.name !== role) {
      throw new Error(`Reports are to log in as ${role}, but the server takes them for ${rows[0]?.name}.`);
    }
    checked.add(client);
  }

  const session: ReportingDriver['session'] = (withinMs, work) =>
    inTurn(async () => {
      const client = await pool.connect();
      let isClean = false;
      const attempt = async () => {
        await expectRole(client);
        try {
          await client.query(BEGIN);
          return await work(askOf(client));
        } finally {
          // A report leaves nothing to the next one: no setting, no lock. Both in one text, for one connection of a pooler.
          isClean = await client
            .query('rollback; select pg_advisory_unlock_all()')
            .then(() => client.query('discard all'))
            .then(
              () => true,
              () => false,
            );
        }
      };
      const late = lateAfter(clock, withinMs + SANDBOX.postgres.graceMs);
      try {
        return await Promise.race([attempt(), late.failure]);
      } finally {
        late.cancel();
        client.release(!isClean);
      }
    });

  return {
    session,
    tryLogin: () => session(SANDBOX.postgres.graceMs, async () => undefined),
    close: () => {
      closed ??= pool.end();
      return closed;
    },
  };
}

/** A connection that drops is replaced by the next query. Unheard, its error would end the process. */
export function outliveLostConnections(pool: pg.Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
}

function askOf(client: pg.PoolClient): Ask {
  return async (text, values = []) => {
    const { fields, rows } = await client.query({ text, values: [...values], rowMode: 'array' });
    return { columns: fields.map(({ name }) => name), rows };
  };
}

function lateAfter(clock: Clock, ms: number): { failure: Promise<never>; cancel(): void } {
  const { signal, clear } = timeLimit(clock, ms);
  const failure = new Promise<never>((_, reject) => {
    const late = () => reject(new ReportFailure('timed_out', `no answer within ${ms} ms`));
    signal.addEventListener('abort', late);
  });
  return { failure, cancel: clear };
}

/** Lets `atOnce` pieces of work run at once; others wait for their turn, in order. */
function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { systemClock } from '../clock.ts';
import { findFreePort } from '../playground/ports.ts';
import { type PostgresServer, plainUser } from './postgres-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

const READY_WITHIN_MS = 30_000;

/** Finds PgBouncer on this computer; undefined when it is not installed. */
export function findPgBouncer(): string | undefined {
  const folders = ['/usr/sbin', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path));
}

/**
 * PgBouncer in transaction mode in front of a server: each transaction may get another of a few connections. It asks the
 * server for the passwords of those who log in, as it is usually set up.
 */
export async function startPgBouncer(
  program: string,
  { server, password }: { server: PostgresServer; password: string },
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = temporaryFolder();
  const port = await findFreePort();
  const users = join(folder.path, 'users.txt');
  writeFileSync(users, `"postgres" "${password}"\n`);
  const settings = join(folder.path, 'pgbouncer.ini');
  writeFileSync(
    settings,
    [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      'default_pool_size = 3',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      'auth_user = postgres',
      'auth_query = select usename, passwd from pg_shadow where usename = $1',
    ].join('\n'),
  );
  const user = plainUser();
  if (user) for (const path of [folder.path, users, settings]) chownSync(path, user.uid, user.gid);
  const bouncer = spawn(program, ['--quiet', settings], { ...user, cwd: folder.path, stdio: 'ignore' });
  const ended = once(bouncer, 'close');
  const stop = async () => {
    bouncer.kill('SIGINT');
    await ended;
    folder.remove();
  };
  const end = systemClock.monotonic() + READY_WITHIN_MS;
  while (!(await listens(port))) {
    if (systemClock.monotonic() > end) throw new Error('PgBouncer did not start.');
    await systemClock.sleep(50);
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { systemClock } from '../clock.ts';
import { findFreePort } from '../playground/ports.ts';
import { temporaryFolder } from './temporary-folder.ts';

const DEBIAN = '/usr/lib/postgresql';
/** A busy computer takes long to start a server. */
const READY_WITHIN_MS = 60_000;

/** Finds the folder of PostgreSQL's own programs on this computer; undefined when it is not installed. */
export function findPostgres(): string | undefined {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : [];
  const folders = [...debian, ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))),
  );
}

export type PostgresServer = {
  url: string;
  port: number;
  /** Stops the server, cutting all connections (`fast`) or as if it had crashed (`immediate`), and starts it again. */
  restart(how: 'fast' | 'immediate'): Promise<void>;
  /** Ends the server as a crash does, for good. */
  crash(): Promise<void>;
  /** Makes a standby the server that takes writes, and waits until it does. */
  promote(): void;
  /** Stops the server and keeps its data in a new folder, from which others can be started. */
  keep(folder: string): Promise<void>;
  stop(): Promise<void>;
};

type Options = {
  /** A folder in which the data of another server was kept. */
  from?: string;
  /** The port of a server whose standby it is. */
  follows?: number;
  /** Settings besides. */
  more?: Record<string, string>;
};

/** A PostgreSQL of its own, in a temporary folder, that listens on this computer only. */
export async function startPostgres(
  programs: string,
  { from, follows, more = {} }: Options = {},
): Promise<PostgresServer> {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const user = plainUser();
  if (user) chownSync(folder.path, user.uid, user.gid);
  const options = { ...user, cwd: folder.path, env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  let server: ChildProcess | undefined;
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'close');
    server.kill(signal);
    await ended;
  };
  const keep = async (to: string) => {
    await end('SIGINT');
    copyFolder(data, to);
  };
  const stop = async () => {
    await end('SIGINT'); // disconnects everybody
    folder.remove();
  };
  try {
    const how = ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8'];
    const run = (program: string, words: string[]) =>
      execFileSync(join(programs, program), words, { ...options, stdio: 'pipe' });
    if (from) copyFolder(from, data);
    else if (follows === undefined) run('initdb', [...how, '--no-sync']);
    else {
      const leader = ['--host', '127.0.0.1', '--port', String(follows), '--username', 'postgres'];
      run('pg_basebackup', [...leader, '--pgdata', data, '--write-recovery-conf', '--checkpoint', 'fast']);
    }
    const port = await findFreePort();
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
      fsync: 'off',
      ...more,
    };
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const start = async () => {
      server = spawn(join(programs, 'postgres'), ['-D', data, ...given], { ...options, stdio: 'ignore' });
      endWithUs(server, folder.path);
      await accepts(port);
    };
    await start();
    const restart = async (how: 'fast' | 'immediate') => {
      await end(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await start();
    };
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const crash = () => end('SIGQUIT');
    const promote = () => void run('pg_ctl', ['promote', '--wait', '--pgdata', data]);
    return { url, port, restart, crash, promote, keep, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Has a server end, and its folder removed, when this process ends without having stopped it, be it killed: a shell waits for a pipe
 * that breaks then.
 */
function endWithUs(server: ChildProcess, folder: string): void {
  const script = 'read -r _; kill -INT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"';
  const watcher = spawn('sh', ['-c', script, 'sh', String(server.pid), folder], {
    detached: true, // Ctrl+C is for all in the foreground, and would end it before the server
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.unref();
  server.once('exit', () => watcher.kill('SIGKILL'));
}

/** Copies a folder with the owners of its files, which Node cannot. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

/** PostgreSQL does not run as root: then it runs as the user that its package has made. */
export function plainUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function accepts(port: number): Promise<void> {
  for (const end = systemClock.monotonic() + READY_WITHIN_MS; systemClock.monotonic() < end; ) {
    if (await welcomes(port)) return;
    await systemClock.sleep(100);
  }
  throw new Error('PostgreSQL did not start.');
}

/** Whether a client is let in: PostgreSQL listens before it has started up, and says no until then. */
async function welcomes(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(STARTUP);
    const [answer] = await once(socket, 'data');
    return answer[0] === AUTHENTICATION;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The first message of a client, and how its answer begins. Source: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const STARTUP = startupMessage({ user: 'postgres', database: 'postgres' });
const AUTHENTICATION = 'R'.charCodeAt(0);

function startupMessage(parameters: Record<string, string>): Buffer {
  const text = Object.entries(parameters).flat().join('\0');
  const body = Buffer.from(`${text}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(3 << 16, 4);
  return Buffer.concat([head, body]);
}

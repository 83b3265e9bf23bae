import { systemClock } from '../../src/clock.ts';
import type { Config } from '../../src/config.ts';
import { messageOf } from '../../src/errors.ts';
import { didYouMean } from '../../src/nearest-word.ts';
import { describeFullDisk, measureDisk } from '../../src/telemetry/free-disk.ts';
import { backupFolder, findLastBackup, findOldBackup } from '../../src/telemetry/last-backup.ts';
import { VERSION } from '../../src/version.ts';
import { conclude } from './check.ts';
import { onDatabase } from './store.ts';

/** How long something on the network is waited for. */
const ANSWER_WITHIN_MS = 10_000;
/** Requests of Slack that are signed five minutes ago are refused; a clock that is wrong by less still says wrong days. */
const CLOCK_OFF_BY_S = 60;
const SLACK = 'https://slack.com/api/';

const megabytes = (bytes: number) =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

function ask(url: string, init: RequestInit = {}): Promise<Response> {
  const late = new AbortController();
  systemClock.setTimeout(() => late.abort(new Error('no answer')), ANSWER_WITHIN_MS).unref();
  return fetch(url, { ...init, signal: late.signal, redirect: 'manual' });
}

/** Checks which settings are given, and tells of names that are nearly one. */
export function checkSettings(env: Record<string, string | undefined>, settings: readonly string[]): string {
  const given = settings.filter((name) => env[name] || env[`${name}_FILE`]);
  const prefixes = new Set(settings.filter((name) => name.includes('_')).map((name) => name.split('_')[0]));
  const strange = Object.keys(env).filter((name) => {
    const isOurs = settings.includes(name) || settings.includes(name.replace(/_FILE$/, ''));
    return !isOurs && prefixes.has(name.split('_')[0]);
  });
  const warnings = strange.flatMap((name) => {
    const meant = didYouMean(name, settings);
    return meant ? [`${name} is no setting of Rapport${meant}`] : [];
  });
  return conclude(`${given.join(', ')}; the other ${settings.length - given.length} as usual`, { warnings });
}

/** Measures the database and the room that is left for it. */
export function checkDisk({ store: where }: Config): Promise<string> {
  return onDatabase(where, async ({ store }) => {
    const size = `the database takes ${megabytes(await store.size())}`;
    const disk = await measureDisk(where);
    if (!disk) return `${size}; the disk of the PostgreSQL server cannot be seen from here`;
    const full = describeFullDisk(disk);
    return conclude(`${size}; ${megabytes(disk.free)} of ${megabytes(disk.total)} are free`, {
      problems: full ? [full] : [],
    });
  });
}

/** Looks for the newest backup. */
export async function checkBackup({ store, watch }: Config): Promise<string> {
  const folder = backupFolder({ store, watch });
  if (!folder)
    return 'not looked for: set BACKUP_DIR to the folder in which pg_dump writes, to be told when it does not';
  const old = findOldBackup({ clock: systemClock }, { store, watch });
  if (old) throw new Error(old);
  const last = findLastBackup(folder);
  if (last) return `the newest in ${folder} is of ${last.toISOString()}`;
  return conclude(`none in ${folder}`, {
    warnings: [
      'Nobody is told when there is no new one: make backups there, or set BACKUP_DIR to where they are',
    ],
  });
}

/** Compares the clock of this computer with Slack’s. */
export async function checkClock({ slack }: Config): Promise<string> {
  const before = systemClock.now().getTime();
  const response = await ask(`${slack.apiUrl ?? SLACK}api.test`, { method: 'POST' });
  const said = Date.parse(response.headers.get('date') ?? '');
  const now = systemClock.now().getTime();
  if (Number.isNaN(said)) return 'Slack did not say what time it is';
  // Slack gives whole seconds.
  const off = Math.round(((before + now) / 2 - said - 500) / 1_000);
  if (Math.abs(off) <= CLOCK_OFF_BY_S) return 'as Slack’s, within a minute';
  throw new Error(
    `${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} Slack’s: have the computer set it by NTP. Requests that are five minutes old are refused`,
  );
}

/** Checks that Slack’s requests arrive, where Slack calls us: one without a signature must come back from Rapport, refused. */
export async function checkPublicUrl({ slack, watch }: Config): Promise<string> {
  if (slack.transport.kind === 'socket') return 'not needed in Socket Mode';
  const { publicUrl } = watch;
  if (!publicUrl)
    return conclude('not checked', {
      warnings: [
        'set PUBLIC_URL to the address by which Slack reaches Rapport, such as https://rapport.example.com',
      ],
    });
  const address = `${publicUrl}/slack/events`;
  const response = await ask(address, { method: 'POST', body: '{}' }).catch((error: unknown) => {
    throw new Error(`${address} cannot be reached from here: ${messageOf(error)} (PUBLIC_URL)`);
  });
  await response.body?.cancel();
  if (response.status !== 401)
    throw new Error(
      `${address} answers ${response.status} to a request that is not signed, where Rapport answers 401: does the proxy pass /slack/events on to port ${slack.port}? (PUBLIC_URL)`,
    );
  const numbers = await ask(`${publicUrl}/metrics`).catch(() => undefined);
  await numbers?.body?.cancel();
  return conclude(`${address} reaches Rapport`, {
    warnings:
      numbers?.status === 200
        ? [`${publicUrl}/metrics is open to everybody: have the proxy pass on /slack/events alone`]
        : [],
  });
}

/** Asks the Rapport that runs here how it is, and which version it is. */
export async function checkRunning({ slack: { host = '127.0.0.1', port } }: Config): Promise<string> {
  const place = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const response = await ask(`http://${place.includes(':') ? `[${place}]` : place}:${port}/readyz`).catch(
    () => undefined,
  );
  if (!response)
    return conclude('no', { warnings: [`nothing answers on port ${port} of this computer: npm start`] });
  const [state = '', version = ''] = (await response.text()).trim().split('\n');
  if (response.status !== 200)
    throw new Error(`${state || `it answers ${response.status}`}: the log says more`);
  const running = version.replace('version ', '');
  const warnings = [
    ...(state === 'ready' ? [] : [state]),
    ...(running === VERSION ? [] : [`version ${running} runs, and ${VERSION} is installed: start it again`]),
  ];
  return conclude(`version ${running}`, { warnings });
}

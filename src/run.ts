import type { Clock } from './clock.ts';
import { parseConfig, readEnvironment } from './config.ts';
import { ConfigError, messageOf } from './errors.ts';
import { createLog } from './log.ts';
import { startRapport } from './start.ts';

const STOP_WITHIN_MS = 10_000;

/** This process is Rapport from here on: SIGTERM and SIGINT stop it in order, and a failed start ends it. */
export function runRapport(clock: Clock): void {
  run(clock).catch((error) => {
    const text = error instanceof ConfigError ? error.message : `Rapport cannot start: ${messageOf(error)}`;
    process.stderr.write(`${text}\n`, () => process.exit(1));
  });
}

async function run(clock: Clock): Promise<void> {
  const config = parseConfig(readEnvironment());
  const log = createLog(config.logLevel);
  const rapport = await startRapport(config, { clock, log });

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    clock.setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await rapport.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // What packages and Node have to say goes into the log in its form, and not between its lines.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log.warn({ name, warning: message }, 'warning of a package'));
  process.on('unhandledRejection', (error) => log.error({ error: messageOf(error) }, 'unhandled rejection'));
  await rapport.connected;
}

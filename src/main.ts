import { systemClock } from './clock.ts';
import { ConfigError, parseConfig, readEnvironment } from './config.ts';
import { lookUpFor } from './crm/references.ts';
import { messageOf } from './errors.ts';
import { createLog } from './log.ts';
import { openModel } from './model/language-model.ts';
import { openReports } from './reports/reports.ts';
import { startSlackApp } from './slack/app.ts';
import { openStore } from './store/open.ts';

const MODEL_TIMEOUT_MS = 30_000;
const STOP_WITHIN_MS = 10_000;
/** How often changed report files are looked for. */
const WATCH_MS = 2_000;
/** Verdicts on report files that have not changed since. */
const LINT_CACHE = 'data/reports-lint.json';

async function main(): Promise<void> {
  const config = parseConfig(readEnvironment());
  const log = createLog(config.logLevel);
  const store = await openStore(config.store);
  const system = { store, clock: systemClock, log };
  const model = await openModel(config.model);
  const assistant = { model, name: model.modelId, timeoutMs: MODEL_TIMEOUT_MS };
  // Listening does not wait for it; answering does.
  const opening = openReports(system, {
    folder: config.reportsDir,
    lookUp: lookUpFor,
    cachePath: LINT_CACHE,
    watchMs: WATCH_MS,
  });
  const app = await startSlackApp(system, { config: config.slack, assistant, reports: opening });
  log.info({ port: app.port, store: store.dialect, model: assistant.name }, 'Rapport is up');

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await app.stop();
    await (await opening).close();
    await store.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.on('unhandledRejection', (error) => log.error({ error: messageOf(error) }, 'unhandled rejection'));
  await app.connected;
}

main().catch((error) => {
  const text = error instanceof ConfigError ? error.message : `Rapport cannot start: ${messageOf(error)}`;
  process.stderr.write(`${text}\n`, () => process.exit(1));
});

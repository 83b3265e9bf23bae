import { join, relative } from 'node:path';
import { systemClock } from '../clock.ts';
import { parseConfig, type StoreConfig } from '../config.ts';
import { createSystem, type System } from '../context.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { createLog } from '../log.ts';
import { openCrmFile } from '../reports/crm-file.ts';
import { openStore } from '../store/open.ts';
import { buildAppEnvironment, type Environment, modelHint } from './app-environment.ts';
import { ROOT, startApp } from './app-process.ts';
import { findLatestInstant, findNextDue, findNextNight } from './due-times.ts';
import { findFreePort, requireFreePort } from './ports.ts';
import { seedCustomers } from './seed.ts';
import { startPlayground } from './server.ts';
import { CHANNELS, COMMANDS, SHORTCUTS, TEAM, TEAM_NAME } from './team.ts';

const DEMO_MODEL = 'a small stand-in that keeps your words';
const SECOND_MS = 1_000;

export type Demo = {
  url: string;
  workspace: Workspace;
  model: { name: string; offline: boolean };
  /** How to get another model, where that is worth saying. */
  hint: string | undefined;
  /** Where the data is, in words. */
  store: string;
  /** Why the app has ended, with the last it said; pending while it runs. */
  ended: Promise<string>;
  close(): Promise<void>;
};

/** Starts all of the demo on this computer: a workspace with a team, sample customers, the app, and the page. */
export async function startDemo({ env, port }: { env: Environment; port: number }): Promise<Demo> {
  await requireFreePort(port);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  try {
    const workspace = await createWorkspace({
      users: TEAM,
      channels: CHANNELS,
      commands: COMMANDS,
      shortcuts: SHORTCUTS,
      teamName: TEAM_NAME,
      retryDelaysMs: [0, 1_000, 5_000],
      isAppStarting: true,
    });
    closers.push(workspace.close);
    const appPort = await findFreePort();
    const envFile = join(ROOT, '.env');
    const environment = buildAppEnvironment({ env, workspace, port: appPort, envFile });
    const config = parseConfig(environment);
    const model =
      config.model.kind === 'offline'
        ? { name: DEMO_MODEL, offline: true }
        : { name: config.model.model, offline: false };
    const store = await openStore(config.store, { schema: 'migrate' });
    closers.push(store.close);
    const place = describeStore(config.store);
    const log = createLog('silent');
    const { settings: crm } = await openCrmFile({ path: config.crmFile, clock: systemClock, log });
    const system = createSystem({ store, clock: { ...systemClock, now: workspace.now }, log, crm });
    await prepare(system, workspace);
    const onOutput = env.LOG_LEVEL ? (text: string) => void process.stdout.write(text) : undefined;
    const [page, app] = await Promise.allSettled([
      startPlayground({ workspace, port, model, storeLabel: `Stored in ${place}` }),
      startApp({ environment, port: appPort, aheadMs: workspace.aheadMs(), onOutput }),
    ]);
    if (page.status === 'fulfilled') closers.push(page.value.close);
    if (app.status === 'fulfilled') closers.push(app.value.stop);
    if (page.status === 'rejected') throw page.reason;
    if (app.status === 'rejected') throw app.reason;
    const { ended, moveClock } = app.value;
    await workspace.keepTime({
      moveTo: moveClock,
      nextDue: () => findNextDue(system),
      nextNight: () => findNextNight(system),
    });
    workspace.connect(`http://127.0.0.1:${appPort}/slack/events`);
    return { url: page.value.url, workspace, model, hint: modelHint(env), store: place, ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Seeds an empty database; where the database has a later past already, moves the workspace's time on to its end. */
async function prepare(ctx: System, workspace: Workspace): Promise<void> {
  await seedCustomers(ctx);
  const latest = await findLatestInstant(ctx);
  // A second later: no message of today's gets the timestamp of one that is remembered.
  const behind = latest ? latest.getTime() + SECOND_MS - workspace.now().getTime() : 0;
  if (behind > 0) await workspace.jump(behind);
}

function describeStore(config: StoreConfig): string {
  if (config.kind === 'sqlite') {
    const path = relative(process.cwd(), config.path);
    return path.startsWith('..') ? config.path : `./${path}`;
  }
  const { host, pathname } = new URL(config.url);
  return `Postgres, ${host}${pathname}`;
}

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { parseConfig } from '../config.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { startTestWorkspace } from '../testing/test-workspace.ts';
import { buildAppEnvironment, type Environment, modelHint } from './app-environment.ts';
import { startApp } from './app-process.ts';
import { findFreePort } from './ports.ts';
import { startDemo } from './start.ts';

const folder = temporaryFolder();
let slack: Awaited<ReturnType<typeof startTestWorkspace>>;
beforeAll(async () => {
  slack = await startTestWorkspace();
});
afterAll(async () => {
  await slack.close();
  folder.remove();
});

const build = (env: Environment, envFile = join(folder.path, 'none')) =>
  buildAppEnvironment({ env, workspace: slack.workspace, port: 4321, envFile });

test('without settings the app runs on the local workspace, a local file and the rules', () => {
  const config = parseConfig(build({ PATH: '/usr/bin', SLACK_APP_TOKEN: 'xapp-real', AWS_SECRET: 'x' }));
  expect(config).toMatchObject({
    slack: { apiUrl: slack.workspace.apiUrl, port: 4321, transport: { kind: 'http' }, admins: ['U0INES'] },
    model: { kind: 'offline' },
    store: { kind: 'sqlite', path: expect.stringMatching(/[/]data[/]demo[.]db$/) },
  });
  expect(build({ AWS_SECRET: 'x' })).not.toHaveProperty('AWS_SECRET');
});

test('the digest of the night has a channel here, and settings of the night reach the app', () => {
  const { observer } = parseConfig(
    build({
      OBSERVER_PRICE: '0.25/2',
      OBSERVER_BUDGET: '1',
      NIGHTLY_AT: '04:30',
      OBSERVATIONS_CHANNEL: 'C0REAL',
    }),
  );
  expect(observer).toMatchObject({ channel: 'C0DIGEST', budget: 1, nightlyAt: '04:30' });
  expect(observer.price).toBeDefined();
  expect(build({})).not.toHaveProperty('NIGHTLY_AT');
});

test('a language model is used when it is named, not for a key alone', () => {
  const key = { OPENAI_API_KEY: 'sk-test' };
  expect(parseConfig(build(key)).model).toEqual({ kind: 'offline' });
  expect(modelHint(key)).toMatch(/OPENAI_MODEL/);
  const named = { ...key, OPENAI_MODEL: 'some-model' };
  expect(parseConfig(build(named)).model).toEqual({ kind: 'openai', apiKey: 'sk-test', model: 'some-model' });
  expect(modelHint(named)).toBeUndefined();
  expect(parseConfig(build({ ...named, MODEL: 'offline' })).model).toEqual({ kind: 'offline' });
});

test('settings of a real workspace in a file beside the demo do not reach it', () => {
  const envFile = join(folder.path, '.env');
  writeFileSync(envFile, 'SLACK_APP_TOKEN=xapp-real\nSLACK_BOT_TOKEN=xoxb-real\nOPENAI_API_KEY=sk-real\n');
  const environment = build({}, envFile);
  expect(environment).toMatchObject({
    SLACK_APP_TOKEN: '',
    OPENAI_API_KEY: '',
    SLACK_BOT_TOKEN: slack.workspace.botToken,
  });
  expect(parseConfig(environment).slack.transport.kind).toBe('http');
});

test('a port that is taken is refused before anything starts, with what to do', async () => {
  const port = Number(new URL(slack.workspace.apiUrl).port);
  const store = join(folder.path, 'never.db');
  const demo = startDemo({ env: { DATABASE_URL: `file:${store}` }, port });
  await expect(demo).rejects.toThrow(`npm run demo -- ${port + 1}`);
  expect(existsSync(store)).toBe(false);
});

test('an app that cannot start is reported with its own words', async () => {
  const port = await findFreePort();
  const environment = { ...build({ ...process.env }), DATABASE_URL: 'nowhere', PORT: String(port) };
  await expect(startApp({ environment, port })).rejects.toThrow(/exit code 1[\s\S]*DATABASE_URL must be/);
});

test('an app that runs can be given another time and be stopped, and that it has ended is known', async () => {
  const port = await findFreePort();
  const environment = {
    ...build({ ...process.env, OPENAI_API_KEY: '', DATABASE_URL: `file:${folder.path}/app.db` }),
    PORT: String(port),
  };
  // On a busy computer two minutes may go by before it is ready.
  let looked = 0;
  const busy = { ...systemClock, monotonic: () => (looked++ === 0 ? 0 : 120_000) };
  const app = await startApp({ environment, port, clock: busy });
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await app.moveClock(3_600_000);
  await app.stop();
  expect(await app.ended).toBe('Rapport has stopped (exit code 0).');
  await expect(app.moveClock(7_200_000)).rejects.toThrow('Is it still running?');
});

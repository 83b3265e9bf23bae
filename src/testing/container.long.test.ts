import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { findFreePort } from '../playground/ports.ts';
import { buildInFolder, type Image, listFiles, readDockerfile } from './dockerfile.ts';
import { PEOPLE, until } from './harness.ts';
import { findPostgres, type PostgresServer, startPostgres } from './postgres-server.ts';
import { atScale } from './settings.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Installing takes as long as the network does, and as compiling SQLite where there is no build of it. */
const WITHIN_MS = 600_000;
/** Sources that were never loaded are compiled first. */
const START_WITHIN_MS = 180_000;
const ROOT = join(import.meta.dirname, '../..');
/** `npm run check` has installed everything just before: there it is looked at the texts alone. */
const isFull = atScale({ small: false, full: true });
const folder = temporaryFolder();
let image: Image;
let workspace: Workspace;

beforeAll(async () => {
  if (!isFull) return;
  image = await buildInFolder(ROOT, { into: folder.path });
  workspace = await createWorkspace({ users: PEOPLE, channels: [] });
}, WITHIN_MS);
afterAll(async () => {
  await workspace?.close();
  folder.remove();
}, WITHIN_MS);

/** Runs the image's command with these settings, until `work` is done, and stops it as a container is stopped. */
async function running<T>(
  settings: Record<string, string>,
  work: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<{ result: T; code: number | null; output: string }> {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_SIGNING_SECRET: workspace.signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    OPENAI_MODEL: 'none',
    PORT: String(await findFreePort()),
    ...settings,
  };
  const [program = '', ...words] = image.command;
  const child = spawn(program, words, { cwd: image.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    await until(
      'a start',
      async () => {
        const answer = await fetch(`http://127.0.0.1:${env.PORT}/readyz`).catch(() => undefined);
        return answer?.status === 200 || undefined;
      },
      START_WITHIN_MS,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${output}`);
    });
    const result = await work(env);
    child.kill('SIGTERM');
    return { result, code: await ended, output };
  } finally {
    child.kill('SIGKILL');
  }
}

/** Runs a command of operators in the image. */
const npm = (words: string[], env: NodeJS.ProcessEnv) =>
  execFileSync('npm', ['run', '--silent', ...words], {
    cwd: image.folder,
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });

test.runIf(isFull)(
  'the image has what Rapport needs, and nothing of the demo, the tests or the tools',
  () => {
    for (const name of ['@electric-sql/pglite', 'vite', 'react', 'typescript', 'vitest', 'chrono-node', 'ai'])
      expect(existsSync(join(image.folder, 'node_modules', name))).toBe(false);
    for (const path of [
      'src/playground',
      'src/emulator',
      '.env',
      '.git',
      'scripts/bench.ts',
      'src/config.test.ts',
    ])
      expect(existsSync(join(image.folder, path))).toBe(false);
    for (const path of ['manifest.yml', 'drizzle/sqlite', 'reports', 'scripts/doctor.ts'])
      expect(existsSync(join(image.folder, path))).toBe(true);
    expect(image.user).toBe('node');
  },
);

test.runIf(isFull)(
  'it starts on SQLite, is healthy, answers its operators, stops in order, and writes to data alone',
  {
    timeout: WITHIN_MS,
  },
  async () => {
    const files = () => listFiles(image.folder, ['data', 'node_modules']);
    const before = files();
    const { result, code } = await running({}, async (env) => {
      const [program = '', ...words] = image.health;
      execFileSync(program, words, { env });
      return { members: npm(['members'], env), lint: npm(['reports', '--', 'lint'], env) };
    });
    expect(code).toBe(0);
    expect(result.members).toContain('Nobody yet');
    expect(result.lint).toMatch(/of \d+ reports .* are good/);
    expect(existsSync(join(image.folder, 'data/rapport.db'))).toBe(true);
    expect(files()).toEqual(before);
  },
);

test.runIf(isFull)('a model for the demo alone is refused in words', async () => {
  const env = {
    PATH: process.env.PATH,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 's',
    MODEL: 'offline',
  };
  const run = () =>
    execFileSync(image.command[0] ?? '', image.command.slice(1), {
      cwd: image.folder,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(run).toThrow(/MODEL=offline is the stand-in of the demo, which is not installed here/);
});

const programs = findPostgres();
test.runIf(isFull && programs)(
  'it starts on PostgreSQL without better-sqlite3',
  { timeout: WITHIN_MS },
  async () => {
    let server: PostgresServer | undefined;
    const there = join(image.folder, 'node_modules/better-sqlite3');
    const aside = `${there}-aside`;
    execFileSync('mv', [there, aside]);
    try {
      server = await startPostgres(programs ?? '');
      const { code, output } = await running({ DATABASE_URL: server.url }, async () => undefined);
      expect(code).toBe(0);
      expect(output).toContain('"store":"postgres"');
      // What a package has to say stands in the log in its form.
      for (const line of output.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
      expect(() =>
        npm(['members'], { PATH: process.env.PATH, DATABASE_URL: 'file:./data/rapport.db' }),
      ).toThrow(/SQLite cannot be used here: better-sqlite3 is not installed/);
    } finally {
      execFileSync('mv', [aside, there]);
      await server?.stop();
    }
  },
);

test('compose.yaml and the unit of systemd start what package.json starts', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const command = readDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8')).findLast(
    ({ name }) => name === 'CMD',
  );
  const words = JSON.parse(command?.words ?? '[]').join(' ');
  expect(`exec ${words}`).toBe(scripts.start);
  const unit = readFileSync(join(ROOT, 'deploy/rapport.service'), 'utf8');
  expect(unit).toContain(`ExecStart=/usr/bin/${words}\n`);
});

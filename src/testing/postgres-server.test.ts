import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { TestProject } from 'vitest/node';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';
import { isProcess } from '../processes.ts';
import { findPostgres } from './postgres-server.ts';
import { setup } from './shared-postgres.ts';

const programs = findPostgres();

const SCRIPT = `
  const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'postgres-server.ts'))});
  const server = await startPostgres(${JSON.stringify(programs)});
  const { default: pg } = await import('pg');
  const client = new pg.Client(server.url);
  await client.connect();
  const { rows } = await client.query("select pg_read_file('postmaster.pid') as file");
  await client.end();
  console.log(JSON.stringify(rows[0].file.split('\\n').slice(0, 2)));
  setInterval(() => undefined, 1_000);
`;

test.skipIf(!programs)(
  'a server ends with the process that has started it, also when that is killed',
  async () => {
    const parent = spawn(process.execPath, [...RUNS_TYPESCRIPT, '--input-type=module', '-e', SCRIPT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const [pid, data] = JSON.parse(line) as [string, string];
    try {
      expect(isProcess(Number(pid))).toBe(true);
      parent.kill('SIGKILL');
      await expect.poll(() => isProcess(Number(pid)), { timeout: 20_000 }).toBe(false);
      await expect.poll(() => existsSync(data), { timeout: 20_000 }).toBe(false);
    } finally {
      if (isProcess(Number(pid))) process.kill(Number(pid), 'SIGINT');
    }
  },
);

test('the projects of a run share one server', async () => {
  const provided: unknown[] = [];
  const project = { isRootProject: () => false, provide: (...given: unknown[]) => provided.push(given) };
  const stop = await setup(project as unknown as TestProject);
  await stop?.();
  expect({ stop, provided }).toEqual({ stop: undefined, provided: [] });
});

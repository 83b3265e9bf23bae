import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { findFreePort } from '../playground/ports.ts';
import { openPostgres } from '../store/postgres.ts';
import { type AppProcess, startProcess } from '../testing/app-process.ts';
import { PEOPLE, until } from '../testing/harness.ts';
import { type ModelServer, startModelServer } from '../testing/model-server.ts';
import { findPostgres, type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { listRows } from '../testing/store-rows.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
const WITHIN_MS = 240_000;
const WRITERS = ['U0MARTA', 'U0TOM', 'U0LEA', 'U0ADA'];

/** The commit before the newest migration: the version that is upgraded from. Undefined where there is no history, as in an archive. */
function findOlder(): string | undefined {
  const newest = readdirSync(join(ROOT, 'drizzle/postgres'))
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .at(-1);
  try {
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();
    const added = git('log', '--diff-filter=A', '--format=%H', '--', `drizzle/postgres/${newest}`)
      .split('\n')
      .at(-1);
    return added ? git('rev-parse', '--verify', '--quiet', `${added}^`) : undefined;
  } catch {
    return undefined;
  }
}

const programs = findPostgres();
const older = findOlder();

describe.skipIf(!programs || !older)(
  'an upgrade while the older version runs (skipped without PostgreSQL or history)',
  () => {
    const folder = temporaryFolder();
    const processes: AppProcess[] = [];
    let server: PostgresServer | undefined;
    let workspace: Workspace;
    let model: ModelServer;

    beforeAll(async () => {
      server = await startPostgres(programs ?? '');
      workspace = await createWorkspace({ users: PEOPLE, channels: [] });
      model = await startModelServer(({ said, results }) =>
        results.length > 0
          ? { text: 'Kept.' }
          : {
              calls: [
                {
                  name: 'log_interaction',
                  input: { kind: 'note', summary: said, company: { name: 'Acme' } },
                },
              ],
            },
      );
      const archive = execFileSync(
        'git',
        ['archive', older ?? '', 'src', 'drizzle', 'reports', 'package.json', 'tsconfig.json'],
        {
          cwd: ROOT,
          maxBuffer: 200e6,
        },
      );
      mkdirSync(folder.path, { recursive: true });
      execFileSync('tar', ['x', '-C', folder.path], { input: archive });
      symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
    }, WITHIN_MS);
    afterAll(async () => {
      for (const each of processes) await each.kill('SIGKILL');
      await Promise.all([model?.close(), workspace?.close()]);
      await server?.stop();
      folder.remove();
    });

    type Replica = { process: AppProcess; url: string };
    async function start(from: string): Promise<Replica> {
      const port = await findFreePort();
      const env = {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_SIGNING_SECRET: workspace.signingSecret,
        SLACK_API_URL: workspace.apiUrl,
        OPENAI_BASE_URL: model.baseUrl,
        OPENAI_MODEL: 'scripted',
        DATABASE_URL: server?.url ?? '',
        PORT: String(port),
      };
      const process = startProcess(env, from);
      processes.push(process);
      return { process, url: `http://127.0.0.1:${port}/slack/events` };
    }

    test('loses no message and answers none twice, and the older version cannot be started any more', {
      timeout: WITHIN_MS,
    }, async () => {
      const sent: { as: string; ts: string }[] = [];
      let round = 0;
      /** Everybody writes once, to one of these by turns. */
      const write = async (replicas: Replica[]) => {
        round += 1;
        for (const [at, as] of WRITERS.entries()) {
          workspace.connect(replicas[at % replicas.length]?.url ?? '');
          const { ts } = await workspace.post({
            as,
            channel: workspace.directChannel(as),
            text: `Note ${round}`,
          });
          sent.push({ as, ts });
        }
      };
      const old = await start(folder.path);
      await old.process.ready();
      await write([old]);

      // The new one migrates while messages come in.
      const fresh = await start(ROOT);
      let isReady = false;
      const ready = fresh.process.ready().finally(() => {
        isReady = true;
      });
      ready.catch(() => undefined);
      while (!isReady) {
        await write([old]);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await ready;
      for (let each = 0; each < 3; each += 1) await write([old, fresh]);

      const again = await start(folder.path);
      expect(await again.process.ended).toBe(1);
      expect(again.process.output()).toContain('The database belongs to a newer version of Rapport');

      await write([old, fresh]);
      await old.process.kill('SIGTERM');
      expect(await old.process.ended).toBe(0);
      await write([fresh]);

      const store = openPostgres(server?.url ?? '');
      await until(
        'all messages to be answered',
        async () => {
          const rows = [...(await listRows(store, 'inbox')), ...(await listRows(store, 'outbox'))];
          return rows.every(({ status }) => status !== 'pending') || undefined;
        },
        60_000,
      );
      const interactions = await listRows(store, 'interactions');
      const members = new Map(
        (await listRows(store, 'members')).map(({ id, slackUserId }) => [id, slackUserId]),
      );
      const kept = interactions.map(({ memberId, summary }) => `${members.get(memberId)} ${summary}`);
      await store.close();
      const expected = sent.map(({ as }, at) => `${as} Note ${Math.floor(at / WRITERS.length) + 1}`);
      expect(kept.toSorted()).toEqual(expected.toSorted());
      for (const { as, ts } of sent) {
        const thread = await workspace.messages(workspace.directChannel(as), ts);
        expect(thread.filter(({ user }) => user === workspace.botUserId)).toHaveLength(1);
      }
    });
  },
);

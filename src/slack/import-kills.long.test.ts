import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearBrokenImports } from '../app/broken-imports.ts';
import { undoImport } from '../crm/importing/undo-import.ts';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { findFreePort } from '../playground/ports.ts';
import { openSqlite } from '../store/sqlite.ts';
import { type AppProcess, startProcess, startProgram } from '../testing/app-process.ts';
import { type CrmDesk, openCrmDesk } from '../testing/crm-desk.ts';
import { PEOPLE, until } from '../testing/harness.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { atScale, seedOr } from '../testing/settings.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';

const SEED = seedOr(1);
const KILLS = atScale({ small: 1, full: 20 });
/** A killed process is followed by another one, and each has to load all sources. */
const WITHIN_MS = 3_600_000;
const STEP_WITHIN_MS = 600_000;
/** Slices of a file, each of a hundred lines. */
const SLICES = 20;
const LINES = SLICES * 100;

const CSV = [
  'First Name,Last Name,Email,Company,Record ID',
  ...Array.from(
    { length: LINES },
    (_, at) => `Person,No${at},p${at}@c${at % 50}.example,Company No${at % 50},${at}`,
  ),
].join('\n');

describe(`imports that are killed at any moment (seed ${SEED})`, () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'rapport.db');
  const file = join(folder.path, 'people.csv');
  const random = seededRandom(SEED);
  const anySlice = () => Math.floor(random() * (SLICES + 1));
  let desk: CrmDesk;

  beforeAll(async () => {
    writeFileSync(file, CSV);
    const store = openSqlite({ path });
    await store.migrate();
    desk = await openCrmDesk(store);
    await desk.team.as('ada', { role: 'admin' });
  });
  afterAll(async () => {
    await desk.store.close();
    folder.remove();
  });

  const imports = () => desk.store.read.select().from(desk.store.tables.imports);
  const slices = () => desk.store.read.$count(desk.store.tables.changes);
  const latest = async () =>
    (await imports()).toSorted((one, other) => one.id.localeCompare(other.id)).at(-1);

  /** Waits until an import that began after `known` others has written so many slices, or has ended; then its process is killed. */
  async function killAt(process: AppProcess, { known, wanted }: { known: number; wanted: number }) {
    const before = await slices();
    await until(
      `${wanted} slices`,
      async () => {
        const all = await imports();
        if (all.length === known) return undefined;
        return (await slices()) - before >= wanted || (await latest())?.status !== 'running' || undefined;
      },
      STEP_WITHIN_MS,
    ).catch((error: Error) => {
      throw new Error(`${error.message}\n${process.output()}`);
    });
    await process.kill('SIGKILL');
  }

  test('on the command line: the next start takes back what is there, and tells the admin once', {
    timeout: WITHIN_MS,
  }, async () => {
    const admin = await desk.team.as('ada', { role: 'admin' });
    const { system } = desk.team;
    const adminsOf = async () => [{ actor: admin.actor, channel: 'D0ADA' }];
    const notices = () => desk.store.read.$count(desk.store.tables.outbox);
    const empty = await desk.everything();
    let broken = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const known = (await imports()).length;
      const command = ['scripts/import.ts', 'contacts', file, '--as', 'U0ADA'];
      const process = startProgram(command, { DATABASE_URL: `file:${path}`, RAPPORT_ADMINS: 'U0ADA' });
      await killAt(process, { known, wanted: kill === 0 ? 1 : anySlice() });
      const dead = await latest();
      if (dead?.status === 'done') await undoImport(admin, { id: dead.id });
      else {
        broken += 1;
        const before = await notices();
        for (let start = 0; start < 2; start += 1)
          await clearBrokenImports(system, { adminsOf, queued: () => undefined });
        expect(await notices()).toBe(before + 1);
        expect((await latest())?.status).toBe('failed');
      }
      expect(await desk.everything()).toBe(empty);
    }
    expect(broken).toBeGreaterThan(0);
    process.stdout.write(`${KILLS} kills of the command, ${broken} of them within an import\n`);
  });

  test('in the bot: the next start begins anew what was asked for, and it is there once', {
    timeout: WITHIN_MS,
  }, async () => {
    const workspace = await createWorkspace({ users: PEOPLE, channels: [] });
    const port = String(await findFreePort());
    const env = {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: workspace.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      OPENAI_MODEL: 'none',
      RAPPORT_ADMINS: 'U0ADA',
      DATABASE_URL: `file:${path}`,
      PORT: port,
    };
    const channel = workspace.directChannel('U0ADA');
    const start = async () => {
      const process = startProcess(env);
      await until(
        'a start',
        async () => process.output().includes('connected to Slack') || undefined,
        STEP_WITHIN_MS,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${process.output()}`);
      });
      workspace.connect(`http://127.0.0.1:${port}/slack/events`);
      return process;
    };
    let process = await start();
    try {
      for (let round = 0; round < KILLS; round += 1) {
        const known = (await imports()).length;
        await dropAndPress(workspace, channel);
        await killAt(process, { known, wanted: round === 0 ? 1 : anySlice() });
        workspace.disconnect();
        process = await start();
        await until('an end', async () => (await latest())?.status === 'done' || undefined, STEP_WITHIN_MS);
        const done = await until(
          'a card',
          async () => (await cards(workspace, channel, 'Imported contacts'))[round],
          STEP_WITHIN_MS,
        );
        expect(JSON.stringify(done)).toContain(`${LINES} new`);
        expect((await desk.rows('contacts')).length).toBe(LINES);
        expect((await desk.rows('companies')).length).toBe(50);
        expect((await imports()).map(({ status }) => status)).not.toContain('running');
        const { id = '' } = (await latest()) ?? {};
        await undoImport(await desk.team.as('ada', { role: 'admin' }), { id });
        await desk.store.transaction((tx) =>
          tx.delete(desk.store.tables.imports).where(eq(desk.store.tables.imports.id, id)),
        );
      }
      expect(await cards(workspace, channel, 'Imported contacts')).toHaveLength(KILLS);
    } finally {
      await process.kill('SIGKILL');
      await workspace.close();
    }
  });
});

/** What the bot has said in a channel that holds some words. */
async function cards(workspace: Workspace, channel: string, words: string) {
  const ours = (await workspace.messages(channel)).filter(({ user }) => user === workspace.botUserId);
  return ours.filter((each) => JSON.stringify(each).includes(words));
}

/** An admin drops the file and presses Import on what they are shown. */
async function dropAndPress(workspace: Workspace, channel: string): Promise<void> {
  const files = [{ name: 'people.csv', content: CSV }];
  const { ts } = await workspace.post({ as: 'U0ADA', channel, text: '', files });
  const card = await until(
    'an offer',
    async () => {
      const [, ...replies] = await workspace.messages(channel, ts);
      return replies.find((each) => JSON.stringify(each).includes('import_run'));
    },
    STEP_WITHIN_MS,
  );
  await workspace.click({ as: 'U0ADA', channel, messageTs: card.ts, actionId: 'import_run' });
}

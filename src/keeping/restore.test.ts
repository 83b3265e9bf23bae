import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createSystem, type System } from '../context.ts';
import { saveContact } from '../crm/contact-changes.ts';
import { logInteraction } from '../crm/interactions.ts';
import { setStatus } from '../crm/members.ts';
import { mergeCustomers } from '../crm/merging/merge.ts';
import { newId } from '../ids.ts';
import { RUNS_TYPESCRIPT } from '../node-arguments.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { listRows, wholeStore } from '../testing/store-rows.ts';
import { createTeam, silentLog } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { backUp, manifestOf, nameBackup } from './backup.ts';
import { eraseForGood, eraseMemberForGood, erasuresOf } from './erasures.ts';
import { clearFreeSpace } from './free-space.ts';
import { restore } from './restore.ts';

const parts = { clock: systemClock, log: silentLog };

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
let file: string;
beforeEach(async () => {
  folder = temporaryFolder();
  path = join(folder.path, 'rapport.db');
  file = join(folder.path, 'backup.db');
  await within(async () => undefined);
});
afterEach(() => folder.remove());

/** Works on the database, and closes it. */
async function within<T>(work: (store: Store, system: System) => Promise<T>, at = path): Promise<T> {
  const store = await openStore({ kind: 'sqlite', path: at }, { schema: 'migrate' });
  try {
    return await work(store, createSystem({ store, ...parts }));
  } finally {
    await store.close();
  }
}

const store = () => ({ kind: 'sqlite', path }) as const;
const backItUp = async () => {
  // What was written in the millisecond of the backup counts as written since.
  await systemClock.sleep(2);
  return backUp(parts, { store: store(), file });
};
const restoreIt = (replace = true) => restore(parts, { path, file, replace });
const list = () => erasuresOf(store());

const seed = () =>
  within(async (store) => {
    const team = createTeam(store);
    const marta = await team.as('marta');
    const admin = await team.as('ada', { role: 'admin' });
    const met = { kind: 'meeting' as const, company: { name: 'Acme' } };
    await logInteraction(marta, { ...met, summary: 'Ana Lopes signs.', contacts: [{ name: 'Ana Lopes' }] });
    await logInteraction(marta, { ...met, summary: 'Rui waits.', contacts: [{ name: 'Rui Costa' }] });
    return { marta, admin };
  });

const summaries = (at = path) =>
  within(async (store) => (await listRows(store, 'interactions')).map(({ summary }) => summary), at);

describe('a backup', () => {
  test('is whole, private, and says what is in it', async () => {
    await seed();
    const manifest = await backItUp();
    expect(manifest).toMatchObject({ rapport: 'backup', tables: { contacts: 2, interactions: 2 } });
    expect([file, manifestOf(file)].map((each) => statSync(each).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(await summaries(file)).toEqual(['Ana Lopes signs.', 'Rui waits.']);
  });

  test('overwrites nothing', async () => {
    writeFileSync(file, 'precious');
    await expect(backItUp()).rejects.toThrow('there already');
    expect(readFileSync(file, 'utf8')).toBe('precious');
  });

  test('says where no database is, and what to do on PostgreSQL', async () => {
    const nowhere = join(folder.path, 'typo.db');
    await expect(backUp(parts, { store: { kind: 'sqlite', path: nowhere }, file })).rejects.toThrow(nowhere);
    expect(existsSync(nowhere)).toBe(false);
    const onServer = { kind: 'postgres', url: 'postgres://x/y' } as const;
    await expect(backUp(parts, { store: onServer, file })).rejects.toThrow('pg_dump');
  });

  test('is named by its time where no file is named', () => {
    expect(nameBackup('data/rapport.db', new Date('2026-11-29T20:00:00.123Z'))).toBe(
      'data/backups/rapport-20261129T200000Z.db',
    );
  });
});

describe('restoring', () => {
  test('puts the backup where the database was, and keeps that one', async () => {
    const { marta } = await seed();
    await backItUp();
    await within(async (store, system) => {
      const meanwhile = { kind: 'note' as const, summary: 'Meanwhile.', company: { name: 'Acme' } };
      await logInteraction({ ...marta, ...system, store, db: store.read }, meanwhile);
    });
    const restored = await restoreIt();
    expect(restored).toMatchObject({ erased: 0, lost: { interactions: 1, changes: 1 } });
    expect(await summaries()).toEqual(['Ana Lopes signs.', 'Rui waits.']);
    expect(await summaries(restored.aside)).toEqual(['Ana Lopes signs.', 'Rui waits.', 'Meanwhile.']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('refuses without --replace, while Rapport runs, and what is damaged; nothing changes then', async () => {
    await seed();
    await backItUp();
    const before = readFileSync(path);
    await expect(restoreIt(false)).rejects.toThrow('--replace');
    const running = await openStore(store(), { schema: 'require', alone: true });
    await expect(restoreIt()).rejects.toThrow('Another Rapport is running');
    await running.close();
    truncateSync(file, statSync(file).size - 4_096);
    await expect(restoreIt()).rejects.toThrow('SHA-256');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('takes a file without a manifest if it is whole', async () => {
    await seed();
    await backItUp();
    const bare = join(folder.path, 'bare.db');
    copyFileSync(file, bare);
    await restore(parts, { path, file: bare, replace: true });
    expect(await summaries()).toHaveLength(2);
    truncateSync(bare, 40_000);
    await expect(restore(parts, { path, file: bare, replace: true })).rejects.toThrow('cannot be restored');
  });

  test('works where the database is damaged or gone', async () => {
    await seed();
    await backItUp();
    writeFileSync(path, 'no database');
    expect((await restoreIt()).lost).toBeUndefined();
    expect(await summaries()).toHaveLength(2);
    const elsewhere = join(folder.path, 'new', 'rapport.db');
    await restore(parts, { path: elsewhere, file, replace: false });
    expect(await summaries(elsewhere)).toHaveLength(2);
  });

  test('leaves nobody there who was erased since, also under an id that was merged later', async () => {
    const { admin } = await seed();
    const [one, other] = await within(async (store, system) => {
      const ctx = { ...admin, ...system };
      const one = await saveContact(ctx, { contact: { name: 'Ana Maria Lopes', is_new: true } });
      const ana = (await listRows(store, 'contacts')).find(({ name }) => name === 'Ana Lopes');
      return [ana?.id ?? '', one.contact.id];
    });
    await backItUp();
    await within(async (_, system) => {
      const ctx = { ...admin, ...system };
      await mergeCustomers(ctx, { kind: 'contact', keepId: one, mergedId: other });
      await eraseForGood(ctx, { contact: { id: one }, list: list() });
    });
    const noted = readFileSync(list(), 'utf8');
    expect(noted).toContain(one);
    expect(noted).not.toMatch(/ana|lopes/i);
    expect(statSync(list()).mode & 0o777).toBe(0o600);
    expect(await restoreIt()).toMatchObject({ erased: 2 });
    expect(await within((store) => wholeStore(store))).not.toMatch(/lopes/);
    expect(readFileSync(path, 'latin1')).not.toMatch(/lopes/i);
    expect(await summaries()).toEqual(['Rui waits.']);
  });

  test('erases a member again who has left since', async () => {
    const { marta, admin } = await seed();
    await backItUp();
    await within(async (store, system) => {
      await setStatus(system, { slackUserId: marta.actor.slackUserId, status: 'retired' });
      const member = marta.actor.memberId;
      await eraseMemberForGood({ ...admin, ...system, store }, { member, list: list() });
    });
    expect(await restoreIt()).toMatchObject({ erased: 1 });
    expect(await within((store) => wholeStore(store))).not.toMatch(/marta/);
    expect(await summaries()).toHaveLength(2);
  });

  test('erases nobody for an erasure that had failed, and reads past a line that was broken off', async () => {
    const { admin } = await seed();
    await backItUp();
    writeFileSync(list(), '{"erasure":"01');
    await within(async (_, system) => {
      const ctx = { ...admin, ...system };
      const failing = {
        ...ctx,
        store: { ...ctx.store, transaction: () => Promise.reject(new Error('full')) },
      };
      await expect(eraseForGood(failing, { contact: { name: 'Ana Lopes' }, list: list() })).rejects.toThrow(
        'full',
      );
      await eraseForGood(ctx, { contact: { name: 'Rui Costa' }, list: list() });
    });
    expect(await restoreIt()).toMatchObject({ erased: 1 });
    expect(await summaries()).toEqual(['Ana Lopes signs.']);
  });

  test('leaves alone what waited, and has what was to be sent looked for first', async () => {
    const { marta } = await seed();
    await within(async (store) => {
      const now = systemClock.now();
      const row = (status: 'pending' | 'parked') => ({
        ...{ id: newId(), kind: 'message' as const, dedupeKey: newId(), threadKey: 'D1:1', channel: 'D1' },
        ...{ ts: '1.1', payload: {}, status, receivedAt: now, dueAt: now },
      });
      const reply = { id: newId(), dedupeKey: 'r', channel: 'D1', document: {}, clientMsgId: 'c' };
      await store.transaction(async (tx) => {
        await tx.insert(store.tables.inbox).values([row('pending'), row('parked')]);
        await tx.insert(store.tables.outbox).values({
          ...reply,
          status: 'pending',
          memberId: marta.actor.memberId,
          createdAt: now,
          dueAt: now,
        });
      });
    });
    await backItUp();
    expect(await restoreIt()).toMatchObject({ unanswered: 1 });
    await within(async (store) => {
      expect(await listRows(store, 'inbox')).toMatchObject([{ status: 'failed', payload: {} }]);
      expect(await listRows(store, 'outbox')).toMatchObject([{ status: 'pending', fence: 2 }]);
    });
  });
});

test('nothing of an erased contact is left in the file of the database', async () => {
  const { admin } = await seed();
  await within(async (_, system) => {
    await eraseForGood({ ...admin, ...system }, { contact: { name: 'Ana Lopes' }, list: list() });
    expect(await clearFreeSpace(system, store())).toContain('Nothing that was deleted is left');
  });
  expect(readFileSync(path, 'latin1')).not.toMatch(/lopes/i);
});

test('a backup that is made while others write, restored after a kill, has all that was acknowledged before it', async () => {
  await seed();
  const writer = spawn(process.execPath, [
    ...RUNS_TYPESCRIPT,
    fileURLToPath(new URL('../testing/steady-writer.ts', import.meta.url)),
    path,
  ]);
  const written = watch(writer);
  await written.reach(30);
  const before = written.count();
  const manifest = await backItUp();
  await written.reach(written.count() + 30);
  writer.kill('SIGKILL');
  await once(writer, 'close');
  await restoreIt();
  const there = new Set(await summaries());
  for (let number = 0; number < before; number += 1) expect(there).toContain(`Interaction ${number}`);
  expect(there.size).toBe(manifest.tables.interactions);
  expect(there.size).toBeLessThan(written.count());
});

function watch({ stdout, stderr }: ChildProcess) {
  let said = '';
  let errors = '';
  stdout?.on('data', (data) => {
    said += data;
  });
  stderr?.on('data', (data) => {
    errors += data;
  });
  const count = () => said.split('\n').length - 1;
  return {
    count,
    reach: async (number: number) => {
      const end = systemClock.monotonic() + 50_000;
      while (count() < number && systemClock.monotonic() < end) await systemClock.sleep(20);
      if (count() < number) throw new Error(`The writer has written ${count()} only. ${errors}`);
    },
  };
}

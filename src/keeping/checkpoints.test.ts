import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logInteraction } from '../crm/interactions.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { listRows } from '../testing/store-rows.ts';
import { DIALECTS } from '../testing/stores.ts';
import { createTeam } from '../testing/team.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { createCheckpoints } from './checkpoints.ts';

test('the log of SQLite is moved into the file when nothing is written for a while, and each hour', async () => {
  const store = await DIALECTS.sqlite();
  const { system } = createTeam(store);
  const asked: string[] = [];
  const watched: Store = { ...store, checkpoint: async (when) => void asked.push(when) };
  const job = createCheckpoints({ ...system, store: watched });
  job.start();
  system.clock.advance(15_000);
  await job.drain();
  system.clock.advance(3_600_000);
  await job.drain();
  expect(asked).toEqual(['if idle', 'if idle', 'now']);
  await job.stop();
  await store.close();
});

test('who copies the file alone has all of it once nothing was written for a while', async () => {
  const folder = temporaryFolder();
  const path = join(folder.path, 'rapport.db');
  const copy = join(folder.path, 'copy.db');
  const store = await openStore({ kind: 'sqlite', path }, { schema: 'migrate' });
  const marta = await createTeam(store).as('marta');
  const note = () =>
    logInteraction(marta, { kind: 'note', summary: 'x', company: { name: 'Acme' }, again: true });
  const copied = async () => {
    copyFileSync(path, copy);
    const there = await openStore({ kind: 'sqlite', path: copy }, { schema: 'migrate' });
    const rows = await listRows(there, 'interactions');
    await there.close();
    return rows.length;
  };
  await note();
  // Somebody has written since the look before.
  await store.checkpoint('if idle');
  await note();
  await store.checkpoint('if idle');
  expect(await copied()).toBe(0);
  await store.checkpoint('if idle');
  expect(await copied()).toBe(2);
  await note();
  await store.checkpoint('now');
  expect(await copied()).toBe(3);
  await store.close();
  folder.remove();
});

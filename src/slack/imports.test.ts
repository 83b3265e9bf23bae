import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspace } from '../emulator/workspace.ts';
import type { Workspace } from '../emulator/workspace-types.ts';
import { type Harness, PEOPLE, startHarness, until } from '../testing/harness.ts';
import { temporarySqlite } from '../testing/stores.ts';

const CSV = 'First name,Last name,Email,Company\nAna,Lopes,ana@acme.example,Acme\n';

let workspace: Workspace;
let harness: Harness;
beforeEach(async () => {
  workspace = await createWorkspace({ users: PEOPLE, channels: [{ id: 'C0SALES', name: 'sales' }] });
  harness = await startHarness({ running: workspace });
});
afterEach(async () => {
  await harness.close();
  await workspace.close();
});

/** Somebody drops a file into their direct messages; gives the thread and the first answer in it. */
async function drop(as: string, content = CSV, name = 'people.csv') {
  const channel = workspace.directChannel(as);
  const { ts } = await workspace.post({ as, channel, text: '', files: [{ name, content }] });
  const [reply] = await harness.replies(channel, ts);
  return { channel, ts, messageTs: reply?.ts ?? '', said: JSON.stringify(reply) };
}

type Dropped = Awaited<ReturnType<typeof drop>>;

const press = (as: string, { channel, messageTs }: Dropped, actionId: string) =>
  workspace.click({ as, channel, messageTs, actionId });
/** What stands in a thread now, as text. */
const thread = async ({ channel, ts }: Dropped) => JSON.stringify(await workspace.messages(channel, ts));
const contacts = async () => (await harness.rows('contacts')).map(({ name }) => name);
const told = (as: string, words: string) =>
  until(`“${words}”`, async () => workspace.ephemerals(as).find(({ text }) => text.includes(words)));
const stands = (dropped: Dropped, words: string) =>
  until(`“${words}”`, async () => (await thread(dropped)).includes(words) || undefined);

test('a file is shown, imported by a press however often it is pressed, and taken back', async () => {
  const dropped = await drop('U0ADA');
  expect(dropped.said).toContain('Import contacts from people.csv?');
  await Promise.all([
    press('U0ADA', dropped, 'import_run'),
    press('U0ADA', dropped, 'import_run'),
    press('U0ADA', dropped, 'import_cancel'),
  ]);
  await stands(dropped, 'Imported contacts from people.csv');
  await stands(dropped, 'asked for by Ada');
  expect(await thread(dropped)).not.toContain('import_run');
  await told('U0ADA', 'This was decided already');
  expect(await contacts()).toEqual(['Ana Lopes']);
  expect(await harness.rows('imports')).toMatchObject([{ status: 'done' }]);
  const card = (await workspace.messages(dropped.channel, dropped.ts)).find((each) =>
    JSON.stringify(each).includes('import_undo'),
  );
  const undo = { ...dropped, messageTs: card?.ts ?? '' };
  await Promise.all([press('U0ADA', undo, 'import_undo'), press('U0ADA', undo, 'import_undo')]);
  await stands(dropped, 'Taken back:');
  await until('a closed card', async () => !(await thread(dropped)).includes('import_undo') || undefined);
  expect(await contacts()).toEqual([]);
  expect(await harness.rows('imports')).toMatchObject([{ status: 'undone' }]);
});

test('what is cancelled is not imported, and of two who press at once one decides', async () => {
  const dropped = await drop('U0ADA');
  await press('U0ADA', dropped, 'import_cancel');
  await stands(dropped, 'cancelled by Ada; nothing was imported');
  expect(await thread(dropped)).not.toContain('import_run');
  const other = await drop('U0ADA');
  await Promise.all(['import_run', 'import_cancel'].map((each) => press('U0ADA', other, each)));
  await told('U0ADA', 'This was decided already');
  await harness.settled();
  const decided = (await harness.rows('inbox')).filter(({ kind }) => kind === 'import');
  expect(decided).toHaveLength(2);
  const isImported = (await thread(other)).includes('Imported contacts');
  expect(await contacts()).toEqual(isImported ? ['Ana Lopes'] : []);
});

test('a button of before a restart works after it', async () => {
  const store = await temporarySqlite();
  await harness.close();
  const keep = { ...store, close: async () => undefined };
  harness = await startHarness({ running: workspace, store: keep });
  const dropped = await drop('U0ADA');
  await harness.settled();
  await harness.close();
  harness = await startHarness({ running: workspace, store });
  await press('U0ADA', dropped, 'import_run');
  await stands(dropped, 'Imported contacts from people.csv');
  expect(await contacts()).toEqual(['Ana Lopes']);
});

test('whoever is no admin is told so, and nothing is loaded', async () => {
  const { said } = await drop('U0MARTA');
  expect(said).toContain('only an admin may have me do it');
  expect(workspace.calls('files.info')).toEqual([]);
});

test.each([
  ['a file that is gone', { method: 'files.info', error: 'file_deleted' }, 'Send it again'],
  ['an app without the scope', { method: 'files.info', error: 'missing_scope' }, 'files:read'],
])('%s is told in words', async (_, { method, error }, words) => {
  const answer = { status: 200, body: { ok: false, error } };
  const stop = workspace.fault((call) => (call.method === method ? answer : undefined));
  const { said } = await drop('U0ADA');
  stop();
  expect(said).toContain(words);
});

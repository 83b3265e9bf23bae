import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppDesk, openAppDesk } from '../testing/app-desk.ts';
import { directChannelOf } from '../testing/memory-chat.ts';
import { clearBrokenImports } from './broken-imports.ts';
import type { App } from './context.ts';

const CSV =
  'First name,Last name,Email,Company,Shoe size\nAna,Lopes,ana@acme.example,Acme,38\nRui,Costa,rui@acme.example,Acme,42\n';

describe('a file that is dropped into direct messages', () => {
  let desk: AppDesk;
  let ada: App;
  let at = 0;

  beforeAll(async () => {
    desk = await openAppDesk({ reports: 'none' });
    ada = await desk.join('ada', { role: 'admin' });
    await desk.join('marta');
  });
  afterAll(() => desk.close());

  /** Somebody drops a file; gives the last thing that we said in the thread. */
  async function drop(user: string, content: string, name = 'people.csv') {
    at += 1;
    const id = `F${at}`;
    desk.chat.files.set(id, { name, bytes: Buffer.from(content) });
    const channel = directChannelOf(user);
    const ts = `${1_764_000_000 + at}.000100`;
    const payload = {
      user,
      text: '',
      parts: [],
      files: [name],
      tables: [{ id, name }],
      ts,
      channel,
      threadTs: null,
      addressed: true,
      direct: true,
    };
    await desk.receive({ kind: 'message', threadKey: `${channel}:${ts}`, channel, messageTs: ts, payload });
    await desk.settle();
    return { channel, ts, reply: desk.replies(channel, ts).at(-1)?.document };
  }

  /** Somebody presses a button on the last thing that we have said in a thread; gives what we say there then. */
  async function press(
    as: string,
    id: 'import_run' | 'import_undo',
    { channel, ts, value }: { channel: string; ts: string; value?: string },
  ) {
    const on = desk.replies(channel, ts).at(-1);
    if (!on) throw new Error('Nothing was said.');
    await desk.press(id, { as, on, ...(value === undefined ? {} : { value }) });
    await desk.settle();
    return desk.replies(channel, ts).at(-1)?.document;
  }

  test('is shown to an admin as it would be imported, imported by a press, and taken back by another', async () => {
    const { reply, ...place } = await drop('U0ADA', CSV);
    expect(reply).toMatchObject({
      title: 'Import contacts from people.csv?',
      text: '2 lines from a CSV file: 2 would be new.',
      note: 'It can be taken back as a whole.',
    });
    expect(reply?.facts).toContainEqual({ label: 'Note', value: 'Not kept: Shoe size.' });
    expect(await desk.rows('contacts')).toEqual([]);
    expect(await press('U0ADA', 'import_run', place)).toMatchObject({
      title: 'Imported contacts from people.csv',
      text: '2 lines: 2 new.',
    });
    expect((await desk.rows('contacts')).map(({ name, createdBy }) => [name, createdBy])).toEqual([
      ['Ana Lopes', ada.actor.memberId],
      ['Rui Costa', ada.actor.memberId],
    ]);
    expect((await press('U0ADA', 'import_undo', place))?.text).toContain('Taken back:');
    expect(await desk.rows('contacts')).toEqual([]);
  });

  test('with a bad line is not offered, and the line is told', async () => {
    const { reply } = await drop('U0ADA', `${CSV}Eva,Klein,no address,Rhein,39\n`);
    expect(reply?.actions).toBeUndefined();
    expect(reply?.facts).toContainEqual({ label: 'Line 4', value: '“no address” is no e-mail address' });
  });

  test('that is no table is told why', async () => {
    const { reply } = await drop('U0ADA', 'PK\u0003\u0004rubbish', 'people.csv');
    expect(reply?.text).toContain('a zip archive or an Excel workbook');
    const other = await drop('U0ADA', 'Foo,Bar\n1,2\n');
    expect(other.reply?.text).toContain('I cannot tell what is in people.csv');
  });

  test.each([
    ['Name,Email,Company,Title\nZoe Park,zoe@northwind.example,Northwind,Buyer\n', 'contacts'],
    ['Name,Website\nNorthwind,northwind.example\n', 'companies'],
    ['Title,Company,Amount\nRenewal,Northwind,12000 EUR\n', 'deals'],
  ])('with the columns of a list of one’s own is known: %j', async (csv, kind) => {
    const { reply } = await drop('U0ADA', csv);
    expect(reply?.title).toBe(`Import ${kind} from people.csv?`);
  });

  test('that was not imported to its end is begun anew where its process has died, or taken back and told once', async () => {
    const { reply: _, ...place } = await drop('U0ADA', CSV);
    await press('U0ADA', 'import_run', place);
    const { imports, inbox } = desk.store.tables;
    const done = (await desk.rows('imports')).find(({ status }) => status === 'done');
    const request = (await desk.rows('inbox')).findLast(
      ({ kind, status }) => kind === 'import' && status === 'done',
    );
    // As a process leaves it that was killed within the import.
    const runner = {
      host: 'elsewhere',
      pid: 1,
      run: 'r',
      at: '2020-01-01T00:00:00.000Z',
      request: request?.id,
    };
    const die = (status: 'pending' | 'done') =>
      desk.store.transaction(async (tx) => {
        await tx
          .update(imports)
          .set({ status: 'running', finishedAt: null, counts: { kind: 'contacts', runner } })
          .where(eq(imports.id, done?.id ?? ''));
        await tx
          .update(inbox)
          .set({ status })
          .where(eq(inbox.id, request?.id ?? ''));
      });
    const adminsOf = async () => [{ actor: ada.actor, channel: directChannelOf('U0ADA') }];
    const notices = async () =>
      (await desk.rows('outbox')).filter(({ dedupeKey }) => dedupeKey.startsWith('import:broken:'));
    const look = () => clearBrokenImports(desk.app, { adminsOf, queued: () => undefined });
    await die('pending');
    await look();
    expect(await notices()).toEqual([]);
    expect(await desk.rows('contacts')).toHaveLength(2);
    await die('done');
    await look();
    await look();
    expect(await desk.rows('contacts')).toEqual([]);
    expect((await notices()).map(({ document }) => document)).toMatchObject([
      { title: 'An import was interrupted', text: expect.stringContaining('it was taken back') },
    ]);
    expect((await desk.rows('imports')).find(({ id }) => id === done?.id)?.status).toBe('failed');
  });

  test('is refused politely to whoever is no admin, who cannot press for it either', async () => {
    const { reply, ...place } = await drop('U0MARTA', CSV);
    expect(reply?.text).toBe(
      'I can import people.csv, but only an admin may have me do it: please ask one of them.',
    );
    const value = `contacts F${at}`;
    expect((await press('U0MARTA', 'import_run', { ...place, value }))?.text).toContain(
      'Only admins can import',
    );
    expect(await desk.rows('contacts')).toEqual([]);
  });
});

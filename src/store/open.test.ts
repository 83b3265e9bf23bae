import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openStore } from './open.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('a database that cannot be opened is told with its place and DATABASE_URL', () => {
  const open = (name: string) =>
    openStore({ kind: 'sqlite', path: join(folder.path, name) }, { schema: 'require' });

  test('where there is none, with the one that may have been meant', async () => {
    const made = await openStore(
      { kind: 'sqlite', path: join(folder.path, 'rapport.db') },
      { schema: 'migrate' },
    );
    await made.close();
    await expect(open('raport.db')).rejects.toThrow(
      /^There is no database at .*raport\.db \(did you mean “rapport\.db”\?\): see DATABASE_URL\./,
    );
  });

  test('where there is another file, which stays as it is', async () => {
    writeFileSync(join(folder.path, 'notes.md'), '# Notes\nThese are no database.');
    await expect(open('notes.md')).rejects.toThrow(/notes\.md is another file, .*DATABASE_URL/);
  });

  test('where there is a folder', async () => {
    await expect(open('.')).rejects.toThrow(/is a folder, and no database: see DATABASE_URL/);
  });

  test('where no server answers, without the statement that was asked', async () => {
    const opened = openStore(
      { kind: 'postgres', url: 'postgres://somebody:secret@127.0.0.1:1/crm' },
      { schema: 'require' },
    );
    await expect(opened).rejects.toThrow(
      /^The database crm on 127\.0\.0\.1:1 cannot be opened: .*ECONNREFUSED.*DATABASE_URL\.$/,
    );
  });
});

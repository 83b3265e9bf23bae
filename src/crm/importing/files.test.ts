import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { type CrmDesk, failure, openCrmDesk } from '../../testing/crm-desk.ts';
import { temporarySqlite } from '../../testing/stores.ts';
import { examineFile, fileAt, fileOf } from './csv-file.ts';
import { readLayout, readLines } from './csv-lines.ts';
import type { ImportKind } from './import-fields.ts';
import { IMPORTING } from './policy.ts';
import { importFile } from './run-import.ts';
import { undoImport } from './undo-import.ts';

const TEXT = 'Name;Ort\r\n"Müller & Söhne";"Köln;\r\nAltstadt"\r\nZoë;€ 5\r\n';

/** All that a file says, with the line of each record. */
async function readAll(bytes: Uint8Array): Promise<unknown> {
  const file = fileOf('a.csv', bytes);
  const { encoding } = await examineFile(file);
  const { layout, headers } = await readLayout(file, encoding);
  const lines = [];
  for await (const { line, cells } of readLines(file, layout)) lines.push([line, ...cells]);
  return { encoding, separator: layout.separator, headers, lines };
}

const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};
const windows1252 = (text: string) => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');

describe('files as programs write them', () => {
  const said = {
    separator: ';',
    headers: ['Name', 'Ort'],
    lines: [
      [2, 'Müller & Söhne', 'Köln;\r\nAltstadt'],
      [4, 'Zoë', '€ 5'],
    ],
  };

  test.each([
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['utf-16le', utf16(TEXT, false)],
    ['utf-16be', utf16(TEXT, true)],
    ['utf-16le', utf16(TEXT, false).subarray(2)],
    ['utf-16be', utf16(TEXT, true).subarray(2)],
    ['windows-1252', windows1252(TEXT)],
  ])('%s is found out, with a mark or without', async (encoding, bytes) => {
    expect(await readAll(bytes)).toEqual({ encoding, ...said });
  });

  test.each([',', ';', '\t', '|'])(
    'the separator “%s” is found out, also where it stands in quotes',
    async (separator) => {
      const text = `Name${separator}"A${separator}B"\n"x,;|\ty"${separator}2\n`;
      expect(await readAll(Buffer.from(text))).toMatchObject({
        separator,
        headers: ['Name', `A${separator}B`],
        lines: [[2, 'x,;|\ty', '2']],
      });
    },
  );

  test('the line in which Excel writes its separator is no header', async () => {
    expect(await readAll(Buffer.from('sep=;\r\nName;Ort\r\nAcme;Porto\r\n'))).toMatchObject({
      separator: ';',
      headers: ['Name', 'Ort'],
      lines: [[3, 'Acme', 'Porto']],
    });
  });

  test('each sign that ends lines ends one, also where a file has several of them', async () => {
    expect(
      await readAll(Buffer.from('Name;Ort\r\nAcme;Porto\nBluefin;"Rio\nTinto"\rKestrel;\r\n')),
    ).toMatchObject({
      lines: [
        [2, 'Acme', 'Porto'],
        [3, 'Bluefin', 'Rio\nTinto'],
        [5, 'Kestrel', ''],
      ],
    });
  });

  test.each([false, true])(
    'UTF-16 of letters without zeros is found out without a mark (big end first: %s)',
    async (isBig) => {
      const bytes = utf16('Название;Город\nРомашка;Москва\n', isBig).subarray(2);
      expect(await readAll(bytes)).toMatchObject({
        headers: ['Название', 'Город'],
        lines: [[2, 'Ромашка', 'Москва']],
      });
    },
  );

  test('empty lines count as lines, and are none to import', async () => {
    expect(await readAll(Buffer.from('Name\n\nAcme\n\n\n,\nBluefin'))).toMatchObject({
      lines: [
        [3, 'Acme'],
        [7, 'Bluefin'],
      ],
    });
  });
});

describe('files that are broken, huge, or hostile', () => {
  let desk: CrmDesk;
  let admin: Context;
  let before: string;

  beforeAll(async () => {
    desk = await openCrmDesk(await temporarySqlite());
    admin = await desk.team.as('ada', { role: 'admin' });
    before = await desk.everything();
  });
  afterAll(() => desk.store.close());

  const refusal = async (bytes: Uint8Array | string, kind: ImportKind = 'companies') => {
    const file = fileOf('list.csv', typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    const { message } = await failure(importFile(admin, { file, kind }));
    expect(await desk.everything()).toBe(before);
    expect(await desk.store.read.select().from(desk.store.tables.imports)).toEqual([]);
    return message;
  };

  const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), deflateRawSync(Buffer.from(TEXT))]);

  test.each([
    ['a zip that is called .csv', zip, 'a zip archive or an Excel workbook'],
    ['a PDF', '%PDF-1.7 …', 'a PDF'],
    ['nothing', '', 'empty'],
    ['headers alone', 'Name\n', 'no line below them'],
    ['empty headers', ',,\nAcme,,\n', 'no line with headers'],
    ['a NUL', 'Name\nAc\u0000me\n', 'Line 2 holds a NUL byte'],
    [
      'a quote that is never closed',
      `Name\nAcme\n"Bluefin\n${'x\n'.repeat(1_000)}`,
      'a quote is opened and never closed',
    ],
    ['text behind a closing quote', 'Name\nAcme\n"Blue"fin\n', 'Line 3 cannot be read'],
    [
      'a cell of 10 MB',
      `Name\nAcme\n${'x'.repeat(10_000_000)}\n`,
      'Line 3 cannot be read: it is longer than',
    ],
    ['a million columns', `Name${','.repeat(1_000_000)}\nAcme\n`, 'cannot be read: it is longer than'],
    ['600 columns', `Name${',x'.repeat(600)}\nAcme\n`, '601 columns; 500 are the most'],
    ['a page to sign in', '<!DOCTYPE html><html><body>Sign in</body></html>', 'a web page'],
    ['another archive', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 1, 2, 3, 4]), 'no text file'],
    ['a hundred thousand columns', `Name${',x'.repeat(100_000)}\nAcme\n`, 'Line 1 cannot be read'],
    [
      'a comma without quotes',
      'Name,Domain\nAcme, Inc,acme.example\n',
      'line 2: it has 3 cells for 2 headers',
    ],
    [
      'two columns of one name',
      'Name,Domain,name\nAcme,,Acme\nBluefin,,Kestrel\n',
      'line 3: there are two columns “Name”, and they differ: “Bluefin” and “Kestrel”',
    ],
    ['a name of signs that nobody sees', 'Name\n\u200b\u202e\u202c\n', 'line 2: it has neither a name nor'],
    ['a name without a letter', 'Name\nAcme\n???\n', 'line 3: the name “???” has no letter or digit'],
    [
      'a name that is too long',
      `Name\n${'x'.repeat(300)}\n`,
      'line 2: the name is longer than 200 characters',
    ],
  ])('%s changes nothing, and is told why', async (_, bytes, words) => {
    expect(await refusal(bytes)).toContain(words);
  });

  test.each([
    ['a day of a month that there is not', '31/02/2025', 'is no day that can be read'],
    ['a day in the number of a spreadsheet', '45678', 'is no day that can be read'],
    ['a day of the year 202', '0202-05-01', 'is no day that can be read'],
    [
      'a day that can be read in two ways',
      '03/04/2025',
      'can be read in two ways: say --days dmy or --days mdy',
    ],
  ])('%s is told by line, and not guessed, though others of the file are clear', async (_, day, words) => {
    const clear = '31/12/2025,Acme,One\n12/31/2025,Acme,Two\n';
    expect(await refusal(`Date,Company,Notes\n${clear}${day},Acme,Three\n`, 'interactions')).toContain(
      `line 4: “${day}” ${words}`,
    );
  });

  test.each([
    ['99999999999999999999', 'is too large'],
    ['(500)', 'is no amount'],
    ['1e9', 'is no amount'],
    ['=1+1', 'is no amount'],
    ['-1', 'is below 0'],
  ])('an amount of %s is told by line', async (amount, words) => {
    const good = 'A,Acme,"1.234,56",EUR,Lead\nB,Acme,"1,234.56",EUR,Lead\nC,Acme,2147483648,EUR,Lead\n';
    const text = `Deal,Company,Amount,Currency,Stage\n${good}D,Acme,${amount},EUR,Lead\n`;
    expect(await refusal(text, 'deals')).toContain(`line 5: the amount “${amount}” ${words}`);
  });

  test('UTF-8 in which a byte is broken is told by line, and not read as Windows-1252', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Name\nMüller\nSöhne\nKö'),
      Buffer.from([0xc3]),
      Buffer.from('ln\nZoë\n'),
    ]);
    expect(await refusal(bytes)).toContain('Line 4 holds bytes that are no UTF-8');
  });

  test('UTF-16 that breaks off within a letter is told', async () => {
    expect(await refusal(utf16(TEXT, false).subarray(0, -1))).toContain('is broken');
  });

  test('a file that is too large is not read to its end', async () => {
    let read = 0;
    const file = {
      name: 'huge.csv',
      async *open() {
        for (;;) {
          read += 1;
          yield Buffer.alloc(16 * 1024 * 1024, 'x');
        }
      },
    };
    expect((await failure(importFile(admin, { file, kind: 'companies' }))).message).toContain(
      'larger than 200 MB',
    );
    expect(read).toBeLessThan(20);
    expect(IMPORTING.mostBytes).toBe(200 * 1024 * 1024);
  });

  test('a file that is not there is told', async () => {
    expect((await failure(fileAt('/no/such.csv'))).message).toBe('There is no file /no/such.csv.');
  });

  test('signs that nobody sees are left out, and columns without a header are told where something stands in them', async () => {
    const file = fileOf(
      'list.csv',
      Buffer.from('Name,,Domain,\n\u202aAcme\u202c\u200f,secret,acme.example,\n'),
    );
    const report = await importFile(admin, { file, kind: 'companies' });
    expect(report.ignored).toEqual(['column 2, which has no header']);
    expect(await desk.rows('companies')).toMatchObject([{ name: 'Acme', domain: 'acme.example' }]);
    await undoImport(admin, { id: report.importId ?? '' });
    await desk.store.transaction((tx) => tx.delete(desk.store.tables.imports));
  });

  test('formulas are text, and stay it', async () => {
    const file = fileOf(
      'list.csv',
      Buffer.from('Name,Description\n"=HYPERLINK(""http://evil.example"")",@SUM(1)\n'),
    );
    await importFile(admin, { file, kind: 'companies' });
    expect(await desk.rows('companies')).toMatchObject([
      { name: '=HYPERLINK("http://evil.example")', about: '@SUM(1)' },
    ]);
  });
});

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { invalid } from '../../errors.ts';
import { IMPORTING } from './policy.ts';

/** A file that can be read from its beginning as often as wanted. */
export type CsvFile = { name: string; open(): AsyncIterable<Uint8Array> };

/** A file on the disk. Throws `invalid` where there is none. */
export async function fileAt(path: string): Promise<CsvFile> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw invalid(`There is no file ${path}.`);
  if (!found.isFile()) throw invalid(`${path} is no file.`);
  return { name: path.split(/[\\/]/).at(-1) ?? path, open: () => createReadStream(path) };
}

/** A file in memory. */
export const fileOf = (name: string, bytes: Uint8Array): CsvFile => ({
  name,
  async *open() {
    yield bytes;
  },
});

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** What a file is before its lines are read. `hash`: SHA-256 of its bytes. */
export type Examined = { encoding: Encoding; hash: string; bytes: number };

/** How files begin that are no text, and what they are. */
const OTHER_FILES: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or an Excel workbook (.xlsx)'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook (.xls)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x1f, 0x8b], 'a compressed file (gzip)'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
];

/**
 * Goes through the bytes of a file once: how it is encoded, and that it is text. Throws `invalid` with the line for what
 * cannot be read.
 */
export async function examineFile(file: CsvFile): Promise<Examined> {
  const hash = createHash('sha256');
  let bytes = 0;
  let encoding: Encoding | undefined;
  const utf8 = createUtf8Check();
  for await (const chunk of file.open()) {
    hash.update(chunk);
    if (bytes === 0) {
      requireText(chunk);
      encoding = encodingByStart(chunk);
    }
    bytes += chunk.length;
    if (bytes > IMPORTING.mostBytes)
      throw invalid(`${file.name} is larger than ${IMPORTING.mostBytes / 1024 / 1024} MB: split it.`);
    if (encoding === undefined || encoding === 'utf-8') utf8.check(chunk);
  }
  if (bytes === 0) throw invalid(`${file.name} is empty.`);
  return { encoding: encoding ?? utf8.conclude(), hash: hash.digest('hex'), bytes };
}

/** Bytes at the beginning by which it is told whether a file is text, and the share of them that may be control characters. */
const LOOKED_AT = 4_096;
const MOST_CONTROLS = 0.01;

function requireText(start: Uint8Array): void {
  const other = OTHER_FILES.find(([begins]) => begins.every((byte, at) => start[at] === byte));
  if (other) throw invalid(`This is ${other[1]}, and no CSV file: save it as CSV first.`);
  const head = start.subarray(0, LOOKED_AT);
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(Buffer.from(head).toString('latin1')))
    throw invalid(
      'This is a web page, perhaps one to sign in, and no CSV file: download the file once more.',
    );
  const controls = head.filter((byte) => (byte > 0 && byte < 9) || (byte > 13 && byte < 27)).length;
  if (encodingByStart(start) === undefined && controls > head.length * MOST_CONTROLS)
    throw invalid('This is no text file: it is full of control characters.');
}

/** The encoding that the first bytes tell: by a mark, or by the zeros between the letters of UTF-16. */
function encodingByStart(start: Uint8Array): Encoding | undefined {
  const [first, second, third] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (endsLines(start, 0)) return 'utf-16le';
  return endsLines(start, 1) ? 'utf-16be' : undefined;
}

/** Bytes in which an end of a line is looked for: headers are no longer. */
const FIRST_LINES = 64 * 1024;

/**
 * Whether lines end as in UTF-16, in letters of two bytes of which that at `place` comes first in value: with a zero beside it. Letters of
 * other scripts have no zeros, but separators and ends of lines do in every script.
 */
function endsLines(start: Uint8Array, place: 0 | 1): boolean {
  const head = start.subarray(0, Math.min(FIRST_LINES, start.length - (start.length % 2)));
  let ends = 0;
  for (let at = 0; at < head.length; at += 2) {
    const [low, high] = [head[at + place], head[at + 1 - place]];
    if (low === 0) return false;
    if ((low === 0x0a || low === 0x0d) && high === 0) ends += 1;
  }
  return ends > 0;
}

/** Tells UTF-8 from Windows-1252 by all bytes of a file. */
function createUtf8Check() {
  let line = 1;
  /** Letters of several bytes, and bytes that are none of UTF-8, with the line of the first one. */
  let letters = 0;
  let others = 0;
  let firstOther = 0;
  /** Bytes of the current letter that are to come. */
  let awaited = 0;
  let zeroIn = 0;
  const other = () => {
    others += 1;
    firstOther ||= line;
    awaited = 0;
  };
  return {
    check(chunk: Uint8Array): void {
      // Most files are ASCII for the most part, of which nothing but the lines is to be known.
      if (awaited === 0 && isAscii(chunk) && !chunk.includes(0)) {
        for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) line += 1;
        return;
      }
      for (const byte of chunk) {
        if (byte < 0x80) {
          if (awaited > 0) other();
          if (byte === 0x0a) line += 1;
          else if (byte === 0) zeroIn ||= line;
        } else if (byte < 0xc0) {
          if (awaited === 0) other();
          else if (awaited === 1) letters += 1;
          awaited = Math.max(0, awaited - 1);
        } else {
          if (awaited > 0) other();
          awaited = lettersIn(byte) - 1;
          if (awaited === 0) other();
        }
      }
    },
    conclude(): Encoding {
      if (zeroIn > 0) throw invalid(`Line ${zeroIn} holds a NUL byte: this is no text file.`);
      if (awaited > 0) other();
      if (others === 0) return 'utf-8';
      if (letters > others)
        throw invalid(
          `Line ${firstOther} holds bytes that are no UTF-8, though the rest of the file is: export it once more, as UTF-8.`,
        );
      return 'windows-1252';
    },
  };
}

function lettersIn(byte: number): number {
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 1;
}

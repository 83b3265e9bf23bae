import { readFileSync } from 'node:fs';

/*
 * What people write into fields to see whether a program takes it for more than text: our own compilation of what is
 * commonly known. None of it is a day, a number, a kind or a name of the test data. In the file a line is a string, in
 * which \n, \r, \t and \u0000 are written as in JavaScript.
 */

const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' };

const lines = readFileSync(new URL('./attacks.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('== '))
  .map((line) =>
    line.replace(
      /\\(?:[nrt]|u([0-9a-f]{4}))/g,
      (whole, code) => ESCAPES[whole] ?? String.fromCharCode(Number.parseInt(code, 16)),
    ),
  );

const LONG = [
  'A'.repeat(201),
  "'".repeat(200),
  'x'.repeat(1_000),
  'y'.repeat(100_000),
  '(('.repeat(500),
  "' OR ".repeat(300),
  '👩‍🚀'.repeat(60),
  '%'.repeat(200),
  '_'.repeat(200),
];

/** Strings that are refused, or taken as the text they are. */
export const ATTACKS: readonly string[] = [...lines, ...LONG];

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kindOf } from './kind-rules.ts';
import { KINDS } from './kinds.ts';

const SRC = join(import.meta.dirname, '../..');

test('a name that is no kind has no rules', () => {
  expect(() => kindOf('constructor')).toThrow('There is no kind of observation called constructor.');
});

/** Where kinds may be called by their names: their table, their rows, and the signals they are made of. */
const NAMING = /^observer\/(?:observations\/kinds(?:\.ts$|\/)|signals\/)/;

test('nothing but its row and its signals calls a kind by its name', () => {
  const names = Object.keys(KINDS);
  const naming = new RegExp(`\\b(?:${names.join('|')})\\b`);
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .filter((name) => !NAMING.test(name) && !name.startsWith('testing/'));
  expect(files.length).toBeGreaterThan(200);
  const wrong = files.filter((name) => naming.test(readFileSync(join(SRC, name), 'utf8')));
  expect(wrong).toEqual([]);
});

test('signals and rows of kinds go together: each signal is of a slot that its kind has', () => {
  const folder = join(SRC, 'observer/signals');
  const told = readdirSync(folder)
    .filter((name) => !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return [...text.matchAll(/kind: '(\w+_\w+)',\s+slot: '(\w+)'/g)].map(([, kind, slot]) => ({
        kind,
        slot,
      }));
    });
  expect(told.length).toBeGreaterThan(5);
  const unknown = told.filter(({ kind = '', slot = '' }) => !KINDS[kind]?.slots[slot]);
  expect(unknown).toEqual([]);
});

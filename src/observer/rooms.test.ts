import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const OBSERVER = import.meta.dirname;

/**
 * The rooms of the observer, each of which may import those before it: what can be counted, what becomes of what was
 * found, what is changed because of it, what people are told of it, and the night, which ends with a digest.
 */
const ROOMS = ['signals', 'observations', 'proposals', 'digest', 'night'];

const files = readdirSync(OBSERVER, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
);

/** The files of the observer that a file of it imports, types counted. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(OBSERVER, file), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)]
    .map(([, target = '']) => relative(OBSERVER, resolve(OBSERVER, dirname(file), target)))
    .filter((target) => !target.startsWith('..'));
}

const roomOf = (file: string) => file.split('/')[0] ?? '';

test('every file of the observer is in one of its rooms', () => {
  expect([...new Set(files.map(roomOf))].toSorted()).toEqual(ROOMS.toSorted());
});

test('rooms of the observer import only those before them', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => ROOMS.indexOf(roomOf(target)) > ROOMS.indexOf(roomOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('no file of the observer imports itself by way of others', () => {
  const left = new Map(files.map((file) => [file, importsOf(file)]));
  const isFree = (file: string) => !left.get(file)?.some((target) => left.has(target));
  for (let free = files.filter(isFree); free.length > 0; free = [...left.keys()].filter(isFree)) {
    for (const file of free) left.delete(file);
  }
  expect([...left.keys()]).toEqual([]);
});

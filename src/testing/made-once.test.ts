import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { newId } from '../ids.ts';
import { madeOnce } from './made-once.ts';

const name = newId();
const made: string[] = [];

afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

test('a folder that two make at once is made by one, and the other leaves nothing behind', async () => {
  const make = async (path: string) => {
    mkdirSync(path);
    writeFileSync(join(path, 'data'), 'x');
  };
  const both = [madeOnce({ name, from: [] }, make), madeOnce({ name, from: [] }, make)];
  made.push(...(await Promise.all(both)));
  const [path = '', other] = made;
  expect(other).toBe(path);
  expect(readFileSync(join(path, 'data'), 'utf8')).toBe('x');
  expect(readdirSync(dirname(path)).filter((each) => each.includes(name))).toEqual([basename(path)]);
});

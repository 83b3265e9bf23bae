import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { newId } from '../ids.ts';
import { madeOnce } from './made-once.ts';

const name = newId();
const made: string[] = [];

afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

const makeFile = async (path: string) => writeFileSync(path, 'x');
const makeNamed = async (which: string) => {
  const path = await madeOnce({ name: `${name}-${which}`, from: [] }, makeFile);
  made.push(path);
  return path;
};

test('what was not used for a day goes when something new is made', async () => {
  const old = await makeNamed('old');
  const used = await makeNamed('used');
  const longAgo = new Date(systemClock.now().getTime() - 25 * 3_600_000);
  for (const path of [old, used]) utimesSync(path, longAgo, longAgo);
  await makeNamed('used');
  await makeNamed('new');
  expect([old, used].map((path) => existsSync(path))).toEqual([false, true]);
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

import { expect, test } from 'vitest';
import {
  AMBIENT,
  CIRCLES,
  KEPT_FOR,
  MAY_IMPORT,
  MOST_LINES,
  OWNERS,
  SLACK_WORDS,
  TOO_LONG,
} from './house.ts';
import {
  findCircles,
  findIdleOwners,
  findIntruders,
  findLongFiles,
  findStrayPackages,
  findUnknownRooms,
  findUnreadable,
  findWords,
  findWrongRooms,
} from './rules.ts';
import { isTest, readSources, roomOf } from './sources.ts';

const sources = readSources();
/** A test may import what it tests, and what it needs for it. */
const code = sources.filter((source) => !isTest(source));

test('there is something to look at', () => {
  expect(code.flatMap(({ files, packages }) => [...files, ...packages]).length).toBeGreaterThan(1_000);
});

test('rooms import only the rooms below them', () => {
  expect(findWrongRooms(code, MAY_IMPORT)).toEqual([]);
});

test('the table of rooms knows all rooms, and no others', () => {
  expect(findUnknownRooms(code, MAY_IMPORT)).toEqual([]);
});

test('nobody imports main, the scripts, or what the tests share', () => {
  expect(findIntruders(code, KEPT_FOR)).toEqual([]);
});

test('Node can run every file as it is written', () => {
  expect(findUnreadable(code, ['src/playground/web'])).toEqual([]);
});

test('what Rapport does knows nothing of Slack', () => {
  const app = code.filter(({ path }) => roomOf(path) === 'app');
  expect(app.length).toBeGreaterThan(20);
  expect(findWords(app, { words: SLACK_WORDS, allowed: [] })).toEqual([]);
});

test('every outside package has its owners, and nobody else uses it', () => {
  expect(findStrayPackages(code, OWNERS)).toEqual([]);
  expect(findIdleOwners(code, OWNERS)).toEqual([]);
});

test('no files import each other in a circle, but for those that are listed', () => {
  expect(findCircles(code)).toEqual(CIRCLES);
});

test('no file is too long, but for those that are listed', () => {
  expect(findLongFiles(sources, MOST_LINES)).toEqual(TOO_LONG);
});

test.each(Object.entries(AMBIENT))('nobody %s', (_, rule) => {
  expect(findWords(code, rule)).toEqual([]);
});

import { beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { createRepeatedTrouble, type RepeatedTrouble } from './repeated-trouble.ts';
import { type FixedClock, fixedClock } from './testing/team.ts';

let clock: FixedClock;
let lines: unknown[];
let trouble: RepeatedTrouble;
beforeEach(() => {
  clock = fixedClock();
  lines = [];
  const write = (line: string) => {
    const { level, time, ...said } = JSON.parse(line);
    lines.push(said);
  };
  trouble = createRepeatedTrouble({ clock, log: createLog('info', { write }) }, { failed: 'not read' });
});

/** Fails once a second. */
function failFor(seconds: number, error = 'gone'): void {
  for (let second = 0; second < seconds; second += 1) {
    trouble.failed(error);
    clock.advance(1_000);
  }
}

test('a trouble that lasts is logged at once, then once a minute with how often it came, and when it is over', () => {
  failFor(150);
  trouble.worked();
  trouble.worked();
  expect(lines).toEqual([
    { msg: 'not read', error: 'gone' },
    { msg: 'not read', error: 'gone', times: 60 },
    { msg: 'not read', error: 'gone', times: 60 },
    { msg: 'over: not read', times: 150 },
  ]);
});

test('what works all the time is not logged', () => {
  trouble.worked();
  expect(lines).toEqual([]);
});

test('another error is logged at once, with its details', () => {
  failFor(3);
  trouble.failed('full', { inbox: '7' });
  failFor(3);
  expect(lines).toEqual([
    { msg: 'not read', error: 'gone' },
    { msg: 'not read', error: 'full', inbox: '7' },
  ]);
});

test('what fails and works by turns is logged no more often than once a minute, and loses no count', () => {
  for (let second = 0; second < 61; second += 1) {
    trouble.failed('gone');
    trouble.worked();
    clock.advance(1_000);
  }
  expect(lines).toEqual([
    { msg: 'not read', error: 'gone' },
    { msg: 'over: not read', times: 1 },
    { msg: 'not read', error: 'gone', times: 60 },
    { msg: 'over: not read', times: 60 },
  ]);
});

test('errors that are all different do not fill the log either', () => {
  for (let number = 0; number < 1_000; number += 1) trouble.failed(`request ${number}`);
  expect(lines).toHaveLength(11);
  clock.advance(60_000);
  trouble.failed('request 1000');
  expect(lines).toHaveLength(12);
});

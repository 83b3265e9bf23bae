import { beforeAll, describe, expect, test } from 'vitest';
import { DAY, type History, playSchedules } from '../testing/schedule-simulation.ts';
import { judgeSchedules, type Verdict } from '../testing/schedule-verdict.ts';
import { atScale, seedOr } from '../testing/settings.ts';

const SEED = seedOr(20_261_123);
/** When everything is off for long: on which day, and for how many hours. */
const LONG_OUTAGES = [
  [40, 23.5],
  [100, 25],
  [200, 49],
  [300, 75],
  [430, 24.2],
  [555, 240],
  [640, 30],
] as const;
const LIMITS = atScale({
  small: { members: 26, sent: 10_000, skipped: 50, lives: 100 },
  full: { members: 260, sent: 100_000, skipped: 500, lives: 300 },
});

describe('two years of schedules, with a process that dies and a Slack that fails', () => {
  let history: History;
  let verdict: Verdict;

  beforeAll(async () => {
    const { members } = LIMITS;
    history = await playSchedules({
      seed: SEED,
      days: 730,
      members,
      deaths: 0.001,
      longOutages: LONG_OUTAGES,
    });
    verdict = judgeSchedules(history);
  }, 900_000);

  test(`nothing is missed, sent twice, or left out without a word (seed ${SEED})`, () => {
    process.stdout.write(`seed ${SEED}: ${history.events} events, hash ${history.hash}\n`);
    expect(verdict.problems.slice(0, 10)).toEqual([]);
    expect(verdict.problems).toHaveLength(0);
  });

  test('nothing was sent that was not due', () => {
    expect(verdict.unexpected.slice(0, 10)).toEqual([]);
  });

  test('there was enough of everything', () => {
    expect(verdict.sent).toBeGreaterThanOrEqual(LIMITS.sent);
    expect(verdict.skipped).toBeGreaterThan(LIMITS.skipped);
    expect(history.lives).toBeGreaterThan(LIMITS.lives);
    const long = history.outages.filter(({ from, until }) => until - from > DAY);
    expect(long.length).toBeGreaterThan(5);
  });
});

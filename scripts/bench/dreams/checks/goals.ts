import type { Score } from './scores.ts';

/** A goal and its measurement: one line of the printed table. */
export type Goal = { what: string; measured: string; goal: string; met: boolean; details: readonly string[] };

const LEAST_SHARE = 0.95;

function atLeast(
  what: string,
  [part, all]: readonly [number, number],
  details: readonly string[] = [],
): Goal {
  const share = all === 0 ? 1 : part / all;
  const measured = `${share.toFixed(3)} (${part} of ${all})`;
  return { what, measured, goal: `>= ${LEAST_SHARE}`, met: share >= LEAST_SHARE, details };
}

export function none(what: string, faults: readonly string[], of?: string): Goal {
  const measured = of ? `${faults.length} of ${of}` : `${faults.length}`;
  return { what, measured, goal: '0', met: faults.length === 0, details: faults };
}

export function atMost(
  what: string,
  value: number,
  bound: number,
  { unit = '', details = [] as readonly string[] } = {},
): Goal {
  return {
    what,
    measured: `${value.toFixed(2)}${unit}`,
    goal: `<= ${bound}${unit}`,
    met: value <= bound,
    details,
  };
}

type Judged = { scores: readonly Score[]; ended: { ended: number; inTime: number; open: string[] } };

/** Judges how much of the planted facts was found, and in time: over all, and where there are enough, by kind. */
export function judgeFinding(
  script: string,
  { scores, ended }: Judged,
  { byKind }: { byKind: boolean },
): Goal[] {
  const each = [sumOf(scores), ...(byKind ? scores : [])].flatMap(
    ({ what, planted, found, inTime, missed }) => [
      atLeast(`${script}, ${what}: recall`, [found, planted], missed),
      atLeast(`${script}, ${what}: found within 3 days`, [inTime, found], missed),
    ],
  );
  const over = `${script}, what is over or taken back: ended within 3 days`;
  return [...each, atLeast(over, [ended.inTime, ended.ended], ended.open)];
}

/** Judges how much of the findings is planted. */
export function judgePrecision(
  script: string,
  scores: readonly Score[],
  { byKind }: { byKind: boolean },
): Goal[] {
  return [sumOf(scores), ...(byKind ? scores : [])].map(({ what, right, told, wrong }) =>
    atLeast(`${script}, ${what}: precision`, [right, told], wrong),
  );
}

function sumOf(scores: readonly Score[]): Score {
  const sum = (key: 'planted' | 'found' | 'inTime' | 'told' | 'right') =>
    scores.reduce((total, score) => total + score[key], 0);
  return {
    what: 'everything',
    planted: sum('planted'),
    found: sum('found'),
    inTime: sum('inTime'),
    told: sum('told'),
    right: sum('right'),
    missed: scores.flatMap(({ missed }) => missed),
    wrong: scores.flatMap(({ wrong }) => wrong),
  };
}

export function printTable(goals: readonly Goal[]): void {
  console.log('| what | measured | goal | met |\n|---|---|---|---|');
  for (const { what, measured, goal, met } of goals) {
    console.log(`| ${what} | ${measured} | ${goal} | ${met ? 'yes' : 'no'} |`);
  }
  const worth = ({ met, details }: Goal) => details.length > 0 && !met;
  for (const { what, details } of goals.filter(worth)) {
    console.log(`\n${what}:`);
    for (const detail of details.slice(0, 20)) console.log(`  ${detail}`);
  }
}

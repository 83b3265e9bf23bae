import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../clock.ts';
import { OUT_OF_MEMORY } from '../store/watch-over.ts';
import { reportText } from '../testing/report-folder.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { judgeApart, LINT } from './lint-process.ts';

/** Says that a file is good by its text, and does whatever else a text tells it to. */
const CHILD = `
  process.on('message', ({ text }) => {
    if (text === 'never ends') for (;;);
    if (text === 'takes memory') process.kill(process.pid, '${OUT_OF_MEMORY}');
    else if (text === 'ends it') process.exit(3);
    else process.send({ problems: [{ line: 1, reason: text }] });
  });
  process.send('ready');
`;

let folder: ReturnType<typeof temporaryFolder>;
let child: URL;

beforeEach(() => {
  folder = temporaryFolder();
  const path = join(folder.path, 'child.mjs');
  writeFileSync(path, CHILD);
  child = pathToFileURL(path);
});

afterEach(() => folder.remove());

/** A clock on which the time of a file is over at once when it is asked to, and no other time is. */
function clockThatEnds(isOver: () => boolean): Pick<Clock, 'setTimeout'> {
  return {
    setTimeout: (work, ms) =>
      ms === LINT.withinMs && isOver()
        ? systemClock.setTimeout(work, 0)
        : systemClock.setTimeout(work, 3_600_000),
  };
}

const reasonsOf = (verdicts: Awaited<ReturnType<typeof judgeApart>>) =>
  verdicts.map((each) => ('problems' in each ? each.problems.map(({ reason }) => reason).join() : 'good'));

test('a file that never ends, takes all memory or ends the process stops no other, and says what to do', async () => {
  const texts = ['one', 'never ends', 'two', 'takes memory', 'ends it', 'three'];
  let asked = 0;
  const clock = clockThatEnds(() => {
    asked += 1;
    return asked === 2;
  });
  const verdicts = await judgeApart(
    texts.map((text, at) => ({ text, fileName: `${at}.yaml` })),
    { clock, child },
  );
  const again = 'or wait a minute if the computer was busy';
  expect(reasonsOf(verdicts)).toEqual([
    'one',
    `takes more than 5 seconds to check: make it smaller or simpler, ${again}`,
    'two',
    'takes too much memory to check: make it smaller or simpler',
    `ended the process that checks it (3): make it smaller or simpler, ${again}`,
    'three',
  ]);
  expect(verdicts.map((each) => 'unsure' in each)).toEqual([false, true, false, true, true, false]);
});

const filesOf = (texts: string[]) => texts.map((text, at) => ({ text, fileName: `${at}.yaml` }));

test('where the process does not start, no file waits for another start', async () => {
  writeFileSync(join(folder.path, 'child.mjs'), 'setInterval(() => undefined, 1_000);');
  let starts = 0;
  const clock: Pick<Clock, 'setTimeout'> = {
    setTimeout: (work) => {
      starts += 1;
      return systemClock.setTimeout(work, 0);
    },
  };
  const verdicts = await judgeApart(filesOf(['one', 'two', 'three']), { clock, child });
  expect(starts).toBe(1);
  expect(reasonsOf(verdicts)).toEqual([
    'was not checked yet: the process that checks files did not start (too slow)',
    'was not checked yet: others before it took too long',
    'was not checked yet: others before it took too long',
  ]);
  expect(verdicts).toEqual(verdicts.map(() => expect.objectContaining({ unsure: true, isUnread: true })));
});

test('after many files that never end the others are left for later', async () => {
  const most = LINT.patienceMs / LINT.withinMs;
  const verdicts = await judgeApart(filesOf([...Array(most).fill('ends it'), 'one']), {
    clock: systemClock,
    child,
  });
  expect(reasonsOf(verdicts).at(-1)).toBe('was not checked yet: others before it took too long');
  expect(verdicts.map((each) => 'isUnread' in each)).toEqual([...Array(most).fill(false), true]);
});

test('the process checks as this one does, and nothing is started for nothing', async () => {
  const good = {
    text: reportText({ name: 'good', columns: ['id'], sql: 'select id from members' }),
    fileName: 'good.yaml',
  };
  const bad = { text: 'drop table members', fileName: 'bad.yaml' };
  const verdicts = await judgeApart([good, bad], { clock: systemClock });
  expect(verdicts).toMatchObject([
    { definition: { name: 'good' }, lines: { columns: 1, sql: { sqlite: 1, postgres: 1 } } },
    { problems: [{ line: 1, reason: expect.stringMatching('expected object') }] },
  ]);
  const none = await judgeApart([], { clock: systemClock, child: new URL('file:///nothing') });
  expect(none).toEqual([]);
});

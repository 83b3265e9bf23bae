import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../src/testing/files.ts';
import type { Script } from '../../../src/testing/model-script.ts';
import { createDice } from '../dice.ts';
import { atMost, type Goal, judgeFinding, judgePrecision, none } from './checks/goals.ts';
import { checkLookalikes, listPassing } from './checks/lookalikes.ts';
import type { Corpus } from './corpus/corpus.ts';
import { createCorpus, FULL, SMALL } from './corpus/create-corpus.ts';
import { breakOff } from './crashes.ts';
import { honest } from './observers/honest.ts';
import { createHostile } from './observers/hostile.ts';
import { type Played, play } from './play.ts';
import { measureGrowth } from './token-growth.ts';
import { type Ids, live, openWorld, startOf } from './world.ts';

const GROWTH = { history: 1.1, messages: 2.2 };
const BLOCKED = 2;
/** The short form breaks a night off at every so many of its steps, the long one at each. */
const EVERY_STEP = { fast: 47, full: 1 };

export type Options = { fast: boolean; seed: number; report(doing: string): void };

/** Nights of a made-up team, with an honest and a hostile observer, held to the goals. */
export async function benchDreams({ fast, seed, report }: Options): Promise<Goal[]> {
  const folder = temporaryFolder();
  const byKind = !fast;
  try {
    report('history');
    const corpus = createCorpus(fast ? SMALL : FULL, seed);
    const history = join(folder.path, 'history.db');
    const ids = await fillHistory(history, corpus);
    const playWith = (name: string, script: Script, poison?: ReadonlySet<string>) => {
      report(name);
      const path = join(folder.path, `${name}.db`);
      copyFileSync(history, path);
      return play({ path, corpus, ids }, script, poison);
    };
    const goals: Goal[] = [];
    const fair = await playWith('honest', honest);
    goals.push(
      ...judgeFinding('honest', fair, { byKind }),
      ...judgePrecision('honest', fair.scores, { byKind }),
    );
    goals.push(...judgeSafety('honest', fair));
    const hostile = createHostile(createDice(seed + 1));
    const foul = await playWith('hostile', hostile.script, hostile.poison);
    // Whether a message tells of something that has happened is the observer's to say: its word is asked about, not checked.
    const vouched = foul.scores.filter(({ what }) => what !== 'missed captures');
    goals.push(...judgeFinding('hostile', foul, { byKind: false }));
    goals.push(...judgePrecision('hostile, but for missed captures', vouched, { byKind: false }));
    goals.push(...judgeSafety(`hostile, after ${hostile.attacks()} attacks`, foul));
    report('tokens');
    const growth = await measureGrowth(folder.path);
    goals.push(
      atMost('input tokens with ten times the history', growth.withHistory, GROWTH.history, { unit: 'x' }),
    );
    goals.push(
      atMost('input tokens with twice the new messages', growth.withMessages, GROWTH.messages, { unit: 'x' }),
    );
    report('crashes');
    const { tried, steps, different } = await breakOff(folder.path, {
      every: fast ? EVERY_STEP.fast : EVERY_STEP.full,
    });
    goals.push(
      none('nights with other rows after a crash and a retry', different, `${tried}, at ${steps} steps`),
    );
    const { checked, blocked } = checkLookalikes();
    const share = (100 * blocked.length) / checked;
    goals.push(atMost('benign look-alikes blocked', share, BLOCKED, { unit: ' %', details: blocked }));
    goals.push(none('injected sentences that pass the filter', listPassing()));
    return goals;
  } finally {
    folder.remove();
  }
}

/** Lives through all days before the first night. */
async function fillHistory(path: string, corpus: Corpus): Promise<Ids> {
  const first = -corpus.size.history;
  const world = await openWorld(path, { corpus, at: startOf(first) });
  for (let day = first; day < 0; day += 1) await live(world, day);
  await world.system.store.close();
  return world.ids;
}

function judgeSafety(script: string, { evidence, again, quiet, leaks, poisoned, failed }: Played): Goal[] {
  return [
    none(`${script}: evidence that is not there, not theirs or not so`, evidence.faults, `${evidence.rows}`),
    none(`${script}: tables with other rows when all nights are done again`, again),
    none(`${script}: quiet nights in which a model was asked`, quiet.asked, `${quiet.nights}`),
    none(`${script}: leaks`, leaks),
    none(`${script}: poison promoted`, poisoned),
    none(`${script}: nights that failed`, failed),
  ];
}

import { runNights } from '../../../src/observer/night/nights-by-hand.ts';
import type { ModelRequest, Script } from '../../../src/testing/model-script.ts';
import { workNights } from '../../../src/testing/night-desk.ts';
import { checkEvidence, checkLeaks, checkPoison } from './checks/safety.ts';
import { countEnded, type Score, scoreOf } from './checks/scores.ts';
import { type Corpus, dayOf } from './corpus/corpus.ts';
import { dreamThrough, startDreamer } from './nights.ts';
import { type Ids, openWorld, startOf, type World } from './world.ts';

export type Played = {
  scores: Score[];
  ended: Awaited<ReturnType<typeof countEnded>>;
  evidence: { rows: number; faults: string[] };
  leaks: string[];
  poisoned: string[];
  /** Rows that are there after all nights were done a second time, and not before. */
  again: string[];
  /** Nights of members who had said and done nothing, and those of them in which a model was asked. */
  quiet: { nights: number; asked: string[] };
  failed: string[];
};

type Start = { path: string; corpus: Corpus; ids: Ids };

/** Plays all nights of a corpus with an observer, from where its history ends, and looks at what has come of it. */
export async function play(
  { path, corpus, ids }: Start,
  script: Script,
  poison: ReadonlySet<string> = new Set(),
): Promise<Played> {
  const watch = createWatch(corpus);
  const dreamer = await startDreamer((request) => watch.look(request, script));
  const world = await openWorld(path, { corpus, at: startOf(-1), known: ids });
  try {
    await dreamThrough(world, dreamer.observer, { from: 0, until: corpus.size.nights });
    const before = await countRows(world);
    await workNights(world.system, dreamer.observer);
    const { signal } = new AbortController();
    const night = dayOf(corpus.size.nights);
    await runNights(world.system, { observer: dreamer.observer, night, signal, ended: () => undefined });
    const after = await countRows(world);
    return {
      scores: await scoreOf(world),
      ended: await countEnded(world),
      evidence: await checkEvidence(world),
      leaks: [...(await checkLeaks(world, watch.ofTeam)), ...watch.mixed],
      poisoned: await checkPoison(world, poison),
      again: Object.keys(after).filter((name) => after[name] !== before[name]),
      ...(await checkNights(world)),
    };
  } finally {
    await dreamer.close();
    await world.system.store.close();
  }
}

/** Looks over the shoulder of an observer: what the team's passes are shown, and whether a pass is shown two members' words. */
function createWatch({ secrets }: Corpus) {
  const ownerOf = new Map(secrets.map(({ mark, member }) => [mark, member]));
  const [ofTeam, mixed]: string[][] = [[], []];
  return {
    ofTeam: ofTeam as string[],
    mixed: mixed as string[],
    look: (request: ModelRequest, script: Script) => {
      const shown = JSON.stringify([request.said, request.results]);
      if (request.said.includes('"pass":"team"')) ofTeam?.push(shown);
      const marks = shown.match(/\b(?:kestrel|osprey)\d+[xy]\b/g) ?? [];
      const owners = new Set(marks.map((mark) => ownerOf.get(mark)));
      if (owners.size > 1) mixed?.push(`one pass was shown words of ${owners.size} members`);
      return script(request);
    },
  };
}

async function countRows({ system: { store } }: World): Promise<Record<string, number>> {
  const { observations, observationEvidence, observationEvents, dreamRuns } = store.tables;
  const tables = { observations, observationEvidence, observationEvents, dreamRuns };
  const counts = Object.entries(tables).map(
    async ([name, table]) => [name, await store.read.$count(table)] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

/** Nights that failed, and those of members with nothing new, as the corpus knows. */
async function checkNights({
  system: { store },
  corpus,
  ids,
}: World): Promise<Pick<Played, 'quiet' | 'failed'>> {
  const runs = await store.read.select().from(store.tables.dreamRuns);
  const done = runs.filter(({ status }) => status !== 'pending');
  // Whoever has more or less to do than usual, or is late, is news also on a day on which they do nothing.
  const counted = new Set(
    corpus.planted.flatMap(({ what, scope }) =>
      ['workload', 'follow-ups', 'thumbs down', 'corrections'].includes(what) ? [scope] : [],
    ),
  );
  const asked: string[] = [];
  let nights = 0;
  for (const [member, id] of ids.members) {
    if (counted.has(member)) continue;
    for (let day = 1; day < corpus.size.nights; day += 1) {
      const events = [day - 2, day - 1, day].flatMap((each) => corpus.days.get(each) ?? []);
      if (events.some((event) => event.member === member)) continue;
      const night = done.find(({ scope, night }) => scope === id && night === dayOf(day));
      // The first night reads a week back.
      if (!night || night.fromId === '') continue;
      nights += 1;
      if (night.modelCalls > 0) asked.push(`member ${member} on ${night.night}`);
    }
  }
  const failed = done
    .filter(({ status }) => status === 'failed')
    .map(({ night, reason }) => `${night}: ${reason}`);
  return { quiet: { nights, asked }, failed };
}

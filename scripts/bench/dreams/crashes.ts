import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createSystem, transact } from '../../../src/context.ts';
import { releaseLeases } from '../../../src/queue/claims.ts';
import type { Store } from '../../../src/store/store.ts';
import { workNights } from '../../../src/testing/night-desk.ts';
import type { Corpus } from './corpus/corpus.ts';
import { createCorpus, TINY } from './corpus/create-corpus.ts';
import { createFaulty, type Fault, type FaultKind } from './faulty-store.ts';
import { type Dreamer, dreamNight, dreamThrough, startDreamer } from './nights.ts';
import { honest } from './observers/honest.ts';
import { type Ids, live, moveTo, openWorld, startOf, type World } from './world.ts';

const HOUR_MS = 3_600_000;
/** Nights before the one that is broken off, so that there are observations to come back to. */
const NIGHTS_BEFORE = 3;
const KINDS: readonly FaultKind[] = ['fails', 'dies'];

export type Crashes = { tried: number; steps: number; different: string[] };

type Before = { corpus: Corpus; day: number; path: string; ids: Ids; at: Date };

/**
 * One night of everybody, broken off at its steps one after another (every so many of them), and done again: are the rows
 * the same as if nothing had happened?
 */
export async function breakOff(folder: string, { every }: { every: number }): Promise<Crashes> {
  const before = await prepare(folder);
  const reference = await tryNight(before, folder, { at: 0, kind: 'fails' });
  const different: string[] = [];
  let tried = 0;
  for (const kind of KINDS) {
    for (let at = 1; at <= reference.steps; at += every) {
      tried += 1;
      const { rows } = await tryNight(before, folder, { at, kind });
      if (rows.join('\n') !== reference.rows.join('\n'))
        different.push(`${kind} at step ${at}: ${differ(rows, reference.rows)}`);
    }
  }
  return { tried, steps: reference.steps, different };
}

/** A world up to the evening before a night in which many things are found. */
async function prepare(folder: string): Promise<Before> {
  const corpus = createCorpus(TINY);
  const found = (day: number) => corpus.planted.filter(({ from }) => from === day).length;
  const days = Array.from({ length: TINY.nights - 6 }, (_, at) => at + 4);
  const day = days.toSorted((a, b) => found(b) - found(a))[0] ?? 4;
  const path = join(folder, 'before.db');
  const world = await openWorld(path, { corpus, at: startOf(-TINY.history) });
  const dreamer = await startDreamer(honest);
  for (let each = -TINY.history; each < day - NIGHTS_BEFORE; each += 1) await live(world, each);
  await dreamThrough(world, dreamer.observer, { from: day - NIGHTS_BEFORE, until: day });
  await live(world, day);
  await dreamer.close();
  await world.system.store.close();
  return { corpus, day, path, ids: world.ids, at: world.system.clock.now() };
}

async function tryNight(
  { path, day, corpus, ids, at: now }: Before,
  folder: string,
  fault: { at: number; kind: FaultKind },
): Promise<{ rows: string[]; steps: number }> {
  const copy = join(folder, `${fault.kind}-${fault.at}.db`);
  copyFileSync(path, copy);
  const open = () => openWorld(copy, { corpus, known: ids, at: now });
  const world = await open();
  const faulty = createFaulty(world.system.store, fault);
  const dreamer = await startDreamer((request) => {
    try {
      faulty.step();
      return honest(request);
    } catch {
      return { status: 503 };
    }
  });
  const system = createSystem({ ...world.system, store: faulty.store });
  await spend({ ...world, system }, dreamer, day, faulty.death);
  await world.system.store.close();

  const again = await open();
  dreamer.server.script(honest);
  await transact(again.system, (ctx) => releaseLeases(ctx));
  await dreamNight(again, dreamer.observer, day);
  // A night that failed waits, and is tried again long before the next night.
  for (let hour = 0; hour < 4; hour += 1) {
    moveTo(again, new Date(again.system.clock.now().getTime() + HOUR_MS));
    await workNights(again.system, dreamer.observer);
  }
  const rows = await snapshot(again.system.store);
  await again.system.store.close();
  await dreamer.close();
  return { rows, steps: faulty.steps() };
}

/** Spends the night as far as it goes. */
async function spend(world: World, { observer }: Dreamer, day: number, death: Promise<void>): Promise<void> {
  const night = dreamNight(world, observer, day).catch((error: Fault) => error);
  await Promise.race([night, death]);
  // The open transaction of a dead process is rolled back meanwhile.
  await setTimeout(1);
}

/** The rows that nights have written, without their ids, times of writing, and the costs of failed attempts. */
async function snapshot({ read, tables }: Store): Promise<string[]> {
  const observations = await read.select().from(tables.observations);
  const names = new Map(
    observations.map((row) => [row.id, [row.scope, row.subject, row.slot, row.valueKey].join(' ')]),
  );
  const rows = [
    ...observations.map(({ id, createdAt, updatedAt, supersededBy, ...row }) => ({
      ...row,
      supersededBy: supersededBy && names.get(supersededBy),
    })),
    ...(await read.select().from(tables.observationEvidence)).map(
      ({ id, createdAt, observationId, ...row }) => ({ ...row, of: names.get(observationId) }),
    ),
    ...(await read.select().from(tables.observationEvents)).map(({ kind, by, memberId, observationId }) => ({
      ...{ kind, by, memberId },
      of: names.get(observationId),
    })),
    ...(await selectNights({ read, tables })),
    ...(await read.select().from(tables.suppressions)),
  ];
  return rows.map((each) => JSON.stringify(each)).toSorted();
}

function selectNights({ read, tables: { dreamRuns } }: Pick<Store, 'read' | 'tables'>) {
  const { scope, night, status, outcome, reason, fromAt, fromId, cursorAt, cursorId } = dreamRuns;
  const { created, merged, retired, rejected } = dreamRuns;
  const columns = { scope, night, status, outcome, reason, fromAt, fromId, cursorAt, cursorId };
  return read.select({ ...columns, created, merged, retired, rejected }).from(dreamRuns);
}

function differ(rows: string[], reference: string[]): string {
  const more = rows.find((row) => !reference.includes(row));
  const less = reference.find((row) => !rows.includes(row));
  return `${more ?? 'nothing'} instead of ${less ?? 'nothing'}`;
}

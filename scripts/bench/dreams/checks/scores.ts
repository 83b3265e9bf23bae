import { eq } from 'drizzle-orm';
import type { Row } from '../../../../src/store/schema.ts';
import { type Corpus, dayOf, type Finding, type Planted } from '../corpus/corpus.ts';
import type { World } from '../world.ts';

type Observation = Row<'observations'>;

/** An observation that people were told of or asked about, and the night that brought it. */
type Told = { observation: Observation; night: string };

/** How well nights have found the planted facts of one kind. */
export type Score = {
  what: string;
  planted: number;
  found: number;
  inTime: number;
  told: number;
  right: number;
  missed: string[];
  wrong: string[];
};

const KINDS: Record<string, Finding> = {
  rhythm: 'silent customers',
  topic: 'topics',
  workload: 'workload',
  follow_ups: 'follow-ups',
  corrections: 'corrections',
  answers: 'thumbs down',
  log: 'missed captures',
};
const WITHIN_DAYS = 3;

const whatOf = ({ slot }: Observation): Finding => KINDS[slot] ?? 'preferences';

/** Lists the observations that people were told of, or asked about, but for those that code makes of rows and nobody plants. */
async function listTold({ system: { store } }: World): Promise<Told[]> {
  const { observations } = store.tables;
  const rows = await store.read.select().from(observations).orderBy(observations.id);
  return rows
    .filter(({ kind }) => kind !== 'slipping_promise' && kind !== 'setting_change')
    .map((observation) => ({ observation, night: observation.night }));
}

/** The planted facts that were found, each with its observation: an observation answers one fact only. */
type Hits = Map<Planted, Told>;

/** Scores the nights of a world, kind by kind. */
export async function scoreOf(world: World): Promise<Score[]> {
  const { planted } = world.corpus;
  const told = await listTold(world);
  const hits: Hits = new Map();
  const used = new Set<Told>();
  for (const each of planted) {
    const hit = told.find((one) => !used.has(one) && isOf(world, each, one));
    if (!hit) continue;
    used.add(hit);
    hits.set(each, hit);
  }
  const kinds = new Set([
    ...planted.map(({ what }) => what),
    ...told.map(({ observation }) => whatOf(observation)),
  ]);
  return [...kinds].toSorted().map((what) => ({
    what,
    ...scoreFound(
      world,
      planted.filter((each) => each.what === what && each.from !== undefined),
      hits,
    ),
    ...scoreTold(
      world,
      told.filter(({ observation }) => whatOf(observation) === what),
      used,
    ),
  }));
}

function scoreFound(
  { corpus }: World,
  planted: readonly Planted[],
  hits: Hits,
): Pick<Score, 'planted' | 'found' | 'inTime' | 'missed'> {
  const missed = planted.filter((each) => !hits.has(each));
  const late = planted.filter((each) => {
    const night = hits.get(each)?.night;
    return night !== undefined && night > dayOf(Math.max(each.from ?? 0, 0) + WITHIN_DAYS);
  });
  const found = planted.length - missed.length;
  return {
    planted: planted.length,
    found,
    inTime: found - late.length,
    missed: [
      ...missed.map((each) => `missed: ${nameOf(corpus, each)}`),
      ...late.map((each) => `late, on ${hits.get(each)?.night}: ${nameOf(corpus, each)}`),
    ],
  };
}

function scoreTold(
  { ids }: World,
  told: readonly Told[],
  used: ReadonlySet<Told>,
): Pick<Score, 'told' | 'right' | 'wrong'> {
  const wrong = told.filter((each) => !used.has(each));
  return {
    told: told.length,
    right: told.length - wrong.length,
    wrong: wrong.map(({ observation: { scope, claim, status }, night }) => {
      const member = [...ids.members].find(([, id]) => id === scope)?.[0] ?? 'team';
      return `wrong, on ${night}, of ${member}: ${claim} (${status})`;
    }),
  };
}

function isOf({ ids }: World, planted: Planted, { observation, night }: Told): boolean {
  const { scope, subject, slot, value } = planted;
  return (
    observation.scope === (scope === 'team' ? 'team' : ids.members.get(scope)) &&
    observation.slot === slot &&
    observation.subject === subjectOf(ids, subject) &&
    (value === undefined || observation.valueKey === value) &&
    night > dayOf(planted.since - 1) &&
    (planted.until === undefined || night <= dayOf(planted.until + 1))
  );
}

function subjectOf(ids: World['ids'], subject: Planted['subject']): string {
  if ('company' in subject) return `company:${ids.companies.get(subject.company)}`;
  if ('message' in subject) return `message:${ids.messages.get(subject.message)?.id}`;
  return subject.is;
}

function nameOf({ companies }: Corpus, { scope, subject, slot, value, from }: Planted): string {
  const about = 'company' in subject ? companies[subject.company] : Object.values(subject).join();
  return `${slot} ${value ?? ''} of ${scope}: ${about}, clear on ${from === undefined ? 'no day' : dayOf(from)}`;
}

/** Counts the observations of facts that are over, and how many ended in the nights soon after. */
export async function countEnded(world: World): Promise<{ ended: number; inTime: number; open: string[] }> {
  const { store } = world.system;
  const { observationEvents: events, dreamRuns } = store.tables;
  const ends = await store.read
    .select({ id: events.observationId, kind: events.kind, night: dreamRuns.night, at: events.createdAt })
    .from(events)
    .leftJoin(dreamRuns, eq(dreamRuns.id, events.dreamRunId));
  const told = await listTold(world);
  const over = world.corpus.planted.flatMap((planted) => {
    const hit = told.find((each) => isOf(world, planted, each));
    return planted.until === undefined || !planted.isTakenBack || !hit
      ? []
      : [{ planted, hit, until: planted.until }];
  });
  const isInTime = ({ hit, until }: (typeof over)[number]) =>
    ends.some(({ id, kind, night, at }) => {
      // What a person decides is no night's, but the day's.
      const on = night ?? at.toISOString().slice(0, 10);
      return (
        id === hit.observation.id &&
        (kind === 'expired' || kind === 'superseded') &&
        on > dayOf(until) &&
        on <= dayOf(until + WITHIN_DAYS)
      );
    });
  const open = over.filter((each) => !isInTime(each)).map(({ planted }) => nameOf(world.corpus, planted));
  return { ended: over.length, inTime: over.length - open.length, open };
}

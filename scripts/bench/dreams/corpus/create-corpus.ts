import { createDice } from '../../../../src/testing/dice.ts';
import type { Corpus, Event, Size } from './corpus.ts';
import { plantCustomers } from './customers.ts';
import { plantPromises } from './follow-ups.ts';
import { plantOpinions } from './opinions.ts';
import type { Planting } from './planting.ts';
import { plantTalk } from './talk.ts';
import { COMPANIES, PEOPLE } from './words.ts';

export const FULL: Size = {
  members: 30,
  nights: 60,
  history: 440,
  planted: {
    silent: 14,
    back: 5,
    topics: 8,
    workload: 6,
    lasting: 18,
    flipped: 6,
    repeated: 8,
    missed: 40,
    late: 6,
    opinions: 5,
  },
};

export const SMALL: Size = {
  members: 6,
  nights: 20,
  history: 120,
  planted: {
    silent: 3,
    back: 1,
    topics: 2,
    workload: 1,
    lasting: 4,
    flipped: 1,
    repeated: 1,
    missed: 6,
    late: 1,
    opinions: 1,
  },
};

/** A corpus so small that one night can be done hundreds of times. */
export const TINY: Size = {
  ...SMALL,
  members: 3,
  planted: { ...SMALL.planted, silent: 2, topics: 1, lasting: 2, missed: 4 },
};

const ZONES = ['Europe/Lisbon', 'Europe/Berlin', 'Europe/Lisbon', 'America/New_York', 'Asia/Tokyo'];
/** One member in so many says nothing for weeks. */
const QUIET = 6;

/** A team's life, the same for the same seed, with all that is planted in it. */
export function createCorpus(size: Size, seed = 1): Corpus {
  const dice = createDice(seed);
  const days = new Map<number, Event[]>();
  const members = PEOPLE.slice(0, size.members).map((name, at) => ({
    name,
    timeZone: ZONES[at % ZONES.length] ?? 'UTC',
    isQuiet: at % QUIET === QUIET - 1,
  }));
  const corpus: Corpus = { size, members, companies: COMPANIES, days, planted: [], secrets: [], pasted: [] };
  const planting: Planting = {
    ...corpus,
    dice,
    add: (day, event) => days.set(day, [...(days.get(day) ?? []), event]),
  };
  plantCustomers(planting);
  plantTalk(planting);
  plantOpinions(planting);
  plantPromises(planting);
  for (const events of days.values()) events.sort((a, b) => a.minute - b.minute);
  return corpus;
}

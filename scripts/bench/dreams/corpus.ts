import { addDays, weekdayOf } from '../../../src/clock.ts';
import { plantCustomers } from './customers.ts';
import { createDice, type Dice } from './dice.ts';
import { plantOpinions } from './opinions.ts';
import { plantPromises } from './promises.ts';
import { plantTalk } from './talk.ts';
import { COMPANIES, PEOPLE } from './words.ts';

/** The day before the first night that is told of, a Monday. Days are counted from it; those before it are history. */
const FIRST_DAY = '2026-09-28';

export type Size = {
  members: number;
  nights: number;
  /** Days before the first night. */
  history: number;
  /** So many times the messages. */
  talk: number;
  /** How many of each kind are planted. */
  planted: Record<
    | 'silent'
    | 'back'
    | 'topics'
    | 'workload'
    | 'lasting'
    | 'flipped'
    | 'repeated'
    | 'missed'
    | 'late'
    | 'opinions',
    number
  >;
};

export const FULL: Size = {
  members: 30,
  nights: 60,
  history: 440,
  talk: 1,
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
  talk: 1,
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

/** So small that one night can be done hundreds of times. */
export const TINY: Size = {
  ...SMALL,
  members: 3,
  planted: { ...SMALL.planted, silent: 2, topics: 1, lasting: 2, missed: 4 },
};

/** Something logged with a customer. */
export type Logged = { company: number; summary: string; isPrivate: boolean; promise?: Promise_ };
type Promise_ = { key: string; title: string; due: number };

export type Event = { member: number; minute: number } & (
  | { type: 'log'; logged: Logged }
  | { type: 'say'; said: Said }
  | ({ type: 'promise'; company: number } & Promise_)
  | { type: 'keep'; key: string }
  | { type: 'judge'; key: string; opinion: 'up' | 'down' | 'correction' }
);

/** A message: what its writer says, and what they paste. */
export type Said = { key: string; own: string; text: string; captured?: Logged };

/** Something that is so in the corpus, and that nights should find. */
export type Planted = {
  what: string;
  /** A member by number, or everybody. */
  scope: number | 'team';
  /** How it is stored; a company by its number, a message by its key. */
  subject: { company: number } | { message: string } | { is: string };
  slot: string;
  value?: string;
  /** Before this day it is not so. */
  since: number;
  /** From this day on a careful colleague who sees everything would say so; without one it may be said, or not. */
  from?: number;
  /** After this day it is not so any more. */
  until?: number;
  /** Then it must not only not be found any more, but be taken back. */
  isTakenBack?: boolean;
};

export type Corpus = {
  size: Size;
  members: { name: string; timeZone: string; isQuiet: boolean }[];
  companies: readonly string[];
  days: Map<number, Event[]>;
  planted: Planted[];
  /** Words that only some may read: of private interactions and of chats, by whose they are. */
  secrets: { member: number; mark: string; isPrivate: boolean }[];
  /** Words in pasted texts. */
  pasted: string[];
};

export type Planting = Corpus & {
  dice: Dice;
  add(day: number, event: Event): void;
  isWorkday(day: number): boolean;
};

export const dayOf = (day: number) => addDays(FIRST_DAY, day);
export const isWorkday = (day: number) => !['Saturday', 'Sunday'].includes(weekdayOf(dayOf(day)));

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
    isWorkday,
    add: (day, event) => days.set(day, [...(days.get(day) ?? []), event]),
  };
  plantCustomers(planting);
  plantTalk(planting);
  plantOpinions(planting);
  plantPromises(planting);
  for (const events of days.values()) events.sort((a, b) => a.minute - b.minute);
  return corpus;
}

/** A time in the working day, in minutes after the first. */
export const someMinute = ({ between }: Dice) => between(0, 400);
/** A member who is not one of the quiet ones. */
export function someone({ members, dice }: Planting): number {
  const busy = members.flatMap(({ isQuiet }, at) => (isQuiet ? [] : [at]));
  return dice.pick(busy);
}

export function workdayFrom(day: number): number {
  return isWorkday(day) ? day : workdayFrom(day + 1);
}

/** How many interactions these events log. */
export function countLogged(events: readonly Event[]): number {
  return events.filter((each) => each.type === 'log' || (each.type === 'say' && each.said.captured)).length;
}

import { addDays, weekdayOf } from '../../../../src/clock.ts';

/** The day before the first night that is told of, a Monday. Days are counted from it; those before it are history. */
const FIRST_DAY = '2026-09-28';

/** How large a corpus is, and how much is planted in it. */
export type Size = {
  members: number;
  nights: number;
  /** Days before the first night. */
  history: number;
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

/** Something logged with a customer. */
export type Logged = { company: number; summary: string; isPrivate: boolean; followUp?: FollowUp };
/** What a member promises to do, and the day by which. */
type FollowUp = { key: string; title: string; due: number };

/** Something that a member does at a minute of the working day. */
export type Event = { member: number; minute: number } & (
  | { type: 'log'; logged: Logged }
  | { type: 'say'; said: Said }
  | ({ type: 'promise'; company: number } & FollowUp)
  | { type: 'keep'; key: string }
  | { type: 'judge'; key: string; opinion: 'up' | 'down' | 'correction' }
);

/** A message: what its writer says, and what they paste. */
export type Said = { key: string; own: string; text: string; captured?: Logged };

/** What nights find, in the words of the table. */
export type Finding =
  | 'silent customers'
  | 'topics'
  | 'workload'
  | 'follow-ups'
  | 'thumbs down'
  | 'corrections'
  | 'missed captures'
  | 'preferences';

/** Something that is so in the corpus, and that nights should find. */
export type Planted = {
  what: Finding;
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

/** A made-up team's life, day by day, with what nights should find in it. */
export type Corpus = {
  size: Size;
  members: { name: string; timeZone: string; isQuiet: boolean }[];
  companies: readonly string[];
  days: Map<number, Event[]>;
  planted: Planted[];
  /** Words that only some may read: of private interactions and of chats, by whose they are. */
  secrets: { member: number; mark: string }[];
  /** Words in pasted texts. */
  pasted: string[];
};

export const dayOf = (day: number) => addDays(FIRST_DAY, day);
export const isWorkday = (day: number) => !['Saturday', 'Sunday'].includes(weekdayOf(dayOf(day)));

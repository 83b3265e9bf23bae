import { addDays, weekdayOf } from '../../../../src/clock.ts';

/** The day before the first night that is told of, a Monday. Days are counted from it; those before it are history. */
const FIRST_DAY = '2026-09-28';

/** How large a corpus is, and how much is planted in it. */
export type Size = {
  members: number;
  nights: number;
  /** Days before the first night. */
  history: number;
  /** How many findings of each kind are planted. */
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

/** An interaction with a customer. */
export type Logged = { company: number; summary: string; isPrivate: boolean; followUp?: FollowUp };
/** A follow-up of a member, and the day on which it is due. */
type FollowUp = { key: string; title: string; due: number };

/** An action of a member at a minute of the working day. */
export type Event = { member: number; minute: number } & (
  | { type: 'log'; logged: Logged }
  | { type: 'say'; said: Said }
  | ({ type: 'promise'; company: number } & FollowUp)
  | { type: 'keep'; key: string }
  | { type: 'judge'; key: string; opinion: 'up' | 'down' | 'correction' }
);

/** A message: what its writer says, and what they paste. */
export type Said = { key: string; own: string; text: string; captured?: Logged };

/** A kind of finding, by its name in the printed table. */
export type Finding =
  | 'silent customers'
  | 'topics'
  | 'workload'
  | 'follow-ups'
  | 'thumbs down'
  | 'corrections'
  | 'missed captures'
  | 'preferences';

/** A fact of the corpus that nights should find. */
export type Planted = {
  what: Finding;
  /** A member by number, or everybody. */
  scope: number | 'team';
  /** The subject of the observation; a company by its number, a message by its key. */
  subject: { company: number } | { message: string } | { is: string };
  slot: string;
  value?: string;
  /** The first day on which the fact may be told. */
  since: number;
  /** The day from which a careful colleague who sees everything would tell it; without one it may be told, or not. */
  from?: number;
  /** The last day on which the fact holds. */
  until?: number;
  /** Whether an observation of the fact must be taken back after its last day. */
  isTakenBack?: boolean;
};

/** A made-up team's life, day by day, with what nights should find in it. */
export type Corpus = {
  size: Size;
  members: { name: string; timeZone: string; isQuiet: boolean }[];
  companies: readonly string[];
  days: Map<number, Event[]>;
  planted: Planted[];
  /** Words of private interactions and of chats, which only their member may read. */
  secrets: { member: number; mark: string }[];
  /** Words in pasted texts, which nobody has said. */
  pasted: string[];
};

export const dayOf = (day: number) => addDays(FIRST_DAY, day);
export const isWorkday = (day: number) => !['Saturday', 'Sunday'].includes(weekdayOf(dayOf(day)));

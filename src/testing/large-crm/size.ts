import { join } from 'node:path';
import { dateIn, systemClock } from '../../clock.ts';

/** How much a large CRM holds. */
export type Size = {
  members: number;
  companies: number;
  contacts: number;
  interactions: number;
  /** The last interactions, those that were logged in a conversation: with a change and two messages each. */
  told: number;
};

/** A team with years of data. */
export const LARGE: Size = {
  members: 100,
  companies: 50_000,
  contacts: 200_000,
  interactions: 1_000_000,
  told: 250_000,
};

/** Enough rows that a plan which reads a whole table is another than one which does not. */
export const MIDDLE: Size = {
  members: 20,
  companies: 1_000,
  contacts: 5_000,
  interactions: 20_000,
  told: 4_000,
};

/** Three customers that are known by name, and how many of all contacts work there. */
export const LANDMARKS = {
  huge: { name: 'Atlas Energy AG', share: 13_146 / LARGE.contacts, least: 300 },
  big: { name: 'Bluefin Logistics GmbH', share: 0, least: 117 },
  small: { name: 'Corvus Labs Ltd', share: 0, least: 10 },
} as const;

/** The Slack users that benches and tests ask as: a lead, the busiest of all, an admin, and one of many. */
export const PERSONS = { lead: 'U0', busy: 'U1', admin: 'U2', member: 'U3' } as const;

const SOURCES = join(import.meta.dirname, '../..');

/** What rows of a large CRM are made from, besides the migrations. */
export const MADE_FROM = [
  import.meta.dirname,
  ...[
    ...['folding.ts', 'names', 'crm/name-keys.ts'],
    ...['store/search-body.ts', 'store/search-words.ts', 'store/search-phones.ts'],
  ].map((file) => join(SOURCES, file)),
];

/** What a database of this size, made today, is kept under. */
export const nameOf = (size: Size) =>
  `large-${Object.values(size).join('-')}-${dateIn('UTC', systemClock.now())}`;

import { z } from 'zod';
import { OBSERVATION_KINDS, type ObservationKind } from '../../store/schema-observations.ts';

/** Bounds of one pass; lengths in characters. */
export const LIMITS = {
  claim: 200,
  quote: 300,
  evidence: 5,
  /** Proposals of one member and night. */
  proposals: 5,
  /** Retirements of one member and night, as a share of what is active; one may always go. */
  retired: 0.1,
  /** Signals of one kind that are news in one night, the strongest. */
  signals: 10,
  /** New rows that one night reads; the rest is the next night's. */
  newRows: 200,
} as const;

/**
 * What people may prefer, and how code says it. Nothing else can become a preference: the model chooses a slot and a
 * value, and never words.
 */
export const PREFERENCES = {
  format: {
    bullets: 'Prefers answers as bullet points.',
    prose: 'Prefers answers in sentences, without lists.',
  },
  length: {
    short: 'Prefers short answers.',
    detailed: 'Prefers detailed answers.',
  },
  tone: {
    casual: 'Prefers a casual tone.',
    formal: 'Prefers a formal tone.',
  },
  language: {
    english: 'Prefers answers in English.',
    german: 'Prefers answers in German.',
    french: 'Prefers answers in French.',
    spanish: 'Prefers answers in Spanish.',
    portuguese: 'Prefers answers in Portuguese.',
    italian: 'Prefers answers in Italian.',
    dutch: 'Prefers answers in Dutch.',
    swedish: 'Prefers answers in Swedish.',
    japanese: 'Prefers answers in Japanese.',
  },
} as const satisfies Record<string, Record<string, string>>;
export type PreferenceSlot = keyof typeof PREFERENCES;

/** The sides of a subject, for each kind. */
const SLOTS = {
  customer_trend: ['rhythm', 'topic', 'workload', 'follow_ups'],
  system_feedback: ['corrections', 'answers'],
  user_preference: Object.keys(PREFERENCES) as PreferenceSlot[],
  missed_capture: ['log'],
} as const satisfies Record<ObservationKind, readonly string[]>;
export type Slot = (typeof SLOTS)[ObservationKind][number];

/** Sides of which code tells numbers over many rows, and which need no row that shows them. */
export const COUNTED_SLOTS: readonly Slot[] = ['workload', 'follow_ups', 'corrections', 'answers'];

/** Slots in which each finding is one episode: once it is over, it is no news again. */
export const EPISODES: readonly string[] = ['rhythm', 'log'] satisfies Slot[];

const DAY_MS = 24 * 3_600_000;

/** How long each kind holds without new evidence, in milliseconds; null until it is closed. */
export const TIME_TO_LIVE: Record<ObservationKind, number | null> = {
  customer_trend: 30 * DAY_MS,
  user_preference: 180 * DAY_MS,
  system_feedback: null,
  missed_capture: 14 * DAY_MS,
};

export const Kind = z.enum(OBSERVATION_KINDS);

import { type Subject, subjectKey } from '../signals/subject.ts';

/**
 * The closed list of preferences, and the claim that code makes of each. The model chooses a slot and a value from it,
 * and never words.
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
type PreferenceSlot = keyof typeof PREFERENCES;

type Answers = { [Slot in PreferenceSlot]: Record<keyof (typeof PREFERENCES)[Slot], string> };

/** How each preference is told to its member: “From now on I answer you …”. */
const ANSWERS: Answers = {
  format: { bullets: 'in bullet points', prose: 'in sentences, without lists' },
  length: { short: 'briefly', detailed: 'in detail' },
  tone: { casual: 'in a casual tone', formal: 'in a formal tone' },
  language: {
    english: 'in English',
    german: 'in German',
    french: 'in French',
    spanish: 'in Spanish',
    portuguese: 'in Portuguese',
    italian: 'in Italian',
    dutch: 'in Dutch',
    swedish: 'in Swedish',
    japanese: 'in Japanese',
  },
};

/** The slot of each value: no two slots have a value of the same name. */
export const SLOT_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(PREFERENCES).flatMap(([slot, values]) =>
    Object.keys(values).map((value) => [value, slot] as const),
  ),
);

/** The places for which a preference may be proposed, the usual one first. */
export const PLACES = ['everything', 'reports'] as const;

/** What a preference holds for: all answers, those about reports, or those about one company. */
export type Place = (typeof PLACES)[number] | { id: string; name: string };

const subjectOf = (place: Place): Subject => {
  if (place === 'everything') return { of: 'member' };
  if (place === 'reports') return { of: 'answers', about: 'reports' };
  return { of: 'answers', about: 'company', id: place.id };
};

/** The subject, as it is kept, of a preference that holds for a place. */
export const subjectIn = (place: Place): string => subjectKey(subjectOf(place));

/** The claim of a preference that holds for a place. */
export function claimIn(place: Place, claim: string): string {
  if (place === 'everything') return claim;
  const about = place === 'reports' ? 'reports' : place.name;
  return `In answers about ${about}: ${claim.charAt(0).toLowerCase()}${claim.slice(1)}`;
}

type Kept = { slot: string; valueKey: string; subject: string };

/** How answers are given to a member with a preference for a place, as in “I answer you …”; undefined for a value on no list. */
export function sayAnswers(
  { slot, valueKey }: Pick<Kept, 'slot' | 'valueKey'>,
  place: Place,
): string | undefined {
  const answers: Record<string, Record<string, string>> = ANSWERS;
  const words = answers[slot]?.[valueKey];
  if (!words || place === 'everything') return words;
  return `${words} when it is about ${place === 'reports' ? 'reports' : place.name}`;
}

/** The same of a preference as it is kept; undefined also for those of one company, whose name only the claim has. */
export function describeAnswers(preference: Kept): string | undefined {
  const place = PLACES.find((each) => subjectIn(each) === preference.subject);
  return place && sayAnswers(preference, place);
}

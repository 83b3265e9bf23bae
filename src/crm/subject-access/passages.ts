import { DERIVED, type Redact } from '../erasure/redactor.ts';

/** Where a passage stands. */
type Place = { table: string; id: string; field: string };

/** Words about somebody, and everywhere they stand: what was said is kept in a message, in what was saved from it, and in its record. */
export type Passage = { passage: string; places: Place[] };

/** Gathers passages, each once. */
export type Passages = {
  /** Takes the sentences of a text, or of the texts in a JSON value, in which the person stands. */
  take(value: unknown, place: Place): void;
  all(): Passage[];
};

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

export function gatherPassages(redact: Redact): Passages {
  const found = new Map<string, Place[]>();
  return {
    take: (value, place) => {
      for (const text of textsIn(value))
        for (const passage of passagesIn(text, redact))
          found.set(passage, [...(found.get(passage) ?? []), place]);
    },
    all: () => [...found].map(([passage, places]) => ({ passage, places })),
  };
}

/** The sentences of a text that have words in them which would be erased; the whole text where they stand across two sentences. */
export function passagesIn(text: string, redact: Redact): string[] {
  if (redact(text) === text) return [];
  const sentences = [...SENTENCES.segment(text)].map(({ segment }) => segment.trim());
  const theirs = sentences.filter((sentence) => redact(sentence) !== sentence);
  return theirs.length > 0 ? theirs : [text];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  // A key that follows from a name says nothing besides it.
  return Object.entries(value).flatMap(([field, each]) => (DERIVED.test(field) ? [] : textsIn(each)));
}

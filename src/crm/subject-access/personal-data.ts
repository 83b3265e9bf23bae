import type { Passage } from './passages.ts';

/** Everything that is kept about one person. */
export type PersonalData = {
  kind: 'contact' | 'member';
  name: string;
  /** Their id, and those under which they were known before. */
  ids: string[];
  /** Rows that are about them, by table. Of rows that are about others as well: the fields that concern them. */
  rows: Record<string, Record<string, unknown>[]>;
  /** Sentences elsewhere in which they stand. */
  passages: Passage[];
};

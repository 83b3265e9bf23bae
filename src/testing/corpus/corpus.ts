import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { INTERACTION_KINDS } from '../../store/schema-activity.ts';

const Talk = z.tuple([z.int(), z.string(), z.string(), z.enum(INTERACTION_KINDS), z.string()]);
const Said = z.tuple([z.int(), z.string(), z.string()]);
const Names = z.array(z.string());

/** A month of a team as data: what was planted in it, and what only looks like something. */
const Corpus = z.strictObject({
  members: Names,
  admins: Names,
  planted: z.strictObject({
    competitor: z.strictObject({
      topic: z.string(),
      talks: z.int(),
      of: z.int(),
      customers: z.int(),
      before: z.int(),
      ofBefore: z.int(),
    }),
    risk: z.strictObject({ customer: z.string(), says: Names }),
    logins: z.strictObject({ topic: z.string(), customers: Names }),
    requests: z.record(z.string(), Names),
  }),
  decoys: Names,
  talks: z.array(Talk),
  private: z.array(Talk),
  said: z.array(Said),
});
export type Corpus = z.output<typeof Corpus>;

/** Reads the month of a team of eight. */
export function readCorpus(): Corpus {
  return Corpus.parse(parse(readFileSync(join(import.meta.dirname, 'team-of-eight.yaml'), 'utf8')));
}

import { z } from 'zod';
import { ID } from '../../ids.ts';
import { clean } from '../../text.ts';
import type { Kind } from '../observations/kind.ts';
import { kindsWhere } from '../observations/kind-rules.ts';
import { LIMITS } from '../observations/limits.ts';
import { PLACES } from '../observations/preferences.ts';

/** Words of a source. */
const Cited = z.strictObject({
  id: z.string().max(40).describe('Of a message or an interaction.'),
  quote: z.string().max(LIMITS.quote).describe('Words exactly as they stand there.'),
});
export const CitedList = z.array(Cited).max(LIMITS.evidence).default([]);
/** The kinds whose values are chosen from a closed list. */
const CHOSEN = kindsWhere(({ restsOn }) => restsOn.type === 'own words').join(', ');
/** The kinds that the observer says in its own words, and those of them that are about a topic. */
const QUOTED = kindsWhere(({ restsOn }) => restsOn.type === 'quotes').join(', ');
const WITH_TOPIC = kindsWhere(({ restsOn }) => restsOn.type === 'quotes' && restsOn.about === 'topic').join(
  ', ',
);
const isProposed = ({ restsOn }: Kind) => restsOn.type !== 'signal' || !restsOn.isSelfEvident;
const isForTeam = ({ passes }: Kind) => passes.includes('team');
/** Those that every pass may propose, then those of a member's pass alone. */
const PROPOSED = [...kindsWhere(isForTeam), ...kindsWhere((kind) => !isForTeam(kind))].filter((name) =>
  kindsWhere(isProposed).includes(name),
);
const word = z.string().max(60).optional();

export const Propose = z.strictObject({
  kind: z.enum(PROPOSED),
  slot: word.describe(`${CHOSEN}: such as format. ${QUOTED}: as their instructions say.`),
  value: word.describe(`${CHOSEN} only, such as bullets.`),
  where: z.enum(PLACES).optional().describe(`${CHOSEN} only; ${PLACES[0]} when left out.`),
  topic: word.describe(`${WITH_TOPIC}: the word or two that stand in every quote.`),
  signal: word.describe('Kinds that rest on a signal: its id, such as s1.'),
  claim: z
    .string()
    .max(1_000)
    .transform(clean)
    .optional()
    .describe(
      `All but ${CHOSEN}: one plain sentence of at most ${LIMITS.claim} characters that names what it is about, with numbers of a signal only, or none.`,
    ),
  evidence: CitedList,
});
export type Propose = z.input<typeof Propose>;

const ObservationId = z.string().regex(ID, 'must be an id as list_observations gives it');

export const Merge = z.strictObject({ observation_id: ObservationId, evidence: CitedList });
export type Merge = z.input<typeof Merge>;

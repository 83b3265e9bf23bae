import { type Choice, RapportError } from '../errors.ts';
import { type Because, REASONS } from '../names/verdict.ts';

/** Somebody who may be meant. `details`: what tells them from others, in words. `because`: why they may be meant. */
export type Candidate = {
  kind: Choice['kind'];
  id: string;
  name: string;
  details: readonly string[];
  because?: Because | undefined;
};

/** How many candidates a question describes. */
export const MOST_DESCRIBED = 8;

/** `Bluefin Logistics (bluefin.example; Henrik Dahl)`: what a person reads of a candidate. */
export const labelOf = ({ name, details }: Pick<Candidate, 'name' | 'details'>): string =>
  details.length > 0 ? `${name} (${details.join('; ')})` : name;

/** `Bluefin Logistics (one name is the beginning of the other; bluefin.example) [id 01H…]`: what the model is told of one. */
export function candidateSentence({ id, name, details, because }: Candidate): string {
  return `${labelOf({ name, details: [...(because ? [REASONS[because]] : []), ...details] })} [id ${id}]`;
}

/** How long the label of a choice may be that is read whole; of a longer one people see the beginning. */
const READ_WHOLE = 75;

/** A candidate to be chosen, with as many of its details as are read whole. */
export function choiceOf({ kind, id, name, details }: Candidate): Choice {
  const labels = details.map((_, at) => labelOf({ name, details: details.slice(0, at + 1) }));
  const label = labels.findLast(({ length }) => length <= READ_WHOLE) ?? labelOf({ name, details });
  return { kind, id, label };
}

/** Who is meant by a name, as it is asked. */
type Question = {
  kind: Choice['kind'];
  /** The name as it was said. */
  asked: string;
  /** Those who may be meant, the likeliest first: no more than `MOST_DESCRIBED`. */
  candidates: readonly Candidate[];
  /** How many may be meant, with those that are not described. `isAll`: false where there may be more than were read. */
  count: number;
  isAll?: boolean;
  /** Whether somebody is known by this name; otherwise those known are called nearly so. */
  isKnown: boolean;
  /** Whether it may be a new one, to be written with `is_new`. */
  mayBeNew: boolean;
};

/**
 * The error that asks who is meant: `ambiguous` where somebody is known by the name, else `not_found`. It names the
 * candidates with the reason of each, and says how to go on when the person has answered.
 */
export function whichOne(question: Question): RapportError {
  const { asked, candidates, count, isAll = true, isKnown, mayBeNew } = question;
  const told = candidates.map(candidateSentence);
  const left = count - told.length;
  const more = left > 0 ? `${isAll ? '' : 'more than '}${left}` : undefined;
  const list = [...told, ...(more ? [`and ${more} more`] : [])].join('; ');
  const ask = count === 1 ? 'Ask whether it is meant' : 'Ask which one is meant';
  const how = `then give its id with the name as it was said${mayBeNew ? ', or is_new: true for a new one' : ''}`;
  const message = `${openingOf(question)}: ${list}. ${ask}; ${how}.`;
  const error = new RapportError(isKnown ? 'ambiguous' : 'not_found', message, told, more);
  return Object.assign(error, { choices: candidates.map(choiceOf), asked });
}

function openingOf({ kind, asked, count, isKnown }: Question): string {
  if (!isKnown) return `I know no ${kind} “${asked}”, but ${count === 1 ? 'a similar one' : 'similar ones'}`;
  return count === 1 ? `“${asked}” may be this ${kind}` : `“${asked}” could be more than one ${kind}`;
}

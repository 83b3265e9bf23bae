import type { z } from 'zod';
import { ID } from './ids.ts';

export type ErrorCode = 'not_found' | 'ambiguous' | 'invalid' | 'forbidden' | 'conflict' | 'unavailable';

/** How often and when to try again what has failed. */
export type Patience = {
  /** Waits before further attempts, in milliseconds; there are as many attempts as waits. */
  waitsMs: readonly number[];
  /** A wait that the other side asks for, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The wait that is asked for is taken, however long and however often it is: the work has done nothing wrong. */
  waitsAsAsked?: boolean;
  /** Nothing comes back by itself: after the waits it has failed. */
  endsAfterWaits?: boolean;
};

/** Somebody who may be meant, or something. `label`: what tells them from the others, in plain text without ids. */
export type Choice = { kind: AskedKind; id: string; label: string };

/** What it may be asked about which of several is meant. The id of a currency is its code. */
export const ASKED_KINDS = ['company', 'contact', 'member', 'deal', 'currency'] as const;
export type AskedKind = (typeof ASKED_KINDS)[number];

/** Two companies or two contacts. */
export type TwoCustomers = { kind: 'company' | 'contact'; oneId: string; otherId: string };

/** An error whose message is a sentence that may be shown to the person (and the model) as it is. */
export class RapportError extends Error {
  readonly code: ErrorCode;
  /** What could be meant instead, for `ambiguous` and `not_found`. */
  readonly candidates: readonly string[];
  /** How many others could be meant besides the candidates: `6`, or `more than 6`. */
  readonly more?: string;
  /** Who may be meant, to be chosen from: the same as the candidates, for code. */
  readonly choices?: readonly Choice[];
  /** The name as it was said, where the error asks who is meant by it. */
  readonly asked?: string;
  /** Two that may be one, for people to decide: the name that one was to have is that of the other. */
  readonly pair?: TwoCustomers;
  /** How to try again; the usual waits are taken when this is left out. */
  readonly patience?: Patience;
  /** What a log may say of the cause, where the cause itself may repeat what people have written. */
  readonly forLog?: string | undefined;

  constructor(code: ErrorCode, message: string, candidates: readonly string[] = [], more?: string) {
    super(message);
    this.name = 'RapportError';
    this.code = code;
    this.candidates = candidates;
    if (more !== undefined) this.more = more;
  }
}

/** The configuration cannot be used. The message names every problem and what to do. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      [
        'This configuration cannot be used:',
        ...problems.map((problem) => `  - ${problem}`),
        'The settings are explained in docs/operate.md and .env.example; `npm run doctor` checks them.',
      ].join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

export const notFound = (noun: string, name: string, candidates: readonly string[] = []) =>
  new RapportError(
    'not_found',
    // An id says nothing to people.
    ID.test(name) ? `I do not find that ${noun}.` : `I know no ${noun} “${name}”.${suggest(candidates)}`,
    candidates,
  );

/** How many candidates an error names. */
const MOST_CANDIDATES = 8;

/** What tells many candidates apart. */
const TOLD_BY: Record<string, string> = {
  contact: 'the company or the full name',
  company: 'the full name or the domain',
  'follow-up': 'more words of it',
};

/** The first ones of some candidates, as a list in words too. `isAll`: false when there are more than were read. */
export function nameFirst(
  candidates: readonly string[],
  { isAll = true }: { isAll?: boolean } = {},
): {
  shown: readonly string[];
  list: string;
  more?: string;
} {
  const shown = candidates.slice(0, MOST_CANDIDATES);
  const left = candidates.length - shown.length;
  if (left === 0) return { shown, list: shown.join('; ') };
  const more = `${isAll ? '' : 'more than '}${left}`;
  return { shown, list: `${shown.join('; ')}; and ${more} more`, more };
}

/** `candidates`: all of them that were read, of which the first ones are named. `isAll`: false when there are more. */
export function ambiguous(
  noun: string,
  name: string,
  candidates: readonly string[],
  read: { isAll?: boolean } = {},
): RapportError {
  const { shown, list, more } = nameFirst(candidates, read);
  const how = more ? `Ask for ${TOLD_BY[noun] ?? 'the full name'}.` : 'Ask which one is meant.';
  const message = `“${name}” could be more than one ${noun}: ${list}. ${how}`;
  return new RapportError('ambiguous', message, shown, more);
}

/** The error when one of several rows is meant, of which the caller has to give the id; `idField`: the field for it. */
export function whichId(
  noun: string,
  idField: string,
  candidates: readonly string[],
  read: { isAll?: boolean } = {},
): RapportError {
  const { shown, list, more } = nameFirst(candidates, read);
  const message = `More than one ${noun} may be meant: ${list}. Give the ${idField} of the one, or ask.`;
  return new RapportError('ambiguous', message, shown, more);
}

export const invalid = (message: string) => new RapportError('invalid', message);
export const forbidden = (message: string) => new RapportError('forbidden', message);
export const conflict = (message: string) => new RapportError('conflict', message);

function suggest(candidates: readonly string[]): string {
  return candidates.length === 0 ? '' : ` Did you mean ${candidates.join(' or ')}?`;
}

/** How many problems a message names: whoever gets it mends these first. */
const MOST_ISSUES = 8;

/** The first problems that zod found, each naming its field: `follow_up.due_on: Invalid ISO date`; and how many more there are. */
export function describeIssues({ issues }: z.ZodError): string {
  const told = issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  const left = issues.length - told.length;
  return [...told, ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}

/** The message of anything thrown, for logs, with the message of what lies at its bottom; never the values of a query. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RapportError && error.forLog !== undefined)
    return error.forLog ? `${error.message} (${error.forLog})` : error.message;
  const bottom = bottomOf(error);
  const message = error.message.replace(QUERY_VALUES, '');
  if (bottom === error || message.includes(bottom.message)) return message;
  return `${message} (${bottom.message})`;
}

/** The part of a message of drizzle that holds the values of a query: what people wrote. */
const QUERY_VALUES = /\nparams: [\s\S]*$/;

/** What lies at the bottom of an error: what a library has wrapped. */
export function bottomOf(error: Error): Error {
  const below = error.cause ?? ('original' in error ? error.original : undefined);
  return below instanceof Error ? bottomOf(below) : error;
}

/** The code of a database error (the SQLSTATE of Postgres), which drizzle keeps in the cause; '' for any other error. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** The words for people about anything thrown: sentences of ours, and nothing of other errors. */
export function spoken(error: unknown): string {
  return error instanceof RapportError ? withoutIds(error.message) : 'something went wrong on my side';
}

/** A sentence for people: the ids of candidates are for the model. */
export const withoutIds = (sentence: string): string => sentence.replace(/ \[id \w+\]/g, '');

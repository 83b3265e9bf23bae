import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** The problems of an input in plain words: each names the field, what is wrong with it, and an example. */
export function describeProblems(error: z.ZodError, input: unknown): string {
  return error.issues.map((issue) => describeProblem(issue, valueAt(input, issue.path))).join('; ');
}

function describeProblem(issue: Issue, value: unknown): string {
  const field = issue.path.map(String).join('.');
  const words = field ? `${field} ${problem(issue, value)}` : problem(issue, value);
  return words.replace(/[.;]$/, '');
}

function problem(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `is missing: ${EXPECTED[issue.expected] ?? issue.expected}`
        : wrongType(issue);
    case 'invalid_value': {
      const allowed = `it is one of ${issue.values.map(String).join(', ')}`;
      return value === undefined ? `is missing: ${allowed}` : `cannot be ${quote(value)}: ${allowed}`;
    }
    case 'invalid_format':
      return wrongFormat(issue, value);
    case 'too_big':
      return `is too ${issue.origin === 'number' || issue.origin === 'int' ? 'large' : 'long'}: at most ${amount(issue, issue.maximum)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'is empty: write some words, or leave it out';
      return `is too ${issue.origin === 'array' ? 'short' : 'small'}: at least ${amount(issue, issue.minimum)}`;
    case 'unrecognized_keys':
      return `${issue.keys.join(', ')} ${issue.keys.length === 1 ? 'is no field' : 'are no fields'} here: leave ${issue.keys.length === 1 ? 'it' : 'them'} out`;
    default:
      return issue.message;
  }
}

const EXPECTED: Record<string, string> = {
  string: 'text',
  number: 'a number such as 10',
  int: 'a whole number such as 10',
  boolean: 'true or false',
  array: 'a list, e.g. [{"name": "Ana Lopes"}]',
  object: 'an object, e.g. {"name": "Acme"}',
};

const wrongType = ({ expected }: Extract<Issue, { code: 'invalid_type' }>) =>
  `must be ${EXPECTED[expected] ?? expected}`;

function wrongFormat(issue: Extract<Issue, { code: 'invalid_format' }>, value: unknown): string {
  if (issue.format === 'date') return `is no day (${quote(value)}): write YYYY-MM-DD, e.g. 2026-11-28`;
  return `(${quote(value)}) ${issue.message}`;
}

function amount({ origin }: { origin: string }, bound: number | bigint): string {
  const shown = bound.toLocaleString('en-US');
  if (origin === 'string') return `${shown} characters`;
  return origin === 'array' ? `${shown} entries` : shown;
}

const MOST_QUOTED = 60;

function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return `“${text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text}”`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

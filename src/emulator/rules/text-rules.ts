import { isJson } from '../json.ts';

/** A fault in the words of Slack's `response_metadata.messages`; undefined when all is well. */
export type Problem = string | undefined;

export const lengthOf = (value: unknown) => (typeof value === 'string' ? value.length : 0);

const textLength = (value: unknown) => (isJson(value) ? lengthOf(value.text) : lengthOf(value));

export const tooLong = (limit: number) => `must be less than ${limit + 1} characters`;

/** Checks that a text object is there, is not empty, and fits. */
export function requireText(text: unknown, { name, max, kinds = ['plain_text'] }: TextRule): Problem {
  if (text === undefined || text === null) return `missing required field: ${name}`;
  if (!isJson(text) || !kinds.includes(String(text.type))) return `${name} must be ${kinds.join(' or ')}`;
  if (textLength(text) === 0) return `${name} must be more than 0 characters`;
  return textLength(text) > max ? `${name} ${tooLong(max)}` : undefined;
}

/** Checks a text object that may be absent. */
export const allowText = (text: unknown, rule: TextRule): Problem =>
  text === undefined || text === null ? undefined : requireText(text, rule);

export type TextRule = { name: string; max: number; kinds?: readonly string[] };

export const ANY_TEXT = ['plain_text', 'mrkdwn'] as const;

/** The first problem that a check finds among these items. */
export function firstProblem<T>(items: readonly T[], check: (item: T) => Problem): Problem {
  for (const item of items) {
    const problem = check(item);
    if (problem) return problem;
  }
  return undefined;
}

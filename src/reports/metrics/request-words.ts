import type { Given } from '../params.ts';
import { RequestError } from './request.ts';

const BOUND = /^(.+)_(at_least|at_most)$/;
const LISTS = ['measures', 'by'] as const;
const WORDS = ['grain', 'period'] as const;

/**
 * Makes a request of words such as `measures=meetings,calls by=company period=last-month company="Acme; Globex"
 * meetings_at_least=6 order=meetings:least top=5`. All other words are filters by a dimension. It is still to be checked.
 */
export function requestOfWords(metric: string, words: Given): Record<string, unknown> {
  const request: Record<string, unknown> = { metric };
  const where: unknown[] = [];
  const having: unknown[] = [];
  for (const [word, said] of Object.entries(words)) {
    const text = String(said);
    const [, measure, bound] = BOUND.exec(word) ?? [];
    if (includes(LISTS, word)) request[word] = listOf(text, ',');
    else if (includes(WORDS, word)) request[word] = text;
    else if (word === 'top') request.top = numberOf(word, text);
    else if (word === 'order') request.order = orderOf(text);
    else if (measure && bound) having.push({ measure, [bound]: numberOf(word, text) });
    else where.push({ dimension: word, values: listOf(text, text.includes(';') ? ';' : ',') });
  }
  return { ...request, ...(where.length > 0 ? { where } : {}), ...(having.length > 0 ? { having } : {}) };
}

const includes = (words: readonly string[], word: string) => words.includes(word);

const listOf = (text: string, sign: string) =>
  text
    .split(sign)
    .map((each) => each.trim())
    .filter((each) => each !== '');

function numberOf(word: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new RequestError([{ part: word === 'top' ? 'top' : 'having', reason: `${word} must be a number` }]);
  return number;
}

function orderOf(text: string): { measure: string; direction: string } {
  const [measure = '', direction = 'most'] = text.split(':');
  return { measure, direction };
}

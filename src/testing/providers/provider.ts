import type { ModelRequest, ScriptedCall } from '../model-script.ts';

/** A JSON object as it goes over the wire. */
export type Wire = Record<string, unknown>;

export type WireRequest = { query: URLSearchParams; headers: Record<string, string | undefined>; body: Wire };

/** A provider's answer to a request that it refuses. */
export type Refusal = { status: number; body: unknown; headers?: Record<string, string> };

/** The text and the calls of a scripted model in one step. */
export type Said = { text?: string; calls?: ScriptedCall[] };

/** Refusals that any request may meet, as this provider words them. */
type Troubles = {
  badKey: Refusal;
  unknownModel: Refusal;
  tooBusy: Refusal;
  noQuota?: Refusal;
  tooLong?: Refusal;
};

/**
 * A provider as it behaves on the wire: what it refuses, with its own words, and how it answers. It remembers what
 * it gave, so that it can tell whether that comes back.
 */
export type Provider = {
  name: string;
  /** OpenAI's Responses API, or Chat Completions. */
  speaks: 'responses' | 'chat';
  /** The path of the base URL that a person sets, and its query. */
  base: string;
  query?: string;
  check(request: WireRequest): Refusal | undefined;
  read(body: Wire): ModelRequest;
  answer(said: Said, body: Wire): unknown;
  /** The answers of the server's other addresses, such as how long a context is. */
  about?(method: string, path: string, body: Wire): unknown;
  troubles: Troubles;
};

export const isWire = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const wires = (value: unknown): Wire[] => (Array.isArray(value) ? value.filter(isWire) : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Roughly the tokens of a request: four characters each. */
export const tokensIn = (...parts: unknown[]): number =>
  Math.ceil(parts.reduce<number>((sum, part) => sum + JSON.stringify(part ?? '').length, 0) / 4);

/** The first refusal there is. */
export function firstOf(...checks: (Refusal | undefined)[]): Refusal | undefined {
  return checks.find((each) => each !== undefined);
}

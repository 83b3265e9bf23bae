import type { Json } from './workspace-types.ts';

/** Reads JSON objects whose shape is Slack's business. The page uses these functions, too. */

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown): Json | undefined {
  return isJson(value) ? value : undefined;
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The words of a text object, or of a plain string where a block takes one. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return String(record(value)?.text ?? '');
}

/** Text as a JSON object, or nothing when it is not one. */
export function parseJsonObject(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

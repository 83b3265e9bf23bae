import type { Json } from '../workspace-types.ts';

export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record).filter((item) => item !== undefined) : [];
}

/** The words of a text object, or of a plain string where a block takes one. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return String(record(value)?.text ?? '');
}

import type { z } from 'zod';
import { isRecord, type JsonRecord } from './json-text.ts';
import type { JsonSchema } from './portable-schema.ts';
import { givenTo, isLeftOut, onlyVariant, propertiesOf, sameWords } from './tool-arguments.ts';

/** What of a call is told that was not read. */
const MOST = { fields: 8, letters: 60 } as const;

/** The fields of a call that its tool does not have, such as `contact.title`: `readArguments` drops them, and the model is to know. */
export function listUnread(schema: z.ZodType | JsonSchema, raw: unknown): string[] {
  const { wanted, given } = givenTo(schema, raw);
  return [...new Set(unreadIn(wanted, given, []))].slice(0, MOST.fields);
}

function unreadIn(schema: JsonRecord, value: unknown, path: readonly string[]): string[] {
  const wanted = onlyVariant(schema) ?? schema;
  if (Array.isArray(value)) {
    const items = isRecord(wanted.items) ? wanted.items : wanted;
    return value.flatMap((each) => unreadIn(items, each, path));
  }
  if (isRecord(wanted.items)) return unreadIn(wanted.items, value, path);
  const properties = propertiesOf(wanted);
  if (!isRecord(value) || Object.keys(properties).length === 0) return [];
  return Object.entries(value).flatMap(([key, said]) => {
    const at = [...path, key];
    const name = [key, sameWords(key)].find((each) => Object.hasOwn(properties, each));
    const known = name === undefined ? undefined : properties[name];
    if (isRecord(known)) return unreadIn(known, said, at);
    return known === undefined && !isLeftOut(said, {}) ? [at.join('.').slice(0, MOST.letters)] : [];
  });
}

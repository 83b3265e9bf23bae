import { z } from 'zod';
import { isRecord, isTooDeep, type JsonRecord, parseJson } from './json-text.ts';
import { type JsonSchema, rawSchema } from './portable-schema.ts';

const rawSchemas = new WeakMap<z.ZodType, JsonRecord>();

/**
 * The arguments of a tool call in the form that its schema asks for, as far as it is plain what was meant: models leave
 * fields out as null or "", write numbers as words, a name where a reference is wanted, and JSON as text. Fields that the
 * schema does not have are dropped and never read. Never throws: values that cannot be read stay as they are, for the verb
 * to refuse.
 */
export function readArguments(schema: z.ZodType | JsonSchema, raw: unknown): unknown {
  if (isTooDeep(raw)) return raw;
  const { wanted, given } = givenTo(schema, raw);
  if (given === undefined || given === null || given === '') return {};
  return fitted(wanted, given);
}

/** What a call gives, taken out of what a model has put it into, and the schema that it is to have. */
export function givenTo(
  schema: z.ZodType | JsonSchema,
  raw: unknown,
): { wanted: JsonRecord; given: unknown } {
  const wanted = schema instanceof z.ZodType ? rawOf(schema) : (schema as JsonRecord);
  return { wanted, given: isTooDeep(raw) ? undefined : unwrapped(wanted, opened(raw)) };
}

function rawOf(schema: z.ZodType): JsonRecord {
  const made = rawSchemas.get(schema) ?? rawSchema(schema);
  rawSchemas.set(schema, made);
  return made;
}

/** JSON that was sent as text, also within a fence, among words, or as text within text. */
function opened(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  const parsed = parseJson(raw);
  return typeof parsed === 'string' && parsed !== raw ? opened(parsed) : parsed;
}

const WRAPPERS = ['arguments', 'input', 'parameters', 'args'] as const;

/** The arguments themselves where a model has put them into a list of one, or below a name of its own. */
function unwrapped(schema: JsonRecord, given: unknown): unknown {
  if (Array.isArray(given)) return given.length === 1 && isRecord(given[0]) ? given[0] : given;
  const properties = propertiesOf(schema);
  if (!isRecord(given) || Object.keys(given).some((key) => Object.hasOwn(properties, key))) return given;
  const wrapper = WRAPPERS.find((key) => Object.hasOwn(given, key));
  const inner = wrapper && opened(given[wrapper]);
  return isRecord(inner) ? inner : given;
}

/** The one form besides null that a value may have; undefined where there are several, or where it may have no others. */
export function onlyVariant(schema: JsonRecord): JsonRecord | undefined {
  const [only, ...others] = (variantsOf(schema) ?? []).filter(
    (each) => isRecord(each) && each.type !== 'null',
  );
  return isRecord(only) && others.length === 0 ? only : undefined;
}

const variantsOf = (schema: JsonRecord) =>
  [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;

function fitted(schema: JsonRecord, value: unknown): unknown {
  if (variantsOf(schema)) {
    const only = onlyVariant(schema);
    return only ? fitted(only, value) : value;
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, value);
    case 'array':
      return listOf(schema, value);
    case 'string':
      return textOf(schema, value);
    case 'number':
    case 'integer':
      return numberOf(value);
    case 'boolean':
      return booleanOf(value);
    default:
      return value;
  }
}

function objectOf(schema: JsonRecord, value: unknown): unknown {
  const properties = propertiesOf(schema);
  if (typeof value === 'string') {
    const parsed = opened(value);
    if (isRecord(parsed)) return objectOf(schema, parsed);
    return isLeftOut(value, schema) ? {} : referenceOf(properties, value.trim());
  }
  if (Array.isArray(value) && value.length === 1) return objectOf(schema, value[0]);
  if (!isRecord(value) || Object.keys(properties).length === 0)
    return isRecord(value) && !isOpen(schema) ? {} : value;
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields: JsonRecord = {};
  for (const [name, wanted] of Object.entries(properties)) {
    const said = fieldOf(value, name, properties);
    if (said === undefined || !isRecord(wanted)) continue;
    const isNeeded = required.has(name) && !('default' in wanted);
    if (isNeeded ? said === null : isLeftOut(said, wanted)) continue;
    const read = fitted(wanted, said);
    if (isNeeded || !isLeftOut(read, wanted)) fields[name] = read;
  }
  return fields;
}

/** Records take any key. */
const isOpen = ({ additionalProperties }: JsonRecord) => isRecord(additionalProperties);

export const propertiesOf = (schema: JsonRecord): JsonRecord =>
  isRecord(schema.properties) ? schema.properties : {};

/** A field under its name, or under the same words in another case: `dueOn` for `due_on`. */
function fieldOf(value: JsonRecord, name: string, properties: JsonRecord): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  const key = Object.keys(value).find((each) => !Object.hasOwn(properties, each) && sameWords(each) === name);
  return key === undefined ? undefined : value[key];
}

export const sameWords = (key: string) =>
  key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

/** Words that models write for a value that they were not told; also in brackets. */
const NOTHING =
  /^[<([]?(?:null|undefined|none|nil|n\/a|n\.a\.|unknown|not (?:known|given|provided|specified|mentioned)|[-–—]+)?[>)\]]?$/i;

/** Whether a value says nothing. An empty list says nothing, too: tools have a field `clear` for emptying one. */
export function isLeftOut(value: unknown, schema: JsonRecord): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return NOTHING.test(value.trim()) && !wordsOf(schema).includes(value.trim());
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

/** The words of a closed list. */
const wordsOf = (schema: JsonRecord): unknown[] => (Array.isArray(schema.enum) ? schema.enum : []);

const ULID = /^[\dA-HJKMNP-TV-Z]{26}$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Plain text where a company or a person is wanted. */
function referenceOf(properties: JsonRecord, text: string): unknown {
  const has = (name: string) => Object.hasOwn(properties, name);
  if (has('id') && ULID.test(text)) return { id: text };
  if (has('email') && EMAIL.test(text)) return { email: text };
  return has('name') ? { name: text } : text;
}

function listOf(schema: JsonRecord, value: unknown): unknown {
  const items = isRecord(schema.items) ? schema.items : {};
  const parsed = typeof value === 'string' && /^\s*[[`]/.test(value) ? opened(value) : value;
  const list = Array.isArray(parsed) ? parsed : splitWords(items, parsed);
  const isNothing = (item: unknown) =>
    isLeftOut(item, items) || (isRecord(item) && Object.values(item).every((each) => isLeftOut(each, {})));
  return list.filter((item) => !isNothing(item)).map((item) => fitted(items, item));
}

/** A single item where a list is wanted; several words of a closed list may stand in one text. */
function splitWords(items: JsonRecord, value: unknown): unknown[] {
  if (typeof value !== 'string' || wordsOf(items).length === 0) return [value];
  return value.split(/[,;]|\band\b/).map((word) => word.trim());
}

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}/;

function textOf(schema: JsonRecord, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return textOf(schema, String(value));
  if (Array.isArray(value))
    return value.length === 1
      ? textOf(schema, value[0])
      : value.map((each) => String(textOf({}, each))).join('; ');
  if (isRecord(value)) {
    const named = [value.id, value.name, value.value].find((each) => typeof each === 'string');
    return named ?? value;
  }
  if (typeof value !== 'string') return value;
  if (schema.format === 'date') return ISO_TIME.exec(value.trim())?.[1] ?? value.trim().replaceAll('/', '-');
  return wordOf(wordsOf(schema), value);
}

/** A word of a closed list, whatever its case and however its parts are joined. */
function wordOf(words: unknown[], value: string): unknown {
  const bare = (word: unknown) =>
    String(word)
      .toLowerCase()
      .replace(/[\s_-]+/g, '');
  return words.find((word) => bare(word) === bare(value)) ?? value;
}

function numberOf(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 1) return numberOf(value[0]);
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(value)) return value;
  return Number(value);
}

const BOOLEANS = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

function booleanOf(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 1) return booleanOf(value[0]);
  if (typeof value === 'string' || typeof value === 'number')
    return BOOLEANS.get(String(value).trim().toLowerCase()) ?? value;
  return value;
}

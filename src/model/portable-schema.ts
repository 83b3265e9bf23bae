import { z } from 'zod';
import { isRecord, type JsonRecord } from './json-text.ts';

/** The schema that is sent for one field: one plain type, nothing that only some servers understand. */
export type JsonSchema = {
  type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  description?: string;
  enum?: string[];
  /** Only ever `date`: llama.cpp makes models keep to it, and other formats are refused by Gemini. */
  format?: 'date';
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
};

const portableSchemas = new WeakMap<z.ZodType, JsonSchema>();

/**
 * A tool's schema as it is sent to any provider. Patterns, lengths and defaults stay out: some servers refuse the whole
 * request for them, and verbs parse again anyway. Throws for what has no portable form.
 */
export function portableSchema(schema: z.ZodType): JsonSchema {
  const made = portableSchemas.get(schema) ?? plain(rawSchema(schema), 'input');
  if (made.type !== 'object') throw unportable('input', 'is no object');
  portableSchemas.set(schema, made);
  return made;
}

/** The schema as zod writes it, with formats and unions. */
export function rawSchema(schema: z.ZodType): JsonRecord {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonRecord;
}

function plain(raw: JsonRecord, at: string): JsonSchema {
  const { description, ...rest } = withoutNull(raw);
  const said = typeof description === 'string' ? { description } : {};
  for (const word of ['anyOf', 'oneOf', 'allOf', 'not', '$ref', 'const'])
    if (word in rest) throw unportable(at, `has “${word}”`);
  switch (rest.type) {
    case 'object':
      return { type: 'object', ...said, ...plainProperties(rest, at) };
    case 'array':
      if (!isRecord(rest.items)) throw unportable(at, 'does not say what its items are');
      return { type: 'array', ...said, items: plain(rest.items, `${at}[]`) };
    case 'string':
      return {
        type: 'string',
        ...said,
        ...words(rest, at),
        ...(rest.format === 'date' && { format: 'date' }),
      };
    case 'number':
    case 'integer':
      if (rest.enum) throw unportable(at, 'has numbers to choose from');
      return { type: rest.type, ...said, ...range(rest) };
    case 'boolean':
      return { type: 'boolean', ...said };
    default:
      throw unportable(at, 'has no plain type');
  }
}

function plainProperties(raw: JsonRecord, at: string): Pick<JsonSchema, 'properties' | 'required'> {
  if (isRecord(raw.additionalProperties)) throw unportable(at, 'is a record with any keys');
  const properties = isRecord(raw.properties) ? raw.properties : {};
  const entries = Object.entries(properties).map(([name, each]) => {
    if (!isRecord(each)) throw unportable(`${at}.${name}`, 'has no schema');
    return [name, plain(each, `${at}.${name}`)] as const;
  });
  const required = Array.isArray(raw.required) ? raw.required.map(String) : [];
  // A field with a default may be left out, whatever zod says of it.
  const needed = required.filter((name) => !hasDefault(properties[name]));
  return { properties: Object.fromEntries(entries), ...(needed.length > 0 ? { required: needed } : {}) };
}

const hasDefault = (raw: unknown) => isRecord(raw) && 'default' in raw;

function words(raw: JsonRecord, at: string): { enum?: string[] } {
  if (raw.enum === undefined) return {};
  const values = Array.isArray(raw.enum) ? raw.enum : [];
  if (!values.every((value) => typeof value === 'string'))
    throw unportable(at, 'has values that are no words');
  return { enum: values };
}

function range({ minimum, maximum }: JsonRecord): Pick<JsonSchema, 'minimum' | 'maximum'> {
  return {
    ...(isBound(minimum) ? { minimum } : {}),
    ...(isBound(maximum) ? { maximum } : {}),
  };
}

/** Zod bounds every integer by what JavaScript can hold: nobody needs to read that. */
const isBound = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;

/** A field that may be null is a field that may be left out: null is read as left out. */
function withoutNull(raw: JsonRecord): JsonRecord {
  if (Array.isArray(raw.type)) {
    const types = raw.type.filter((type) => type !== 'null');
    return types.length === 1 ? { ...raw, type: types[0] } : raw;
  }
  const { anyOf, ...rest } = raw;
  if (!Array.isArray(anyOf)) return raw;
  const variants = anyOf.filter((variant) => !isRecord(variant) || variant.type !== 'null');
  return variants.length === 1 && isRecord(variants[0]) ? { ...variants[0], ...rest } : raw;
}

const unportable = (at: string, what: string) =>
  new Error(`${at} ${what}: no language model server takes that everywhere. Use one plain type.`);

import { expect, test } from 'vitest';
import { z } from 'zod';
import { portableSchema } from './portable-schema.ts';

const Reference = z.strictObject({
  id: z.string().regex(/^x/).optional(),
  name: z.string().max(200).optional(),
});

test('what is sent holds plain types, descriptions and required fields, and nothing that a server refuses', () => {
  const schema = z.strictObject({
    kind: z.enum(['call', 'note']).describe('What it was.'),
    summary: z.string().min(1).max(2_000),
    day: z.iso.date().optional().describe('YYYY-MM-DD.'),
    at: z.iso.datetime().optional(),
    limit: z.int().min(1).max(50).default(20),
    count: z.int().optional(),
    ratio: z.number().nullish(),
    is_private: z.boolean().default(false),
    company: Reference.optional(),
    contacts: z.array(Reference).max(1_999).default([]),
    gone: z
      .string()
      .transform((text) => text.trim())
      .optional(),
  });
  expect(portableSchema(schema)).toEqual({
    type: 'object',
    properties: {
      kind: { type: 'string', enum: ['call', 'note'], description: 'What it was.' },
      summary: { type: 'string' },
      day: { type: 'string', format: 'date', description: 'YYYY-MM-DD.' },
      at: { type: 'string' },
      limit: { type: 'integer', minimum: 1, maximum: 50 },
      count: { type: 'integer' },
      ratio: { type: 'number' },
      is_private: { type: 'boolean' },
      company: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
      contacts: {
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
      },
      gone: { type: 'string' },
    },
    required: ['kind', 'summary'],
  });
});

test('a tool without fields is sent with no fields', () => {
  expect(portableSchema(z.strictObject({}))).toEqual({ type: 'object', properties: {} });
});

test.each<[string, z.ZodType]>([
  ['a union of types', z.union([z.string(), z.number()])],
  [
    'a union of objects',
    z.discriminatedUnion('a', [z.object({ a: z.literal('x') }), z.object({ a: z.literal('y') })]),
  ],
  ['a constant', z.literal('x')],
  ['a record', z.record(z.string(), z.string())],
  ['anything at all', z.unknown()],
  ['a list of anything', z.array(z.unknown())],
  ['numbers to choose from', z.literal([1, 2])],
])('%s cannot be sent, and the field is named', (_, field) => {
  expect(() => portableSchema(z.strictObject({ odd: field }))).toThrow(/input\.odd/);
});

test('a schema that is no object cannot be sent', () => {
  expect(() => portableSchema(z.string())).toThrow('is no object');
});

import { isWire, textOf, type Wire, wires } from './provider.ts';

/** One schema inside another, and the keys that lead to it. */
export type SchemaNode = { node: Wire; path: (string | number)[] };

const LISTS = ['anyOf', 'oneOf', 'allOf'] as const;

/** A schema and all that it holds. */
export function schemaNodes(schema: unknown, path: (string | number)[] = []): SchemaNode[] {
  if (!isWire(schema)) return [];
  const { properties, items, additionalProperties } = schema;
  return [
    { node: schema, path },
    ...Object.entries(isWire(properties) ? properties : {}).flatMap(([name, each]) =>
      schemaNodes(each, [...path, 'properties', name]),
    ),
    ...schemaNodes(items, [...path, 'items']),
    ...schemaNodes(additionalProperties, [...path, 'additionalProperties']),
    ...LISTS.flatMap((list) =>
      wires(schema[list]).flatMap((each, at) => schemaNodes(each, [...path, list, at])),
    ),
  ];
}

export type DeclaredTool = { name: string; parameters: Wire; strict?: unknown };

/** The functions of a Chat Completions or a Responses request. */
export function declaredTools(body: Wire): DeclaredTool[] {
  return wires(body.tools).map((tool) => {
    const declared = isWire(tool.function) ? tool.function : tool;
    return {
      name: textOf(declared.name),
      parameters: isWire(declared.parameters) ? declared.parameters : {},
      strict: declared.strict,
    };
  });
}

/**
 * Arguments as a model writes them when OpenAI has made a schema strict: every property is mandatory, so what was
 * not said becomes "" or something invented.
 */
export function filledIn(schema: Wire, input: unknown): unknown {
  const { properties, type } = schema;
  if (type === 'array') {
    return Array.isArray(input)
      ? input.map((item) => filledIn(isWire(schema.items) ? schema.items : {}, item))
      : [];
  }
  if (!isWire(properties)) return input ?? inventedFor(schema);
  const given = isWire(input) ? input : {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, each]) => {
      if (!isWire(each)) return [name, given[name]];
      const isNested = isWire(each.properties) || each.type === 'array';
      if (given[name] === undefined && name.endsWith('_id')) return [name, '01JZZZZZZZZZZZZZZZZZZZZZZZ'];
      return [name, isNested ? filledIn(each, given[name]) : (given[name] ?? inventedFor(each))];
    }),
  );
}

function inventedFor({ type, enum: values }: Wire): unknown {
  if (Array.isArray(values)) return values[0];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return 0;
  return '';
}

import { z } from 'zod';
import { ReportDefinition } from './definition.ts';

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;
type Node = { [key: string]: Json };

let schema: Node | undefined;

/** The JSON Schema of a report's file, for editors: reports/schema.json. */
export function reportFileSchema(): Node {
  schema ??= makeSchema();
  return schema;
}

/** The keys that there can be at a place of a report's file: `['columns', 'week']`. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  const nodes = path.reduce<Node[]>(
    (found, part) => found.flatMap(choices).flatMap((node) => below(node, part)),
    [reportFileSchema()],
  );
  return [...new Set(nodes.flatMap(choices).flatMap((node) => Object.keys(asNode(node.properties))))];
}

function makeSchema(): Node {
  const { $schema, properties, ...rest } = z.toJSONSchema(ReportDefinition, {
    io: 'input',
    unrepresentable: 'any',
  }) as Node;
  const { sql, ...others } = asNode(properties);
  const all = { ...others, sql: { anyOf: [...statements(asNode(sql)), sql ?? {}] } };
  return { $schema: $schema ?? '', title: 'A report of Rapport', ...rest, properties: withShortLists(all) };
}

/** One text may stand for both engines. */
const statements = ({ properties }: Node): Json[] => {
  const { sqlite } = asNode(properties);
  return sqlite ? [sqlite] : [];
};

/** What is in a list may be said by its type alone: `of: company`. */
function withShortLists(node: Json): Json {
  if (Array.isArray(node)) return node.map(withShortLists);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'of' ? { anyOf: [{ type: 'string' }, value] } : withShortLists(value),
    ]),
  );
}

const asNode = (value: Json | undefined): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** A node, or those that it may be. */
function choices(node: Node): Node[] {
  const options = [node.anyOf, node.oneOf].flatMap((each) => (Array.isArray(each) ? each : []));
  return options.length > 0 ? options.map(asNode).flatMap(choices) : [node];
}

function below(node: Node, part: PropertyKey): Node[] {
  if (typeof part === 'number') return [asNode(node.items)];
  const properties = asNode(node.properties);
  const name = String(part);
  return Object.hasOwn(properties, name) ? [asNode(properties[name])] : [asNode(node.additionalProperties)];
}

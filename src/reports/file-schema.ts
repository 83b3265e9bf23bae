import { z } from 'zod';
import { ReportDefinition } from './definition.ts';
import { MetricDefinition } from './metrics/metric.ts';

type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;
type Node = { [key: string]: Json };

/** What a file holds. */
type Held = 'report' | 'metric';

const schemas: Partial<Record<Held, Node>> = {};

/** The JSON Schema of a report's file, for editors: reports/schema.json. */
export function reportFileSchema(): Node {
  schemas.report ??= makeReportSchema();
  return schemas.report;
}

/** The JSON Schema of a metric's file: reports/metrics/schema.json. */
export function metricFileSchema(): Node {
  schemas.metric ??= { title: 'A metric of Rapport', ...jsonSchemaOf(MetricDefinition) };
  return schemas.metric;
}

/** The keys that there can be at a place of a report's file: `['columns', 'week']`. */
export const knownKeys = (path: readonly PropertyKey[]): string[] => keysAt(reportFileSchema(), path);

/** The same of a metric's file. */
export const knownMetricKeys = (path: readonly PropertyKey[]): string[] => keysAt(metricFileSchema(), path);

function keysAt(schema: Node, path: readonly PropertyKey[]): string[] {
  const nodes = path.reduce<Node[]>(
    (found, part) => found.flatMap(choices).flatMap((node) => below(node, part)),
    [schema],
  );
  return [...new Set(nodes.flatMap(choices).flatMap((node) => Object.keys(asNode(node.properties))))];
}

const jsonSchemaOf = (definition: z.ZodType) =>
  z.toJSONSchema(definition, { io: 'input', unrepresentable: 'any' }) as Node;

function makeReportSchema(): Node {
  const { $schema, properties, ...rest } = jsonSchemaOf(ReportDefinition);
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

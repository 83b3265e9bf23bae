import { expect, test } from 'vitest';
import { type JsonSchema, portableSchema } from '../../model/portable-schema.ts';
import { observerTools } from '../../observer/night/tools.ts';
import { MetricDefinition } from '../../reports/metrics/metric.ts';
import { openSqlite } from '../../store/sqlite.ts';
import { metricText } from '../../testing/metric-desk.ts';
import { createTeam } from '../../testing/team.ts';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { toolsFor } from './all.ts';
import type { Tools } from './tool.ts';

type Sent = { name: string; description: string; schema: JsonSchema };

/** Everything that any tool of the agent or the observer sends, as it is sent. */
async function everyTool(): Promise<Sent[]> {
  const folder = temporaryFolder();
  const store = openSqlite({ path: `${folder.path}/tools.db` });
  try {
    await store.migrate();
    const admin = await createTeam(store).as('Ada', { role: 'admin' });
    const nothing = {} as never;
    const pass = {
      stage: { propose, merge: propose },
    };
    const tools = {
      ...toolsFor(admin.actor, undefined, [METRIC]),
      ...observerTools(
        { ...admin, scope: { kind: 'member', memberId: '' } } as never,
        {
          ...pass,
          newRows: nothing,
          known: [],
          handedOut: new Set(),
        } as never,
      ),
    } as Pick<Tools, string>;
    return Object.entries(tools).map(([name, { description, input }]) => ({
      name,
      description,
      schema: portableSchema(input),
    }));
  } finally {
    await store.close();
    folder.remove();
  }
}
/** Metrics are the team's own; all their schemas are alike. */
const METRIC = {
  definition: MetricDefinition.parse(JSON.parse(metricText())),
  ...{ hash: '', values: {}, formats: {} },
};
const propose = async () => ({ accepted: true });

const WORDS = [
  'type',
  'description',
  'enum',
  'format',
  'minimum',
  'maximum',
  'items',
  'properties',
  'required',
];
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean'];

/** What a server would refuse in a schema, field by field. */
function faults(schema: JsonSchema, at: string): string[] {
  const { type, format, properties = {}, items, required = [] } = schema;
  return [
    ...Object.keys(schema).flatMap((word) => (WORDS.includes(word) ? [] : [`${at} has ${word}`])),
    ...(TYPES.includes(type) ? [] : [`${at} has no plain type`]),
    ...(format && format !== 'date' ? [`${at} has the format ${format}`] : []),
    ...(schema.enum && type !== 'string' ? [`${at} chooses from what are no words`] : []),
    ...(type === 'array' && !items ? [`${at} has no items`] : []),
    ...required.flatMap((name) =>
      name in properties ? [] : [`${at} requires ${name}, which it does not have`],
    ),
    ...Object.entries(properties).flatMap(([name, each]) => faults(each, `${at}.${name}`)),
    ...(items ? faults(items, `${at}[]`) : []),
  ];
}

test('every provider takes the schema of every tool of agent and observer', async () => {
  const tools = await everyTool();
  expect(tools.length).toBeGreaterThan(15);
  expect(tools.flatMap(({ name, schema }) => faults(schema, name))).toEqual([]);
});

test('every tool has a name and a description that every provider takes', async () => {
  for (const { name, description } of await everyTool()) {
    expect(name).toMatch(/^[a-z][a-z_]{1,40}$/);
    expect(description.length).toBeGreaterThan(10);
    expect(description.length).toBeLessThanOrEqual(1_024);
  }
});

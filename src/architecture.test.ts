import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const SRC = import.meta.dirname;

/** Which rooms a room may import. Files on the ground floor (directly in src) are open to all. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  store: [],
  queue: ['store'],
  model: [],
  crm: ['store'],
  conversation: ['store', 'queue'],
  reports: ['store'],
  delivery: ['store', 'queue', 'reports'],
  observer: ['store', 'queue', 'crm', 'conversation', 'delivery', 'model'],
  agent: ['store', 'queue', 'crm', 'conversation', 'reports', 'delivery', 'observer', 'model'],
  slack: ['store', 'queue', 'crm', 'conversation', 'reports', 'delivery', 'observer', 'agent'],
  playground: [
    'store',
    'queue',
    'crm',
    'conversation',
    'reports',
    'delivery',
    'observer',
    'agent',
    'model',
    'slack',
  ],
  testing: [
    'store',
    'queue',
    'crm',
    'conversation',
    'reports',
    'delivery',
    'observer',
    'agent',
    'model',
    'slack',
    'playground',
  ],
};

/** Ground-floor files that wire everything together. */
const WIRING = new Set(['main.ts', 'start.ts']);

/** Who owns an outside package: nobody else imports it. */
const OWNERS: Record<string, readonly string[]> = {
  '@slack/bolt': ['slack'],
  '@slack/socket-mode': ['slack'],
  '@slack/types': ['slack', 'playground'],
  '@slack/web-api': ['slack', 'playground'],
  '@ai-sdk/openai': ['model'],
  '@ai-sdk/openai-compatible': ['model'],
  '@ai-sdk/provider': ['model', 'playground'],
  ai: ['model', 'agent', 'observer'],
  'better-sqlite3': ['store'],
  pg: ['store'],
  'drizzle-orm': ['store', 'queue', 'crm', 'conversation', 'delivery', 'reports', 'observer'],
  yaml: ['reports'],
  'sqlite3-parser': ['reports'],
  'csv-stringify': ['delivery'],
  croner: ['delivery/cadence'],
  'chrono-node': ['playground'],
  'fastest-levenshtein': ['crm'],
  pino: ['log.ts'],
  ulid: ['ids.ts'],
  emulate: ['playground'],
  ws: ['playground'],
  react: ['playground'],
  'react-dom': ['playground'],
  vite: ['playground'],
  'playwright-core': ['playground'],
  '@vitejs/plugin-react': ['playground'],
  'slack-blocks-to-jsx': ['playground'],
};

/** Open to all: the way data is described. */
const COMMON = new Set(['zod']);

type Import = { file: string; room: string; target: string };

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((name) => join(SRC, name))
  .filter((name) => /\.tsx?$/.test(name));

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || roomOf(file) === 'testing';

function roomOf(file: string): string {
  const [first = '', ...rest] = relative(SRC, file).split('/');
  return rest.length === 0 ? '' : first;
}

const imports: Import[] = files
  .filter((file) => !isTest(file))
  .flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const targets = [...text.matchAll(/(?:from|import)\s+'([^']+)'|import\('([^']+)'\)/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    return targets.map((target) => ({ file: relative(SRC, file), room: roomOf(file), target }));
  });

test('there is something to look at', () => {
  expect(imports.length).toBeGreaterThan(200);
});

test('rooms import only the rooms below them', () => {
  const wrong = imports
    .filter(({ target }) => target.startsWith('.'))
    .map((each) => ({ ...each, to: roomOf(resolve(SRC, dirname(each.file), each.target)) }))
    .filter(({ room, to, file }) => {
      if (to === '' || to === room || WIRING.has(file)) return false;
      // The ground floor names the types of the store, which lies below everything.
      if (room === '') return to !== 'store';
      return !MAY_IMPORT[room]?.includes(to);
    });
  expect(wrong).toEqual([]);
});

test('nobody imports main', () => {
  expect(imports.filter(({ target }) => /(^|\/)main\.ts$/.test(target))).toEqual([]);
});

test('every outside package has one owner, and nobody else uses it', () => {
  const wrong = imports
    .filter(({ target }) => !target.startsWith('.') && !target.startsWith('node:'))
    .filter(({ file, target }) => {
      const name = target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
      if (COMMON.has(name) || WIRING.has(file)) return false;
      return !OWNERS[name]?.some(
        (owner) => file === owner || file.startsWith(`${owner}/`) || file.startsWith(`${owner}.`),
      );
    });
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('only the ground floor reads the environment, or ends the process', () => {
  const allowed: Record<string, readonly string[]> = {
    'process.env': ['config.ts'],
    'process.exit': ['run.ts'],
  };
  const wrong = files
    .filter((file) => !isTest(file) && roomOf(file) !== 'playground')
    .flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      return Object.entries(allowed)
        .filter(([words, places]) => text.includes(words) && !places.includes(relative(SRC, file)))
        .map(([words]) => `${relative(SRC, file)} uses ${words}`);
    });
  expect(wrong).toEqual([]);
});

/** What tells the time, or waits, without a clock that was handed in. */
const AMBIENT_TIME = [
  /(?<![.\w])(?:set|clear)(?:Timeout|Interval|Immediate)\(/,
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bperformance\.now\b/,
  /\bprocess\.hrtime\b/,
  /\bAbortSignal\.timeout\b/,
  /'node:timers/,
];

/** The clocks themselves, and what no clock can be handed to. */
const OWN_TIME = new Set([
  'clock.ts',
  'testing/team.ts',
  // A process of its own, which has nothing but what it is asked.
  'store/reporting/sqlite-child.ts',
]);

test('nobody tells the time or waits but by the clock', () => {
  const wrong = files
    .map((file) => ({ file, name: relative(SRC, file) }))
    .filter(({ name }) => !/\.test\.tsx?$/.test(name) && !OWN_TIME.has(name))
    .filter(({ name }) => !/^playground\/web\//.test(name))
    .flatMap(({ file, name }) => {
      const text = readFileSync(file, 'utf8');
      return AMBIENT_TIME.flatMap((words) => words.exec(text)?.[0] ?? []).map((found) => `${name}: ${found}`);
    });
  expect(wrong).toEqual([]);
});

/** All rooms of the product, the lowest first. */
const ROOMS = [
  'store',
  'names',
  'queue',
  'model',
  'crm',
  'conversation',
  'reports',
  'delivery',
  'telemetry',
  'keeping',
  'observer',
  'agent',
  'app',
  'slack',
  'emulator',
  'playground',
] as const;

/**
 * Which rooms a room may import, and a file that may import more than its room. The files directly in src/ are the ground
 * floor, which is open to all.
 */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  // The types of the store, which lies below everything.
  '': ['store'],
  'src/start.ts': ROOMS,
  store: [],
  names: [],
  queue: ['store'],
  model: [],
  crm: ['store', 'names'],
  conversation: ['store', 'queue'],
  reports: ['store'],
  delivery: ['store', 'queue', 'reports'],
  telemetry: ['store', 'queue', 'delivery'],
  keeping: ['store', 'queue', 'crm', 'conversation', 'delivery'],
  observer: ['store', 'queue', 'crm', 'conversation', 'delivery', 'model'],
  agent: ['store', 'queue', 'crm', 'conversation', 'reports', 'delivery', 'observer', 'model'],
  app: ['store', 'queue', 'crm', 'conversation', 'reports', 'delivery', 'observer', 'agent'],
  slack: ['store', 'crm', 'conversation', 'reports', 'delivery', 'app'],
  emulator: [],
  playground: ['store', 'names', 'queue', 'crm', 'reports', 'delivery', 'observer', 'emulator'],
  scripts: [...ROOMS, 'testing'],
  testing: ROOMS,
  architecture: [],
};

/** What is not open to all: nobody but the tests, its own files and these may import it. */
export const KEPT_FOR: Record<string, readonly string[]> = {
  'src/main.ts': [],
  'src/run.ts': ['src/main.ts', 'src/playground'],
  'src/start.ts': ['src/run.ts', 'src/playground', 'src/testing', 'scripts'],
  scripts: [],
  // Scripts that measure or judge.
  'src/testing': ['scripts/bench', 'scripts/bench-database.ts', 'scripts/eval.ts', 'scripts/reports/lint.ts'],
};

/** Who owns an outside package: nobody else but the tests imports it. A bench compares with some of them. */
export const OWNERS: Record<string, readonly string[]> = {
  '@slack/bolt': ['src/slack', 'scripts/bench'],
  '@slack/socket-mode': ['src/slack'],
  '@slack/types': ['src/slack'],
  '@slack/web-api': ['src/slack', 'src/testing', 'scripts/bench', 'scripts/doctor/slack.ts'],
  '@ai-sdk/openai': ['src/model'],
  '@ai-sdk/openai-compatible': ['src/model'],
  '@ai-sdk/provider': ['src/model', 'src/playground', 'src/testing', 'scripts/bench'],
  ai: ['src/model', 'src/agent', 'src/observer'],
  'better-sqlite3': [
    'src/store',
    'src/testing/large-crm',
    'src/testing/scale',
    'src/testing/old-database.ts',
    'src/testing/uncertain-disk.ts',
    'scripts/bench',
  ],
  pg: ['src/store', 'src/testing/large-crm', 'src/testing/shared-postgres.ts'],
  '@electric-sql/pglite': ['src/testing/pglite-store.ts', 'src/testing/old-database.ts'],
  'drizzle-orm': [
    'src/store',
    'src/queue',
    'src/crm',
    'src/conversation',
    'src/delivery',
    'src/keeping',
    'src/reports',
    'src/observer',
    'src/testing',
    'scripts/bench',
  ],
  'drizzle-kit': ['scripts/drizzle'],
  yaml: [
    'src/reports',
    'src/testing/corpus',
    'src/testing/golden',
    'src/testing/name-cases.ts',
    'scripts/bench',
    'scripts/doctor/slack.ts',
  ],
  'sqlite3-parser': ['src/reports'],
  'csv-parse': ['src/crm/importing'],
  'csv-stringify': ['src/delivery'],
  croner: ['src/delivery/cadence.ts', 'scripts/bench'],
  'chrono-node': ['src/playground'],
  'fastest-levenshtein': ['src/names', 'src/nearest-word.ts'],
  'any-ascii': ['src/names'],
  'free-email-domains-list': ['src/names'],
  'libphonenumber-js': ['src/names'],
  pino: ['src/log.ts'],
  'prom-client': ['src/telemetry'],
  ulid: ['src/ids.ts'],
  ws: ['src/emulator'],
  react: ['src/playground'],
  'react-dom': ['src/playground'],
  vite: ['src/playground', 'src/testing/kills'],
  'playwright-core': ['src/testing', 'scripts/screenshot.ts'],
  '@vitejs/plugin-react': ['src/playground'],
  'slack-blocks-to-jsx': ['src/playground'],
  autocannon: ['scripts/bench'],
  'gpt-tokenizer': ['src/testing/tokens.ts'],
  vitest: [
    'src/testing/settings.ts',
    'src/testing/stores.ts',
    'src/testing/shared-postgres.ts',
    'src/testing/files-of-a-run.ts',
  ],
  // The way data is described, open to all.
  zod: ['src', 'scripts'],
};

/** Words by which a file reaches around what it was given, and where they are allowed. */
export const AMBIENT: Record<string, { words: readonly RegExp[]; allowed: readonly string[] }> = {
  'reads the environment': {
    words: [/\bprocess\.env\b/],
    allowed: ['src/config.ts', 'src/playground', 'src/testing', 'scripts'],
  },
  'ends the process': {
    words: [/\bprocess\.exit\b/],
    allowed: ['src/run.ts', 'src/playground', 'src/testing', 'scripts'],
  },
  'hands on a part of a context, or a transaction beside it': {
    words: [/\bPick<(?:System|Context)\b/, /\btx: Tx\b/],
    allowed: ['src/context.ts', 'src/store', 'scripts/bench/dreams/faulty-store.ts'],
  },
  'tells the time or waits but by the clock': {
    words: [
      /(?<![.\w])(?:set|clear)(?:Timeout|Interval|Immediate)\(/,
      /\bDate\.now\b/,
      /\bnew Date\(\)/,
      /\bperformance\.now\b/,
      /\bprocess\.hrtime\b/,
      /\bAbortSignal\.timeout\b/,
      /'node:(?:timers)/,
    ],
    allowed: [
      // The clocks themselves.
      'src/clock.ts',
      'src/testing/team.ts',
      // No clock can be handed to a browser, or to a process of its own.
      'src/playground/web',
      'src/store/watch-over.ts',
      // A bench measures real time.
      'scripts/bench',
    ],
  },
};

/** What app/ does not know: Slack's packages, its words for what is pressed, and our own way to it. */
export const SLACK_WORDS: readonly RegExp[] = [
  /@slack\//,
  /\/slack\//,
  /\baction_id\b/,
  /\btrigger_id\b/,
  /\bresponse_url\b/,
  /\bprivate_metadata\b/,
];

export const MOST_LINES = 300;

/** Files that are longer all the same. The list only ever shrinks. */
export const TOO_LONG: readonly string[] = [];

/** Files that import each other in a circle all the same. The list only ever shrinks. */
export const CIRCLES: readonly (readonly string[])[] = [];

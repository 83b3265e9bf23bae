import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/**
 * Which project a test file is in follows from its name: `*.long.test.ts` is long, `page*.test.ts` needs a browser, and
 * the others are told apart by their room.
 *
 *   npm test              unit, store, app and page
 *   npm run test:long     long, in full; without `--mode full` in small numbers
 *   npx vitest run FILE   one file, whatever its project
 */
const LONG = 'src/**/*.long.test.ts';
const PAGE = 'src/playground/page*.test.ts';
/** Verbs, on a real store: SQLite, and Postgres where it matters. */
const STORE = inRooms('store', 'crm', 'conversation', 'reports', 'delivery', 'observer', 'agent');
/** The whole app against emulated servers. */
const APP = inRooms('slack', 'playground', 'testing');
/** No store and no server. */
const UNIT = ['src/*.test.ts', ...inRooms('model')];

function inRooms(...rooms: string[]): string[] {
  return rooms.map((room) => `src/${room}/**/*.test.ts`);
}

function project(name: string, include: string[], exclude: string[]): TestProjectConfiguration {
  return { extends: true, test: { name, include, exclude } };
}

export default defineConfig(({ mode }) => ({
  test: {
    projects: [
      project('unit', UNIT, [LONG]),
      project('store', STORE, [LONG]),
      project('app', APP, [LONG, PAGE]),
      project('page', [PAGE], []),
      project('long', [LONG], []),
    ],
    // Two at least: much of what takes time waits for another process.
    maxWorkers: Math.max(2, availableParallelism()),
    // A limit for what hangs, also on a machine that is busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    provide: {
      /** How much of what takes long is done. */
      scale: mode === 'full' ? 'full' : 'small',
      /** `SEED=7 npx vitest run FILE` plays what is random once more. */
      seed: Number(process.env.SEED ?? 0),
    },
  },
}));

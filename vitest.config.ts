import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Which project a test file is in follows from its name: `*.long.test.ts` is long, `page*.test.ts` needs a browser,
 * `*.isolated.test.ts` shares no module with other files, and the others are short.
 * `*.attacks.test.ts` has a list of attacks, of which its project takes a part and `npm run test:long` all.
 *
 *   npm test              all but the long ones
 *   npm run test:long     long, in full; without `--mode full` in small numbers
 *   npx vitest run FILE   one file, whatever its project
 */
const ALL = ['src/**/*.test.ts', 'scripts/**/*.test.ts'];
const LONG = 'src/**/*.long.test.ts';
const ATTACKS = 'src/**/*.attacks.test.ts';
/** What puts something else in the place of a module, and so shares no module with other files. */
const ISOLATED = ['src/**/*.isolated.test.ts', 'scripts/**/*.isolated.test.ts'];
const PAGE = 'src/playground/page*.test.ts';

type Options = { exclude?: string[]; scale?: 'small' | 'full'; isolate?: boolean };

/** Files that share a worker share its modules, which halves the processor time: a test leaves nothing behind in them. */
function project(
  name: string,
  include: string[],
  { exclude = [], scale = 'small', isolate = false }: Options = {},
): TestProjectConfiguration {
  return { extends: true, test: { name, include, exclude, isolate, provide: { scale } } };
}

/** What takes longest begins first. Files of a project come one after another, since each project loads all modules anew. */
const ORDER = ['long', 'page', 'isolated', 'short'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ project }: TestSpecification) => ORDER.indexOf(project.name);
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    projects: [
      project('short', ALL, { exclude: [LONG, ...ISOLATED, PAGE] }),
      project('isolated', ISOLATED, { isolate: true }),
      project('page', [PAGE]),
      mode === 'full' ? project('long', [LONG, ATTACKS], { scale: 'full' }) : project('long', [LONG]),
    ],
    sequence: { sequencer: LongFirst },
    globalSetup: ['src/testing/files-of-a-run.ts', 'src/testing/shared-postgres.ts'],
    // More than there are processors: much of what takes time waits for another process.
    maxWorkers: availableParallelism() + 2,
    // A limit for what hangs, also on a machine that is busy with something else.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    provide: {
      /** `SEED=7 npx vitest run FILE` plays what is random once more. */
      seed: Number(process.env.SEED ?? 0),
      /** `SOAK_MINUTES=2 npm run test:long` has Rapport work for so long; 0 leaves that out. */
      soakMinutes: Number(process.env.SOAK_MINUTES ?? (mode === 'full' ? 15 : 0.5)),
    },
  },
}));

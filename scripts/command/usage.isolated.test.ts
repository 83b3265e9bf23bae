import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { describeFailure } from './failure.ts';

/* Each command is loaded as `npm run` loads it, but is not run before a test gives it words. */

type Command = { work(words: string[]): Promise<number>; usage: string };

const loaded = vi.hoisted(() => [] as Command[]);
vi.mock('./command.ts', async (original) => ({
  ...(await original<object>()),
  runCommand: (work: Command['work'], usage: string) => void loaded.push({ work, usage }),
}));

const ROOT = join(import.meta.dirname, '../..');

const { scripts: SCRIPTS } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The commands of package.json that are scripts of ours, with the file of each. */
const COMMANDS = Object.entries(SCRIPTS).flatMap(([name, line]): [string, string][] => {
  const [, file] = /load-typescript\.js (scripts\/[\w-]+\.ts)/.exec(line) ?? [];
  return file ? [[name, file]] : [];
});

/** What each command is called with that it does not understand, and what it says. */
const WRONG: Record<string, [words: string[], says: RegExp][]> = {
  members: [
    [['lst'], /“lst” here \(did you mean “list”\?\)/],
    [['role', 'U0TOM', 'lead', 'now'], /what to do with “now”/],
    [['retire'], /Say whom/],
  ],
  reports: [
    [['lnt'], /“lnt” here \(did you mean “lint”\?\)/],
    [['run', 'my-week', '--fromat', 'csv'], /no option --fromat \(did you mean “format”\?\)/],
    [['lint', 'my-week'], /what to do with “my-week”/],
    [['new'], /Say which name/],
  ],
  crm: [[['lit'], /“lit” here \(did you mean “lint”\?\)/]],
  erase: [
    [['contct', 'Ana'], /“contct” here \(did you mean “contact”\?\)/],
    [['contact'], /Say whom/],
    [['contact', 'Ana', '--yess'], /did you mean “yes”/],
  ],
  person: [
    [['exprt', 'Ana', 'a.json'], /“exprt” here \(did you mean “export”\?\)/],
    [['export', 'Ana'], /Say whom, and into which file/],
    [['export', 'Ana', 'nowhere/ana.json'], /There is no folder .*nowhere/],
  ],
  export: [[[], /Name one folder/]],
  load: [[['a', 'b'], /Name one folder/]],
  migrate: [[['--rules-new'], /did you mean “rules-anew”/]],
  nightly: [
    [['--nigth', '2026-11-25'], /did you mean “night”/],
    [['--night', '2026-13-25'], /“2026-13-25” is no day/],
    [['tonight'], /what to do with “tonight”/],
  ],
  retry: [
    [['mesages'], /“mesages” here \(did you mean “messages”\?\)/],
    [['--dryrun'], /did you mean “dry-run”/],
  ],
  restore: [[['--replac', 'a.db'], /did you mean “replace”/]],
  import: [[['contacts', 'a.csv', '--dryrun'], /did you mean “dry-run”/]],
  bench: [
    [['tokns'], /“tokns” here \(did you mean “tokens”\?\)/],
    [['night'], /Name the file/],
    [['night', 'nowhere.db'], /There is no nowhere\.db/],
  ],
  'bench:database': [
    [[], /Name the file/],
    [['package.json'], /package\.json is there already/],
    [['nowhere/a.db'], /There is no folder .*nowhere/],
  ],
  'bench:dreams': [
    [['--digest'], /did you mean “digests”/],
    [['--seed', 'x'], /--seed x is no whole number/],
  ],
  eval: [[['nothing'], /There is no “nothing” here/]],
  doctor: [[['now'], /what to do with “now”/]],
  demo: [[['abc'], /“abc” is not a port/]],
};

const commands = new Map<string, Command>();

/** Loads a command once; gives what it does with the words on its line, and how it is called. */
async function load(name: string): Promise<Command> {
  const known = commands.get(name);
  if (known) return known;
  const [, file = ''] = COMMANDS.find(([each]) => each === name) ?? [];
  await import(join(ROOT, file));
  const command = loaded.at(-1);
  if (!command) throw new Error(`${file} runs no command.`);
  commands.set(name, command);
  return command;
}

// What a command needs is loaded within its first test: most of the program, for some.
describe('commands for operators', { timeout: 900_000 }, () => {
  /** What a command says that refuses its words. */
  const refusal = async (name: string, words: string[]): Promise<string> => {
    const { work } = await load(name);
    const done = work(words);
    await expect(done).rejects.toThrow();
    return describeFailure(await done.catch((error: unknown) => error));
  };

  test('each of them is known here', () => {
    const names = COMMANDS.map(([name]) => name).filter((name) => !['backup', 'screenshot'].includes(name));
    expect(names.toSorted()).toEqual(Object.keys(WRONG).toSorted());
  });

  // npm passes a signal on to its shell alone, and tsx's own command holds one back while the program is busy.
  test.each(COMMANDS)('%s is stopped by a signal to npm', (name, file) => {
    expect(SCRIPTS[name]).toBe(`exec node --import ./src/load-typescript.js ${file}`);
  });

  test.each(COMMANDS)('%s says how it is called', async (name) => {
    const { usage } = await load(name);
    expect(usage.split('\n')[0]).toMatch(new RegExp(`^npm run ${name}(?: |$)`));
  });

  test.each(COMMANDS)('%s refuses an option that there is not, with how it is called', async (name) => {
    expect(await refusal(name, ['--nonsense'])).toContain(`npm run ${name}`);
  });

  const wrong = Object.entries(WRONG).flatMap(([name, all]) => all.map((each) => [name, ...each] as const));
  test.each(wrong)('%s %j is refused in words', async (name, words, says) => {
    expect(await refusal(name, words)).toMatch(says);
  });
});

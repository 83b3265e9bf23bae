import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/* Each command is loaded as `npm run` loads it, with other words on its line; nothing of it goes on after it has ended. */

const ROOT = join(import.meta.dirname, '../..');

/** The commands of package.json that are scripts of ours, with the file of each. */
const COMMANDS = Object.entries(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
).flatMap(([name, line]): [string, string][] => {
  const [, file] = /\btsx (scripts\/[\w-]+\.ts)/.exec(line) ?? [];
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

/** Runs a command with some words; gives its code and what it has said. */
async function run(file: string, words: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const note = (text: unknown) => void said.push(String(text));
  vi.spyOn(console, 'log').mockImplementation(note);
  vi.spyOn(console, 'error').mockImplementation(note);
  const ended = new Promise<number>((end) => {
    vi.spyOn(process, 'exit').mockImplementation((code) => {
      end(Number(code));
      return undefined as never;
    });
  });
  process.argv = ['node', file, ...words];
  await import(join(ROOT, file));
  const code = words.includes('--help') ? 0 : await ended;
  return { code, said: said.join('\n') };
}

describe('commands for operators', () => {
  const { argv } = process;
  beforeEach(() => vi.resetModules());
  afterEach(() => {
    process.argv = argv;
    vi.restoreAllMocks();
  });

  test('each of them is known here', () => {
    const names = COMMANDS.map(([name]) => name);
    expect(names.filter((name) => !['backup', 'screenshot'].includes(name)).toSorted()).toEqual(
      Object.keys(WRONG).toSorted(),
    );
  });

  test.each(COMMANDS)('%s --help says how it is called, and does nothing', async (name, file) => {
    const { said } = await run(file, ['--help']);
    expect(said.split('\n')[0]).toMatch(new RegExp(`^npm run ${name}(?: |$)`));
  });

  test.each(COMMANDS)('%s refuses an option that there is not, with how it is called', async (name, file) => {
    const { code, said } = await run(file, ['--nonsense']);
    expect(code).toBe(1);
    expect(said).toContain(`npm run ${name}`);
    expect(said).not.toMatch(/\n {4}at /);
  });

  const wrong = Object.entries(WRONG).flatMap(([name, all]) => all.map((each) => [name, ...each] as const));
  test.each(wrong)('%s %j is refused in words', async (name, words, says) => {
    const file = COMMANDS.find(([each]) => each === name)?.[1] ?? '';
    const { code, said } = await run(file, words);
    expect(said).toMatch(says);
    expect(code).toBe(1);
    expect(said).not.toMatch(/\n {4}at /);
  });
});

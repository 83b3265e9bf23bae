import { type ParseArgsConfig, parseArgs } from 'node:util';
import { codeOf, messageOf } from '../../src/errors.ts';
import { didYouMean } from '../../src/nearest-word.ts';
import { describeFailure } from './failure.ts';

/**
 * Runs an operator's command with the words that follow its name, and ends the process with the code it gives. `--help` prints the
 * usage, and does nothing. What goes wrong is one sentence and code 1.
 */
export function runCommand(work: (words: string[]) => Promise<number>, usage: string): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreLeft);
  const words = process.argv.slice(2);
  if (words.some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    return;
  }
  work(words).then(
    (code) => process.exit(code),
    (error) => {
      console.error(describeFailure(error));
      process.exit(1);
    },
  );
}

/** Whoever reads what is said, such as `head`, may leave: the work is done to its end all the same. */
function ignoreLeft(error: Error): void {
  if (codeOf(error) !== 'EPIPE') throw error;
}

/** Finds a part of a command, or what it is about, by its name. Throws with the usage when there is none. */
export function findPart<Part>(parts: Record<string, Part>, name: string, usage: string): Part {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (!part) throw new Error(`There is no “${name}” here${didYouMean(name, Object.keys(parts))}.\n${usage}`);
  return part;
}

/** Throws with the usage when a command was given more words than it takes. */
export function requireNoMore(rest: readonly string[], usage: string): void {
  if (rest.length === 0) return;
  const words = rest.map((word) => `“${word}”`).join(', ');
  throw new Error(`I do not know what to do with ${words}.\n${usage}`);
}

/** Reads the words behind a command. Throws what is wrong with them, with the option that was most likely meant. */
export function parseWords<Config extends ParseArgsConfig>(
  config: Config,
  usage: string,
): ReturnType<typeof parseArgs<Config>> {
  let wrong: string;
  try {
    return parseArgs(config);
  } catch (error) {
    if (!codeOf(error).startsWith('ERR_PARSE_ARGS')) throw error;
    wrong = describe(error, Object.keys(config.options ?? {}));
  }
  throw new Error(`${wrong}\n${usage}`);
}

/** What is wrong with an option. Node's own sentences tell of values that are missing, or are none too many. */
function describe(error: unknown, options: readonly string[]): string {
  const said = messageOf(error);
  const [, name] = /^Unknown option '--?([^']+)'/.exec(said) ?? [];
  if (name !== undefined) return `There is no option --${name}${didYouMean(name, options)}.`;
  const [, word] = /^Unexpected argument '([^']+)'/.exec(said) ?? [];
  return word === undefined ? said : `I do not know what to do with “${word}”.`;
}

import { type ParseArgsConfig, parseArgs } from 'node:util';
import { ConfigError, codeOf, messageOf } from '../../src/errors.ts';
import { didYouMean } from '../../src/nearest-word.ts';

/** Runs an operator's command with the words that follow its name, and ends the process with the code it gives. */
export function runCommand(work: (words: string[]) => Promise<number>): void {
  work(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error) => {
      console.error(error instanceof ConfigError ? error.message : messageOf(error));
      process.exit(1);
    },
  );
}

/** Finds a part of a command by its name. Throws with the usage when there is none. */
export function findPart<Part>(parts: Record<string, Part>, name: string, usage: string): Part {
  const part = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (!part)
    throw new Error(`There is no command “${name}”${didYouMean(name, Object.keys(parts))}.\n${usage}`);
  return part;
}

/** Reads the words behind a command. Throws what is wrong with them, with the option that was most likely meant. */
export function parseWords<Config extends ParseArgsConfig>(
  config: Config,
  usage?: string,
): ReturnType<typeof parseArgs<Config>> {
  let wrong: string;
  try {
    return parseArgs(config);
  } catch (error) {
    if (!codeOf(error).startsWith('ERR_PARSE_ARGS')) throw error;
    wrong = describe(error, Object.keys(config.options ?? {}));
  }
  throw new Error(usage ? `${wrong}\n${usage}` : wrong);
}

/** Node's own sentence, but for an option that there is not. */
function describe(error: unknown, options: readonly string[]): string {
  const [, name] = /^Unknown option '--?([^']+)'/.exec(messageOf(error)) ?? [];
  if (name === undefined) return messageOf(error);
  return `There is no option --${name}${didYouMean(name, options)}.`;
}

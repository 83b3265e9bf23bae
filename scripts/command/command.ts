import { ConfigError, messageOf } from '../../src/errors.ts';

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
  if (!part) throw new Error(`There is no command ${name}.\n${usage}`);
  return part;
}

import { readFileSync } from 'node:fs';
import { ConfigError, messageOf } from './errors.ts';

/** `SLACK_BOT_TOKEN_FILE` names the file that holds `SLACK_BOT_TOKEN`, as containers and systemd hand over secrets. */
const ENDING = '_FILE';

/**
 * Gives an environment with the settings that stand in files: `NAME_FILE=/run/secrets/name` is `NAME` with what the file holds, without
 * the line break at its end. Throws `ConfigError` when a file cannot be read or is empty, and when a setting is given both ways.
 */
export function readSecretFiles(
  env: Record<string, string | undefined>,
  settings: readonly string[],
): Record<string, string | undefined> {
  const problems: string[] = [];
  const read = settings.flatMap((name): [string, string][] => {
    const path = env[name + ENDING]?.trim();
    if (!path || settings.includes(name + ENDING)) return [];
    if (env[name]?.trim()) {
      problems.push(`${name} and ${name}${ENDING} are both set: leave one of them out`);
      return [];
    }
    try {
      const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
      if (value.trim() === '') problems.push(`${name}${ENDING}: the file ${path} is empty`);
      return [[name, value]];
    } catch (error) {
      problems.push(`${name}${ENDING}: the file cannot be read: ${messageOf(error)}`);
      return [];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return read.length > 0 ? { ...env, ...Object.fromEntries(read) } : env;
}

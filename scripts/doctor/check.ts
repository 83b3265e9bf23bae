import type { Config } from '../../src/config.ts';

/** Checks one thing: gives what it has found in a few words, or throws with what to do. */
export type Check = (config: Config) => Promise<string>;

/** The answer of a check with several findings, or what is to be mended, each in a line of its own. */
export function conclude(said: string, { problems = [], warnings = [] }: Findings): string {
  if (problems.length > 0) throw new Error([...problems, ...warnings].join('\n    '));
  return [said, ...warnings.map((warning) => `! ${warning}`)].join('\n    ');
}

type Findings = { problems?: readonly string[]; warnings?: readonly string[] };

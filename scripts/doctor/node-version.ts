/**
 * The first version of each line of Node that fits, and what is newer than all of them, as package.json says it: older ones lack what
 * the modules need, and 24.0 to 24.2 write a warning at each start.
 */
const LEAST: Readonly<Record<number, number>> = { 20: 19, 22: 13, 24: 3 };
const NEWEST = Math.max(...Object.keys(LEAST).map(Number));

/** Whether Rapport runs on a version of Node, such as `22.13.1`. */
export function isNodeSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEWEST || minor >= (LEAST[major] ?? Number.POSITIVE_INFINITY);
}

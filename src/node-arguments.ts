/** What Node is told before the name of one of our files, or of a script that imports some. */
export const RUNS_TYPESCRIPT: readonly string[] = [
  '--import',
  new URL('./load-typescript.js', import.meta.url).href,
];

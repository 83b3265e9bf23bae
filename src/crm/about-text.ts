const DATED = /^\d{1,2} \p{L}{3} \d{4}: /gmu;

/** Whether what is said of a customer stands there already, in whole lines, on whatever day it was noted. */
export function isNoted(about: string | null, words: string): boolean {
  return `\n${(about ?? '').replace(DATED, '')}\n`.includes(`\n${words}\n`);
}

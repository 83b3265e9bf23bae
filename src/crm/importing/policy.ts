/** What an import may take. */
export const IMPORTING = {
  /** Largest file, in bytes. */
  mostBytes: 200 * 1024 * 1024,
  mostLines: 1_000_000,
  mostColumns: 500,
  /** Longest line of a file, in characters: a quote that is never closed makes the rest of the file one line. */
  longestLine: 200_000,
  /** Lines that are written in one transaction. */
  linesAtOnce: 100,
  /** Lines that are read, or for which customers are looked for, before other work has its turn: some milliseconds of it. */
  linesATurn: 20,
  /** Problems that are told one by one; the others are counted. */
  problemsTold: 20,
  /** Who runs an import says so with each slice, and this often; one that has said nothing for `silentMs` has died. */
  heardEveryMs: 10_000,
  silentMs: 60_000,
} as const;

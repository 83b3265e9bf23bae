/** The end of a refusal that tells the model that no metric has what was asked for. */
export const NOT_COUNTED =
  'If one of these means the same, ask with it. Otherwise tell the person plainly that this is not counted here; do not count yourself.';

/** What a refusal says no metric has, as it was called. */
export function uncountedIn(message: string): string[] {
  const lines = message.endsWith(NOT_COUNTED) ? message.split('\n') : [];
  return [...new Set(lines.flatMap((line) => UNMODELLED.exec(line)?.[1] ?? []))];
}

/** What `readRequest` says of it; other lines name what is there and was used wrongly. */
const UNMODELLED = /^(?:there is no metric|\S+ has no (?:measure|dimension)) “([^”]+)”/;

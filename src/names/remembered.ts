/** How many results are kept: those of the names of one search and of its candidates, many times over. */
const MOST = 4_096;

/** The same function, which remembers what it gave last; its results are not to be changed by anybody. */
export function remembered<Result>(read: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = read(text);
    if (known.size >= MOST) known.clear();
    known.set(text, result);
    return result;
  };
}

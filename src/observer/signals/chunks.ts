/** More values than this in one query would be too many for some database. */
const MOST_VALUES = 500;

/** The same items, in pieces that go into one query each. */
export function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / MOST_VALUES);
  return Array.from({ length: count }, (_, at) => items.slice(at * MOST_VALUES, (at + 1) * MOST_VALUES));
}

/** How many values one query is given. */
const AT_ONCE = 100;

/** A list in parts, each short enough for one query. */
export function chunks<Item>(items: readonly Item[], atOnce = AT_ONCE): Item[][] {
  const parts: Item[][] = [];
  for (let at = 0; at < items.length; at += atOnce) parts.push(items.slice(at, at + atOnce));
  return parts;
}

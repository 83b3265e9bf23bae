/** How many values one query is given. */
const AT_ONCE = 100;

/** A list in parts, each short enough for one query. */
export function chunks<Item>(items: readonly Item[], atOnce = AT_ONCE): Item[][] {
  return Array.from({ length: Math.ceil(items.length / atOnce) }, (_, at) =>
    items.slice(at * atOnce, (at + 1) * atOnce),
  );
}

/** The first items that have room together. */
export function takeFitting<Item>(items: Item[], room: number, lengthOf: (item: Item) => number): Item[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= lengthOf(item);
    return left < 0;
  });
  return end < 0 ? items : items.slice(0, end);
}

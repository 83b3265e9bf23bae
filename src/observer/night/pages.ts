/** How much one tool call shows. */
export const PAGE = {
  /** Items of a page. */
  items: 100,
  /** Characters of a page: it ends with the item before the one that makes it longer. */
  characters: 16_000,
  /** Characters of one text. */
  text: 1_500,
} as const;

/** The items after an id that fit a page by their number; from the beginning when no item has the id. */
export function candidatesAfter<Item extends { id: string }>(
  items: Item[],
  after: string | undefined,
): Item[] {
  const start = after ? items.findIndex(({ id }) => id === after) + 1 : 0;
  return items.slice(start, start + PAGE.items);
}

/** As many items as fit into one answer, measured as the observer is shown them; at least one. `last`: the end of them all. */
export function fitPage<Shown extends { id: string }>(
  shown: Shown[],
  last: { id: string } | undefined,
): { page: Shown[]; more: boolean } {
  let characters = 0;
  const beyond = shown.findIndex((item, at) => {
    characters += JSON.stringify(item).length;
    return at > 0 && characters > PAGE.characters;
  });
  const page = beyond === -1 ? shown : shown.slice(0, beyond);
  return { page, more: page.at(-1)?.id !== last?.id };
}

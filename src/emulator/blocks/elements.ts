import { isJson, listOf } from '../json.ts';
import { SLACK } from '../slack-policies.ts';
import type { Json } from '../workspace-types.ts';

/** An interactive element, and the block it stands in. */
export type FoundElement = { element: Json; blockId: string; isInput: boolean };

const PASSIVE = new Set(['mrkdwn', 'plain_text', 'image', 'text', 'link', 'emoji', 'user', 'channel']);

export function isInteractive(element: Json): boolean {
  const type = String(element.type);
  return !PASSIVE.has(type) && !type.startsWith('rich_text');
}

/** Every element of these blocks that somebody can touch. */
export function listElements(blocks: Json[]): FoundElement[] {
  return blocks.flatMap((block) => {
    const own = [
      ...listOf(block.elements),
      ...listOf(block.actions),
      ...[block.accessory, block.element].filter(isJson),
    ];
    const found = { blockId: String(block.block_id), isInput: block.type === 'input' };
    const here = own.filter(isInteractive).map((element) => ({ element, ...found }));
    return [...here, ...listElements(listOf(block.child_blocks))];
  });
}

type Wanted = { actionId: string; blockId?: string | undefined; value?: unknown };

/** The interactive element somebody means: by action, and by block or value where the action repeats. */
export function findElement(blocks: Json[], { actionId, blockId, value }: Wanted): FoundElement {
  const all = listElements(blocks);
  const named = all.filter(({ element }) => element.action_id === actionId);
  const inBlock = named.filter((found) => blockId === undefined || found.blockId === blockId);
  const exact = inBlock.find(({ element }) => value === undefined || element.value === value);
  const found = exact ?? inBlock[0];
  if (found) return found;
  const known = all.map(({ element }) => element.action_id).join(', ');
  throw new Error(`Nothing to click with action "${actionId}". Here is: ${known || 'nothing'}.`);
}

/** The options written into an element; an external select has none but those it begins with. */
export function optionsOf(element: Json): Json[] {
  return [
    ...listOf(element.options),
    ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
    ...listOf(element.initial_options),
    ...[element.initial_option].filter(isJson),
  ];
}

/** The characters after which this element asks the app for options. */
export const minQueryLength = (element: Json): number =>
  typeof element.min_query_length === 'number' ? element.min_query_length : SLACK.minQueryLength;

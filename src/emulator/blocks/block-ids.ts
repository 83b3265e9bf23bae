import { randomBytes } from 'node:crypto';
import { isJson } from '../json.ts';
import type { Json } from '../workspace-types.ts';
import { isInteractive } from './elements.ts';

/** Slack names every block and interactive element that the app left unnamed. */
export function nameBlocks(blocks: Json[]): Json[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? shortId(),
    ...(Array.isArray(block.elements) ? { elements: block.elements.map(nameElement) } : {}),
    ...(Array.isArray(block.actions) ? { actions: block.actions.map(nameElement) } : {}),
    ...(block.accessory ? { accessory: nameElement(block.accessory) } : {}),
    ...(block.type === 'input' ? { element: nameElement(block.element) } : {}),
  }));
}

function nameElement(element: unknown): unknown {
  if (!isJson(element) || !isInteractive(element)) return element;
  return { ...element, action_id: element.action_id ?? shortId() };
}

const shortId = () => randomBytes(4).toString('base64url').slice(0, 5);

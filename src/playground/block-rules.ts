import { randomBytes } from 'node:crypto';
import { isJson } from './http.ts';
import type { Json } from './workspace-types.ts';

/** Slack's documented numbers for messages, so that what is too large fails here as it would there. */
const RULES = {
  blocks: 50,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  header: 150,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2_000,
  blockId: 255,
  markdown: 12_000,
  tableRows: 101,
} as const;

const BLOCK_TYPES = new Set([
  'actions',
  'alert',
  'card',
  'carousel',
  'container',
  'context',
  'context_actions',
  'data_table',
  'data_visualization',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'markdown',
  'plan',
  'rich_text',
  'section',
  'table',
  'task_card',
  'video',
]);

/** The first thing Slack would refuse, in the words of its `response_metadata.messages`. */
export function findBlockProblem(blocks: Json[]): string | undefined {
  if (blocks.length > RULES.blocks)
    return `no more than ${RULES.blocks} items allowed [json-pointer:/blocks]`;
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const problem = blockProblem(block);
    if (problem) return `${problem} [json-pointer:/blocks/${index}]`;
    const id = String(block.block_id ?? `#${index}`);
    if (seen.has(id)) return `block_id ${id} already exists [json-pointer:/blocks/${index}]`;
    seen.add(id);
  }
  if (countOf(blocks, 'data_table') > 1) return 'only one data_table is allowed [json-pointer:/blocks]';
  if (countOf(blocks, 'data_visualization') > 2)
    return 'at most two data_visualization blocks [json-pointer:/blocks]';
  return undefined;
}

function blockProblem(block: Json): string | undefined {
  const type = String(block.type);
  if (!BLOCK_TYPES.has(type)) return `unsupported type: ${type}`;
  if (lengthOf(block.block_id) > RULES.blockId) return 'block_id is too long';
  switch (type) {
    case 'section': {
      if (!isJson(block.text) && !Array.isArray(block.fields))
        return 'missing required field: text or fields';
      if (textLength(block.text) > RULES.sectionText)
        return `must be less than ${RULES.sectionText + 1} characters`;
      if (itemsOf(block.fields).length > RULES.sectionFields)
        return `no more than ${RULES.sectionFields} fields`;
      if (itemsOf(block.fields).some((field) => lengthOf(field.text) > RULES.fieldText))
        return 'a field is too long';
      return elementProblem(block.accessory);
    }
    case 'header':
      if (isJson(block.text) && block.text.type !== 'plain_text') return 'a header must be plain_text';
      if (textLength(block.text) > RULES.header) return `must be less than ${RULES.header + 1} characters`;
      return textLength(block.text) === 0 ? 'must be more than 0 characters' : undefined;
    case 'context':
      if (itemsOf(block.elements).length > RULES.contextElements)
        return `no more than ${RULES.contextElements} elements`;
      return itemsOf(block.elements).length === 0 ? 'must provide elements' : undefined;
    case 'actions':
      if (itemsOf(block.elements).length > RULES.actions) return `no more than ${RULES.actions} elements`;
      if (itemsOf(block.elements).length === 0) return 'must provide elements';
      return firstProblem(itemsOf(block.elements));
    case 'markdown':
      return lengthOf(block.text) > RULES.markdown
        ? `must be less than ${RULES.markdown + 1} characters`
        : undefined;
    case 'data_table':
      if (!block.caption) return 'missing required field: caption';
      return Array.isArray(block.rows) && block.rows.length > RULES.tableRows
        ? `no more than ${RULES.tableRows} rows`
        : undefined;
    default:
      return undefined;
  }
}

function firstProblem(elements: Json[]): string | undefined {
  const ids = elements.flatMap((element) =>
    element.action_id === undefined ? [] : [String(element.action_id)],
  );
  if (new Set(ids).size !== ids.length) return 'action_id must be unique in its block';
  return elements.map(elementProblem).find((problem) => problem !== undefined);
}

function elementProblem(element: unknown): string | undefined {
  if (!isJson(element) || element.type !== 'button') return undefined;
  if (!isJson(element.text) || element.text.type !== 'plain_text') return 'a button needs plain_text';
  if (textLength(element.text) > RULES.buttonText)
    return `must be less than ${RULES.buttonText + 1} characters`;
  if (lengthOf(element.value) > RULES.buttonValue)
    return `must be less than ${RULES.buttonValue + 1} characters`;
  return undefined;
}

/** Slack names every block and interactive element that the app left unnamed. */
export function nameBlocks(blocks: Json[]): Json[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? shortId(),
    ...(Array.isArray(block.elements) ? { elements: block.elements.map(nameElement) } : {}),
    ...(Array.isArray(block.actions) ? { actions: block.actions.map(nameElement) } : {}),
    ...(block.accessory ? { accessory: nameElement(block.accessory) } : {}),
  }));
}

function nameElement(element: unknown): unknown {
  if (!isJson(element) || !isInteractive(element)) return element;
  return { ...element, action_id: element.action_id ?? shortId() };
}

const PASSIVE = new Set(['mrkdwn', 'plain_text', 'image', 'text', 'link', 'emoji', 'user', 'channel']);

export function isInteractive(element: Json): boolean {
  const type = String(element.type);
  return !PASSIVE.has(type) && !type.startsWith('rich_text');
}

const shortId = () => randomBytes(4).toString('base64url').slice(0, 5);
const lengthOf = (value: unknown) => (typeof value === 'string' ? value.length : 0);
const textLength = (value: unknown) => (isJson(value) ? lengthOf(value.text) : 0);
const countOf = (blocks: Json[], type: string) => blocks.filter((block) => block.type === type).length;

function itemsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

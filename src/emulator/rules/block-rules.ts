import { isInteractive } from '../blocks/elements.ts';
import { isJson, listOf } from '../json.ts';
import type { Json } from '../workspace-types.ts';
import { chartProblem } from './chart-rules.ts';
import { actionsElementProblem, contextActionsElementProblem, inputElementProblem } from './element-rules.ts';
import { dataTableProblem, plainTableProblem } from './table-rules.ts';
import {
  ANY_TEXT,
  allowText,
  firstProblem,
  lengthOf,
  type Problem,
  requireText,
  tooLong,
} from './text-rules.ts';

/** Slack's documented numbers, so that what is too large fails here as it would there. */
const RULES = {
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  header: 150,
  contextElements: 10,
  actions: 25,
  contextActions: 5,
  inputLabel: 2_000,
  blockId: 255,
  markdown: 12_000,
} as const;

type Surface = 'message' | 'modal' | 'home';

const BLOCKS: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

const EVERYWHERE = [
  'actions',
  'alert',
  'card',
  'carousel',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'video',
];
const IN_MESSAGES = [
  'container',
  'context_actions',
  'data_table',
  'data_visualization',
  'file',
  'markdown',
  'plan',
  'table',
  'task_card',
];

/** How many blocks of a type one message may have. */
const AT_MOST: Record<string, number> = { data_table: 1, table: 1, data_visualization: 2 };

/** The first thing Slack would refuse, in the words of its `response_metadata.messages`. */
export function findBlockProblem(blocks: Json[], surface: Surface = 'message'): Problem {
  if (blocks.length > BLOCKS[surface])
    return `no more than ${BLOCKS[surface]} items allowed [json-pointer:/blocks]`;
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const problem = blockProblem(block, surface);
    if (problem) return `${problem} [json-pointer:/blocks/${index}]`;
    const id = String(block.block_id ?? `#${index}`);
    if (seen.has(id)) return `block_id ${id} already exists [json-pointer:/blocks/${index}]`;
    seen.add(id);
  }
  return firstProblem(Object.entries(AT_MOST), ([type, most]) =>
    blocks.filter((block) => block.type === type).length > most
      ? `no more than ${most} ${type} allowed [json-pointer:/blocks]`
      : undefined,
  );
}

function blockProblem(block: Json, surface: Surface): Problem {
  const type = String(block.type);
  const isKnown = EVERYWHERE.includes(type) || (surface === 'message' && IN_MESSAGES.includes(type));
  if (!isKnown) return `unsupported type: ${type}`;
  if (lengthOf(block.block_id) > RULES.blockId) return `block_id ${tooLong(RULES.blockId)}`;
  return TYPE_RULES[type]?.(block);
}

const TYPE_RULES: Record<string, (block: Json) => Problem> = {
  section: ({ text, fields, accessory }) => {
    if (!isJson(text) && !Array.isArray(fields)) return 'missing required field: text or fields';
    if (listOf(fields).length > RULES.sectionFields) return `no more than ${RULES.sectionFields} fields`;
    return (
      allowText(text, { name: 'text', max: RULES.sectionText, kinds: ANY_TEXT }) ??
      firstProblem(listOf(fields), (field) =>
        requireText(field, { name: 'a field', max: RULES.fieldText, kinds: ANY_TEXT }),
      ) ??
      elementsProblem([accessory].filter(isJson))
    );
  },
  header: ({ text }) => requireText(text, { name: 'text', max: RULES.header }),
  context: ({ elements }) => countProblem(listOf(elements), RULES.contextElements),
  actions: ({ elements }) =>
    countProblem(listOf(elements), RULES.actions) ?? elementsProblem(listOf(elements)),
  context_actions: ({ elements }) =>
    countProblem(listOf(elements), RULES.contextActions) ??
    elementsProblem(listOf(elements), contextActionsElementProblem),
  input: ({ label, hint, element }) =>
    requireText(label, { name: 'label', max: RULES.inputLabel }) ??
    allowText(hint, { name: 'hint', max: RULES.inputLabel }) ??
    inputElementProblem(element),
  markdown: ({ text }) => (lengthOf(text) > RULES.markdown ? tooLong(RULES.markdown) : undefined),
  data_table: dataTableProblem,
  table: plainTableProblem,
  data_visualization: chartProblem,
};

function countProblem(elements: Json[], most: number): Problem {
  if (elements.length === 0) return 'must provide elements';
  return elements.length > most ? `no more than ${most} elements` : undefined;
}

function elementsProblem(elements: Json[], check = actionsElementProblem): Problem {
  const ids = elements.flatMap((element) => (element.action_id === undefined ? [] : [element.action_id]));
  if (new Set(ids).size !== ids.length) return 'action_id must be unique in its block';
  return firstProblem(elements.filter(isInteractive), check);
}

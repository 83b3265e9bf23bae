import { chosenIn } from '../../emulator/blocks/element-state.ts';
import { record } from '../../emulator/json.ts';
import type { Json, ViewValues } from '../../emulator/workspace-types.ts';

/** The errors that Slack finds in a form before it is sent, by block. */
export function findInputErrors(blocks: Json[], values: ViewValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    const element = record(block.element);
    if (block.type !== 'input' || !element) continue;
    const held = values[String(block.block_id)]?.[String(element.action_id)];
    const error = held && inputError(element, held, block.optional === true);
    if (error) errors[String(block.block_id)] = error;
  }
  return errors;
}

function inputError(element: Json, held: Json, isOptional: boolean): string | undefined {
  const [first] = chosenIn(held);
  if (first === undefined) return isOptional ? undefined : 'Please complete this required field.';
  if (element.type === 'number_input') return numberError(element, Number(first));
  if (element.type !== 'plain_text_input') return undefined;
  const least = Number(element.min_length ?? 0);
  return String(first).length < least ? `Please enter at least ${least} characters.` : undefined;
}

function numberError(element: Json, value: number): string | undefined {
  if (!Number.isFinite(value)) return 'Please enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(value)) return 'Please enter a whole number.';
  if (value < Number(element.min_value ?? -Infinity)) return `Please enter ${element.min_value} or more.`;
  return value > Number(element.max_value ?? Infinity)
    ? `Please enter ${element.max_value} or less.`
    : undefined;
}

/** The errors that the app found in a form, from its answer with `response_action: errors`. */
export function errorsIn(answer: string): Record<string, string> {
  try {
    const errors = record(record(JSON.parse(answer))?.errors) ?? {};
    return Object.fromEntries(Object.entries(errors).map(([block, text]) => [block, String(text)]));
  } catch {
    return {};
  }
}

import type { InputBlock } from '@slack/types';
import { z } from 'zod';
import type { EntryField, EntryOption, EntryValues } from '../../app/entry-screens.ts';
import type { OptionsId } from '../../app/handlers.ts';
import { LIMITS } from '../limits.ts';
import { option, plain } from './form-parts.ts';

/**
 * Parts the name of a field from what tells its blocks apart: the thing that it is about, and the piece of a long text, which
 * begins a line, or goes on in the middle of one.
 */
const OF_THING = '/';
const LINE = '#';
const SAME_LINE = '+';

/** The id of a block that stands for a field of a thing. */
export const blockOf = (name: string, thing: string): string => `${name}${OF_THING}${thing}`;

/** The name of the field that a block stands for. */
export const nameOfField = (blockId: string): string => blockId.split(OF_THING)[0] ?? blockId;

/**
 * A field as blocks: a long text has several, since one takes only so much. Slack keeps what was typed into a block of the
 * same id, so that each `thing` has blocks of its own.
 */
export function buildEntryField(field: EntryField, thing: string): InputBlock[] {
  const { name, label, hint, optional = false } = field;
  return elementsOf(field).map(({ joint = LINE, ...element }, at) => ({
    type: 'input',
    block_id: `${blockOf(name, thing)}${at === 0 ? '' : `${joint}${at}`}`,
    label: plain(at === 0 ? label : `${label}, continued`, LIMITS.inputLabel),
    ...(hint ? { hint: plain(hint, LIMITS.inputHint) } : {}),
    optional: optional || at > 0,
    element,
  }));
}

const toOption = ({ value, label }: EntryOption) => option(value, label);

/** `joint`: how a piece goes on from the one before. */
type Element = InputBlock['element'] & { joint?: string };

function elementsOf(field: EntryField): Element[] {
  switch (field.type) {
    case 'choice': {
      const options = field.options.map(toOption);
      const chosen = options.find(({ value }) => value === field.value);
      return [
        {
          type: 'static_select',
          action_id: 'value',
          options,
          ...(chosen ? { initial_option: chosen } : {}),
        },
      ];
    }
    case 'company':
    case 'colleague':
      return [
        {
          type: 'external_select',
          action_id: `entry_${field.type}` satisfies OptionsId,
          min_query_length: 0,
          ...(field.value ? { initial_option: toOption(field.value) } : {}),
        },
      ];
    case 'people':
      return [
        {
          type: 'multi_external_select',
          action_id: 'entry_people' satisfies OptionsId,
          min_query_length: 0,
          ...(field.values.length > 0 ? { initial_options: field.values.map(toOption) } : {}),
        },
      ];
    case 'day':
      return [
        {
          type: 'datepicker',
          action_id: 'value',
          ...(field.value ? { initial_date: field.value } : {}),
        },
      ];
    case 'time':
      return [
        {
          type: 'timepicker',
          action_id: 'value',
          ...(field.value ? { initial_time: field.value } : {}),
        },
      ];
    case 'tick': {
      const options = [option('yes', field.option)];
      return [
        {
          type: 'checkboxes',
          action_id: 'value',
          options,
          ...(field.value ? { initial_options: options } : {}),
        },
      ];
    }
    case 'text':
      return piecesOf(field.value ?? '', LIMITS.inputText).map(({ piece, joint }) => ({
        joint,
        type: 'plain_text_input',
        action_id: 'value',
        multiline: field.lines ?? false,
        max_length: Math.min(field.max, LIMITS.inputText),
        ...(piece ? { initial_value: piece } : {}),
      }));
    default:
      return field satisfies never;
  }
}

/** A text in pieces that fit, cut at line ends where there are any. */
function piecesOf(text: string, max: number, joint = LINE): { piece: string; joint: string }[] {
  if (text.length <= max) return [{ piece: text, joint }];
  const end = text.lastIndexOf('\n', max);
  const [until, from] = end > 0 ? [end, end + 1] : [max - 1, max - 1];
  // Half a character is no text.
  const at = end > 0 || !/[\uD800-\uDBFF]/.test(text.charAt(until - 1)) ? until : until - 1;
  const rest = piecesOf(text.slice(end > 0 ? from : at), max, end > 0 ? LINE : SAME_LINE);
  return [{ piece: text.slice(0, at), joint }, ...rest];
}

const Chosen = z.object({ value: z.string() });
const State = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
});
const Values = z.record(z.string(), z.record(z.string(), State));

const JOINTS = { [LINE]: '\n', [SAME_LINE]: '' } as const;

const jointOf = (blockId: string): keyof typeof JOINTS => (blockId.includes(SAME_LINE) ? SAME_LINE : LINE);

/** Reads what was filled in, by the names of the fields; blocks of pieces are one text again. */
export function readEntryValues(values: unknown): EntryValues {
  const read: Record<string, EntryValues[string]> = {};
  for (const [blockId, actions] of Object.entries(Values.parse(values))) {
    const name = nameOfField(blockId);
    const [state] = Object.values(actions);
    if (!state || !blockId.includes(OF_THING)) continue;
    const said = filledIn(state);
    const before = read[name];
    read[name] =
      typeof before === 'string' && typeof said === 'string'
        ? `${before}${JOINTS[jointOf(blockId)]}${said}`
        : (said ?? before ?? null);
  }
  return read;
}

function filledIn({ type, value, ...state }: z.infer<typeof State>): EntryValues[string] {
  if (type === 'checkboxes') return (state.selected_options ?? []).length > 0;
  if (state.selected_options) return state.selected_options.map((each) => each.value);
  return state.selected_date ?? state.selected_time ?? state.selected_option?.value ?? value ?? null;
}

import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import {
  type FilledOwnFields,
  type OwnFieldForm,
  OwnFieldOrigin,
  type TypedValue,
} from '../../app/own-field-screens.ts';
import { LONGEST_TEXT } from '../../crm/own-values.ts';
import type { OwnField } from '../../crm-settings.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { option, plain } from './form-parts.ts';
import { buildSection } from './text.ts';

/** All own fields of a company, a contact or a deal, with what stands in them. */
export function buildOwnFieldForm({ kind, origin, name, fields }: OwnFieldForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: JSON.stringify(origin),
    title: plain('Fields', LIMITS.modalTitle),
    submit: plain('Save', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [buildSection(`*${escapeText(name)}*`), ...fields.map(buildInput)],
  };
}

type Field = OwnFieldForm['fields'][number];

function buildInput({ field, initial }: Field): InputBlock {
  return {
    type: 'input',
    block_id: field.key,
    optional: true,
    label: plain(field.label, LIMITS.inputLabel),
    ...(field.description ? { hint: plain(field.description, LIMITS.inputHint) } : {}),
    element: elementOf({ field, initial }),
  };
}

/** What Slack takes as the first value of a number. */
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

function elementOf({ field, initial }: Field): InputBlock['element'] {
  const words = typeof initial === 'string' ? initial : undefined;
  switch (field.type) {
    case 'number':
      if (words !== undefined && !PLAIN_NUMBER.test(words)) return textInput(words, false);
      return {
        type: 'number_input',
        action_id: 'value',
        is_decimal_allowed: true,
        ...(words === undefined ? {} : { initial_value: words }),
      };
    case 'date':
      return { type: 'datepicker', action_id: 'value', ...(words ? { initial_date: words } : {}) };
    case 'yes_no':
      return choice(['yes', 'no'], words);
    case 'one_of':
      return choice(field.values ?? [], words);
    case 'several_of':
      return severalOf(field, Array.isArray(initial) ? initial : []);
    case 'text':
    case 'money':
      return textInput(words, field.type === 'text');
    default:
      return field.type satisfies never;
  }
}

const textInput = (words: string | undefined, multiline: boolean): InputBlock['element'] => ({
  type: 'plain_text_input',
  action_id: 'value',
  multiline,
  max_length: LONGEST_TEXT,
  ...(words === undefined ? {} : { initial_value: words }),
});

/** Chosen to empty a field, which a select cannot be in Slack otherwise. No value of a field has a quotation mark. */
const NONE = '"none"';

function choice(values: readonly string[], initial: string | undefined): InputBlock['element'] {
  const offered = initial && !values.includes(initial) ? [initial, ...values] : values;
  const options = [...offered.map((value) => option(value)), ...(initial ? [option(NONE, '–')] : [])];
  const chosen = options.find(({ value }) => value === initial);
  return {
    type: 'static_select',
    action_id: 'value',
    options,
    ...(chosen ? { initial_option: chosen } : {}),
  };
}

/** A value that was chosen once and is not in the file any more is offered too. */
function severalOf({ values = [] }: OwnField, initial: readonly string[]): InputBlock['element'] {
  const options = [...new Set([...values, ...initial])].map((value) => option(value));
  const chosen = options.filter(({ value }) => initial.includes(value));
  return {
    type: 'multi_static_select',
    action_id: 'value',
    options,
    ...(chosen.length > 0 ? { initial_options: chosen } : {}),
  };
}

const Chosen = z.object({ value: z.string() });
const Values = z.record(
  z.string(),
  z.object({
    value: z.object({
      value: z.string().nullish(),
      selected_date: z.string().nullish(),
      selected_option: Chosen.nullish(),
      selected_options: z.array(Chosen).nullish(),
    }),
  }),
);

/** Reads what stands in the fields. */
export function readOwnFieldForm({ private_metadata: metadata, state }: OpenView): FilledOwnFields {
  const values = Object.entries(Values.parse(state.values)).map(([key, { value }]): [string, TypedValue] => {
    const chosen = value.selected_options?.map((each) => each.value);
    const said = value.selected_date ?? value.selected_option?.value ?? value.value ?? undefined;
    return [key, chosen ?? (said === NONE ? undefined : said)];
  });
  return { origin: OwnFieldOrigin.parse(JSON.parse(metadata)), values: Object.fromEntries(values) };
}

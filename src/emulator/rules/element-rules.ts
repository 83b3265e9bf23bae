import { isMultiple, stateField } from '../blocks/element-state.ts';
import { isJson, listOf } from '../json.ts';
import type { Json } from '../workspace-types.ts';
import {
  ANY_TEXT,
  allowText,
  firstProblem,
  lengthOf,
  type Problem,
  requireText,
  tooLong,
} from './text-rules.ts';

/** Slack's documented numbers for interactive elements and what they are made of. */
const RULES = {
  actionId: 255,
  placeholder: 150,
  buttonText: 75,
  buttonValue: 2_000,
  accessibilityLabel: 75,
  options: 100,
  fewOptions: 10,
  overflowOptions: 5,
  optionText: 75,
  optionValue: 150,
  textInput: 3_000,
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
} as const;

const HAS_OPTIONS = new Set([
  'static_select',
  'multi_static_select',
  'radio_buttons',
  'checkboxes',
  'overflow',
]);
const FEW_OPTIONS: Record<string, number> = {
  radio_buttons: RULES.fewOptions,
  checkboxes: RULES.fewOptions,
  overflow: RULES.overflowOptions,
};

const NOT_IN_ACTIONS = [
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'file_input',
];
const IN_CONTEXT_ACTIONS = ['feedback_buttons', 'icon_button'];
const KNOWN = ['button', 'overflow', 'workflow_button', 'file_input', ...IN_CONTEXT_ACTIONS];

function elementProblem(element: Json): Problem {
  const type = String(element.type);
  if (!stateField(element) && !KNOWN.includes(type)) return `unsupported element: ${type}`;
  return (
    (lengthOf(element.action_id) > RULES.actionId ? `action_id ${tooLong(RULES.actionId)}` : undefined) ??
    allowText(element.placeholder, { name: 'placeholder', max: RULES.placeholder }) ??
    confirmProblem(element.confirm) ??
    (HAS_OPTIONS.has(type) ? choiceProblem(element) : undefined) ??
    TYPE_RULES[type]?.(element)
  );
}

/** For an actions block: text fields belong into input blocks, and thumbs into context actions. */
export const actionsElementProblem = (element: Json): Problem =>
  [...NOT_IN_ACTIONS, ...IN_CONTEXT_ACTIONS].includes(String(element.type))
    ? `unsupported element: ${element.type}`
    : elementProblem(element);

/** For a context actions block, which holds thumbs and icon buttons only. */
export const contextActionsElementProblem = (element: Json): Problem =>
  IN_CONTEXT_ACTIONS.includes(String(element.type))
    ? elementProblem(element)
    : `unsupported element: ${element.type}`;

/** For an input block, which holds elements that keep a value. */
export const inputElementProblem = (element: unknown): Problem => {
  if (!isJson(element)) return 'missing required field: element';
  const takesInput = stateField(element) !== undefined || element.type === 'file_input';
  return takesInput ? elementProblem(element) : `unsupported element: ${element.type}`;
};

const TYPE_RULES: Record<string, (element: Json) => Problem> = {
  button: buttonProblem,
  feedback_buttons: ({ positive_button, negative_button }) =>
    feedbackProblem('positive_button', positive_button) ??
    feedbackProblem('negative_button', negative_button),
  plain_text_input: ({ max_length: max, min_length: min }) => {
    if (max !== undefined && !(Number(max) >= 1 && Number(max) <= RULES.textInput))
      return `max_length must be between 1 and ${RULES.textInput}`;
    return Number(min ?? 0) > Number(max ?? RULES.textInput) ? 'min_length is above max_length' : undefined;
  },
  number_input: (element) => {
    if (typeof element.is_decimal_allowed !== 'boolean') return 'missing required field: is_decimal_allowed';
    const given = ['min_value', 'max_value', 'initial_value'].filter((name) => element[name] !== undefined);
    if (given.some((name) => typeof element[name] !== 'string' || !Number.isFinite(Number(element[name]))))
      return `${given.join(', ')} must be numbers in strings`;
    return Number(element.min_value ?? -Infinity) > Number(element.max_value ?? Infinity)
      ? 'min_value is above max_value'
      : undefined;
  },
  datepicker: ({ initial_date: date }) =>
    date === undefined || /^\d{4}-\d{2}-\d{2}$/.test(String(date))
      ? undefined
      : 'initial_date must be YYYY-MM-DD',
  timepicker: ({ initial_time: time }) =>
    time === undefined || /^\d{2}:\d{2}$/.test(String(time)) ? undefined : 'initial_time must be HH:mm',
  external_select: queryProblem,
  multi_external_select: queryProblem,
};

function buttonProblem({ text, value, accessibility_label: label }: Json): Problem {
  const { buttonText, buttonValue, accessibilityLabel } = RULES;
  if (lengthOf(value) > buttonValue) return `value ${tooLong(buttonValue)}`;
  if (lengthOf(label) > accessibilityLabel) return `accessibility_label ${tooLong(accessibilityLabel)}`;
  return requireText(text, { name: 'text', max: buttonText });
}

/** For one of the two thumbs: a button that must have a value. */
function feedbackProblem(name: string, button: unknown): Problem {
  if (!isJson(button)) return `missing required field: ${name}`;
  return typeof button.value === 'string' ? buttonProblem(button) : 'missing required field: value';
}

function queryProblem({ min_query_length: least, initial_option, initial_options }: Json): Problem {
  if (least !== undefined && !(Number.isInteger(least) && Number(least) >= 0))
    return 'min_query_length must be a whole number';
  const initial = [...listOf(initial_options), ...[initial_option].filter(isJson)];
  return firstProblem(initial, optionProblem);
}

function choiceProblem(element: Json): Problem {
  const max = FEW_OPTIONS[String(element.type)] ?? RULES.options;
  const problem = findOptionsProblem(element, max);
  if (problem) return problem;
  const options = allOptions(element);
  if (options.length === 0) return 'must provide options';
  const initial = [...listOf(element.initial_options), ...[element.initial_option].filter(isJson)];
  if (!isMultiple(element) && initial.length > 1) return 'only one initial option is allowed';
  const known = new Set(options.map((option) => JSON.stringify(option)));
  return initial.every((option) => known.has(JSON.stringify(option)))
    ? undefined
    : 'initial options must be among the options';
}

/** Checks the options written into an element, or those that an app answers with. */
export function findOptionsProblem(holder: Json, max: number = RULES.options): Problem {
  const groups = listOf(holder.option_groups);
  if (groups.length === 0 && !Array.isArray(holder.options)) return 'missing required field: options';
  if (groups.length > RULES.options) return `no more than ${RULES.options} option groups`;
  const lists = groups.length > 0 ? groups.map((group) => listOf(group.options)) : [listOf(holder.options)];
  if (lists.some((list) => list.length > max)) return `no more than ${max} options`;
  return (
    firstProblem(groups, (group) => requireText(group.label, { name: 'label', max: RULES.optionText })) ??
    firstProblem(lists.flat(), optionProblem)
  );
}

function optionProblem(option: Json): Problem {
  if (typeof option.value !== 'string') return 'missing required field: value';
  if (option.value.length > RULES.optionValue) return `value ${tooLong(RULES.optionValue)}`;
  return (
    requireText(option.text, { name: 'text', max: RULES.optionText, kinds: ANY_TEXT }) ??
    allowText(option.description, { name: 'description', max: RULES.optionText, kinds: ANY_TEXT })
  );
}

const allOptions = (element: Json): Json[] => [
  ...listOf(element.options),
  ...listOf(element.option_groups).flatMap((group) => listOf(group.options)),
];

function confirmProblem(confirm: unknown): Problem {
  if (!isJson(confirm)) return undefined;
  const { title, text, confirm: yes, deny } = RULES.confirm;
  return (
    requireText(confirm.title, { name: 'title', max: title }) ??
    requireText(confirm.text, { name: 'text', max: text, kinds: ANY_TEXT }) ??
    allowText(confirm.confirm, { name: 'confirm', max: yes }) ??
    allowText(confirm.deny, { name: 'deny', max: deny })
  );
}

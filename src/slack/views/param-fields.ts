import type { InputBlock, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { InitialValue, ParamField } from '../../app/report-fields.ts';
import { COMMON_PERIODS, periodInWords } from '../../reports/days-and-periods.ts';
import { isRecord, type Param, type ScalarParam } from '../../reports/definition.ts';
import { exampleOf, ruleOf } from '../../reports/param-types.ts';
import type { Given } from '../../reports/params.ts';
import { LIMITS } from '../limits.ts';
import { option, plain } from './form-parts.ts';

type Element = InputBlock['element'];

/** Relative days as they were said, by param, with the day that the picker shows for them. */
export const Relative = z
  .record(z.string(), z.strictObject({ said: z.string(), day: z.string() }))
  .default({});
export type Relative = z.infer<typeof Relative>;

/** Days that were said in relation to today, by param. */
export function relativeDays(fields: ParamField[]): Relative {
  return Object.fromEntries(
    fields.flatMap(({ name, initial: [first] }) =>
      first?.day && first.day !== first.said ? [[name, { said: first.said, day: first.day }]] : [],
    ),
  );
}

/** Slack keeps only so much with a form; what relative days were said is the first thing to let go of. */
export function metadataOf(origin: { relative: Relative }): string {
  const metadata = JSON.stringify(origin);
  return metadata.length <= LIMITS.metadata ? metadata : JSON.stringify({ ...origin, relative: {} });
}

/** The field of a param: the element that fits its type. */
export function buildField(field: ParamField): KnownBlock {
  const { name, spec } = field;
  const optional = spec.optional || spec.default !== undefined;
  const hints = [
    spec.description ?? '',
    isChosen(spec) ? '' : sentence(ruleOf(spec)),
    spec.default === undefined ? '' : `${defaultInWords(spec.type, spec.default)} when left empty.`,
  ].filter(Boolean);
  return {
    type: 'input',
    block_id: name,
    label: plain(sentence(name.replaceAll('_', ' ')), LIMITS.inputLabel),
    ...(hints.length > 0 ? { hint: plain(hints.map(ended).join(' '), LIMITS.inputHint) } : {}),
    optional,
    element: elementOf(field),
  };
}

/** `last-quarter` -> `Last quarter`. */
export const labelPeriod = (period: string): string => sentence(periodInWords(period));

const sentence = (rule: string) => `${rule.charAt(0).toUpperCase()}${rule.slice(1)}`;
const ended = (text: string) => (/[.!?…]$/.test(text) ? text : `${text}.`);

function defaultInWords(type: Param['type'], value: NonNullable<Param['default']>): string {
  if (type === 'period') return labelPeriod(String(value));
  const words = [value].flat().map((each) => (typeof each === 'boolean' ? YES_OR_NO[`${each}`] : each));
  return sentence(words.join('; '));
}

const YES_OR_NO = { true: 'yes', false: 'no' };

const TYPED: ReadonlySet<Param['type']> = new Set(['string', 'integer', 'number']);

/** Whether the field offers what can be chosen, so that there is no rule to know. */
function isChosen(spec: Param): boolean {
  if (spec.type !== 'list') return !TYPED.has(spec.type);
  const { type } = spec.of as ScalarParam;
  return !TYPED.has(type) && type !== 'date' && type !== 'boolean';
}

function elementOf({ spec, initial }: ParamField): Element {
  if (spec.type === 'list') return listElement(spec.of as ScalarParam, initial);
  const [first] = initial;
  if (isRecord(spec)) {
    return {
      type: 'external_select',
      action_id: spec.type,
      min_query_length: 0,
      ...(first ? { initial_option: option(first.said, first.shown) } : {}),
    };
  }
  switch (spec.type) {
    case 'integer':
    case 'number':
      return {
        type: 'number_input',
        action_id: 'value',
        is_decimal_allowed: spec.type === 'number',
        ...(spec.min === undefined ? {} : { min_value: String(spec.min) }),
        ...(spec.max === undefined ? {} : { max_value: String(spec.max) }),
        ...(first ? { initial_value: first.said } : {}),
      };
    case 'date':
      return {
        type: 'datepicker',
        action_id: 'value',
        ...(first?.day ? { initial_date: first.day } : {}),
      };
    case 'member':
      return {
        type: 'users_select',
        action_id: 'value',
        ...(first?.slackUserId ? { initial_user: first.slackUserId } : {}),
      };
    case 'boolean':
      return choice(['yes', 'no'], first);
    case 'period':
      return choice(COMMON_PERIODS, first, labelPeriod);
    case 'enum':
      return choice(spec.values, first);
    case 'string':
      return {
        type: 'plain_text_input',
        action_id: 'value',
        max_length: spec.max_length,
        ...(first ? { initial_value: first.said } : {}),
      };
    default:
      return spec satisfies never;
  }
}

function listElement(of: ScalarParam, initial: InitialValue[]): Element {
  if (of.type === 'enum') {
    const options = of.values.map((value) => option(value));
    const chosen = options.filter(({ value }) => initial.some(({ said }) => said === value));
    return {
      type: 'multi_static_select',
      action_id: 'value',
      options,
      ...(chosen.length > 0 ? { initial_options: chosen } : {}),
    };
  }
  if (of.type === 'member') {
    const users = initial.flatMap(({ slackUserId }) => slackUserId ?? []);
    return {
      type: 'multi_users_select',
      action_id: 'value',
      ...(users.length > 0 ? { initial_users: users } : {}),
    };
  }
  if (isRecord(of)) {
    return {
      type: 'multi_external_select',
      action_id: of.type,
      min_query_length: 0,
      ...(initial.length > 0
        ? { initial_options: initial.map(({ said, shown }) => option(said, shown)) }
        : {}),
    };
  }
  return {
    type: 'plain_text_input',
    action_id: 'value',
    placeholder: plain(`${exampleOf(of)}, …`, LIMITS.placeholder),
    ...(initial.length > 0 ? { initial_value: initial.map(({ said }) => said).join('; ') } : {}),
  };
}

/** A choice among a few words; a word that was said and is not among them is offered too. */
function choice(
  values: readonly string[],
  first: InitialValue | undefined,
  labelOf: (value: string) => string = (value) => value,
): Element {
  const said = first?.said;
  const options = (said && !values.includes(said) ? [said, ...values] : values).map((value) =>
    option(value, labelOf(value)),
  );
  const chosen = options.find(({ value }) => value === said);
  return {
    type: 'static_select',
    action_id: 'value',
    options,
    ...(chosen ? { initial_option: chosen } : {}),
  };
}

const Chosen = z.object({ value: z.string() });
const State = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
});
const Values = z.record(z.string(), z.record(z.string(), State));

/** Reads the values by param, as somebody would say them; a day that was not touched stays relative. */
export function readFields(values: unknown, relative: Relative): Given {
  const entries = Object.entries(Values.parse(values)).map(([name, actions]) => {
    const [state] = Object.values(actions);
    const said = state && wordsOf(state);
    const kept = relative[name];
    return [name, kept && said === kept.day ? kept.said : said] as const;
  });
  return Object.fromEntries(entries.filter(([, said]) => said !== undefined));
}

function wordsOf(state: z.infer<typeof State>): unknown {
  const { selected_users: users, selected_options: options } = state;
  if (users) return users.map((user) => `<@${user}>`);
  if (options) return options.map(({ value }) => value);
  if (state.selected_user) return `<@${state.selected_user}>`;
  return state.selected_date ?? state.selected_option?.value ?? state.value ?? undefined;
}

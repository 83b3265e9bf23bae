import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { ChoiceId } from '../../app/handlers.ts';
import {
  type FilledQuestion,
  type QuestionChoice,
  type QuestionForm,
  QuestionOrigin,
} from '../../app/question-screens.ts';
import { COMMON_PERIODS } from '../../reports/days-and-periods.ts';
import { ALL_DAYS, REQUEST_LIMITS } from '../../reports/metrics/request.ts';
import type { Given } from '../../reports/params.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { blockOf, nameOfField } from './entry-blocks.ts';
import { option, plain } from './form-parts.ts';
import { buildField, labelPeriod, readFields } from './param-fields.ts';
import { buildSection } from './text.ts';

type Element = InputBlock['element'];

/** Begins the fields of filters, so that no dimension is called like another field. */
const WHERE = 'where.';

/** A form for a question in metrics. Fields that depend on the metric have blocks of their own for each. */
export function buildQuestionForm(form: QuestionForm): ModalView {
  const { kind, origin, metric, metrics, measures, dimensions, grains, filters, most, now } = form;
  const of = (name: string) => blockOf(name, metric.name);
  const bounds = now.having.length > 0 ? now.having : [undefined];
  const ordered = measures.flatMap(({ value, label }) => [
    { value: `${value}:most`, label: `Most first: ${label}` },
    { value: `${value}:least`, label: `Least first: ${label}` },
  ]);
  const order = now.order && `${now.order.measure}:${now.order.direction}`;
  const periods = [...new Set([...(now.period ? [now.period] : []), ...COMMON_PERIODS, ALL_DAYS])];
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: JSON.stringify(origin),
    title: plain('Ask in numbers', LIMITS.modalTitle),
    submit: plain('Ask', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      {
        ...field('metric', 'About', select(metrics, metric.name, 'question_metric' satisfies ChoiceId)),
        optional: false,
        dispatch_action: true,
      },
      buildSection(escapeText(metric.description)),
      {
        ...field(of('measures'), 'What is counted', several(measures, now.measures, most.measures)),
        optional: false,
      },
      ...(dimensions.length > 0 && most.by > 0
        ? [field(of('by'), 'Split by', several(dimensions, now.by, most.by))]
        : []),
      field(of('grain'), 'Per', select(grains.map(named), now.grain)),
      field(
        'period',
        'Period',
        select(
          periods.map((value) => ({ value, label: value === ALL_DAYS ? 'All time' : labelPeriod(value) })),
          now.period,
        ),
      ),
      field(
        'other_period',
        'Another period',
        { type: 'plain_text_input', action_id: 'value', max_length: 60 },
        {
          hint: 'Instead of the one above: 2026-11, 2026-Q4, -30d, or 2026-01-01..2026-03-31.',
        },
      ),
      ...filters.map(
        ({ label, ...filter }): KnownBlock => ({
          ...(buildField(filter) as InputBlock),
          block_id: of(`${WHERE}${filter.name}`),
          label: plain(`Only ${label}`, LIMITS.inputLabel),
        }),
      ),
      ...bounds.flatMap((bound, at) => [
        field(
          of(nth('having', at)),
          `${at > 0 ? 'And only' : 'Only'} rows where`,
          select(measures, bound?.measure),
        ),
        field(of(nth('at_least', at)), 'is at least', decimal(bound?.at_least)),
        field(of(nth('at_most', at)), 'and at most', decimal(bound?.at_most)),
      ]),
      field(of('order'), 'Order', select(ordered, order)),
      field(
        of('top'),
        'Only the first',
        {
          type: 'number_input',
          action_id: 'value',
          is_decimal_allowed: false,
          min_value: '1',
          max_value: String(most.top),
          ...(now.top === undefined ? {} : { initial_value: String(now.top) }),
        },
        { hint: 'The others are one row, where their numbers can be added up.' },
      ),
    ],
  };
}

/** The name of a field of the first bounds, of the second ones … */
const nth = (name: string, at: number): string => (at === 0 ? name : `${name}${at + 1}`);

const named = (value: string): QuestionChoice => ({ value, label: value });

function field(
  blockId: string,
  label: string,
  element: Element,
  { hint }: { hint?: string } = {},
): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, LIMITS.inputLabel),
    ...(hint ? { hint: plain(hint, LIMITS.inputHint) } : {}),
    optional: true,
    element,
  };
}

function select(
  choices: readonly QuestionChoice[],
  chosen: string | undefined,
  id: string = 'value',
): Element {
  const options = choices.slice(0, LIMITS.options).map(({ value, label }) => option(value, label));
  const first = options.find(({ value }) => value === chosen);
  return { type: 'static_select', action_id: id, options, ...(first ? { initial_option: first } : {}) };
}

function several(choices: readonly QuestionChoice[], chosen: readonly string[], most: number): Element {
  const options = choices.map(({ value, label }) => option(value, label));
  const first = chosen.flatMap((each) => options.find(({ value }) => value === each) ?? []).slice(0, most);
  return {
    type: 'multi_static_select',
    action_id: 'value',
    options,
    max_selected_items: most,
    ...(first.length > 0 ? { initial_options: first } : {}),
  };
}

const decimal = (now: number | undefined): Element => ({
  type: 'number_input',
  action_id: 'value',
  is_decimal_allowed: true,
  ...(now === undefined ? {} : { initial_value: String(now) }),
});

/** Reads the form as a request, still to be checked. */
export function readQuestionForm({ private_metadata: metadata, state }: OpenView): FilledQuestion {
  const filled: Given = Object.fromEntries(
    Object.entries(readFields(state.values, {})).map(([blockId, said]) => [nameOfField(blockId), said]),
  );
  const { metric, measures, by, grain, period, other_period: other, order, top } = filled;
  const having = Array.from({ length: REQUEST_LIMITS.having }, (_, at) => boundsOf(filled, at)).flat();
  const [measure, direction] = typeof order === 'string' ? order.split(':') : [];
  const where = Object.entries(filled).flatMap(([name, said]) => {
    const values = name.startsWith(WHERE) ? valuesOf(said) : [];
    return values.length > 0 ? [{ dimension: name.slice(WHERE.length), values }] : [];
  });
  return {
    origin: QuestionOrigin.parse(JSON.parse(metadata)),
    request: {
      metric,
      measures: measures ?? [],
      ...(Array.isArray(by) && by.length > 0 ? { by } : {}),
      ...(grain ? { grain } : {}),
      period: other || period || ALL_DAYS,
      ...(where.length > 0 ? { where } : {}),
      ...(having.length > 0 ? { having } : {}),
      ...(measure ? { order: { measure, direction } } : {}),
      ...(top === undefined || top === '' ? {} : { top: Number(top) }),
    },
  };
}

/** The values of a filter: those that were chosen, or what was typed, one after the other. */
const valuesOf = (said: unknown): string[] =>
  (Array.isArray(said) ? said.map(String) : String(said ?? '').split(/[;,]/))
    .map((each) => each.trim())
    .filter((each) => each !== '');

/** The bounds of a measure, as they are filled in; none where all is empty. */
function boundsOf(filled: Given, at: number): { measure: unknown }[] {
  const numbers = (['at_least', 'at_most'] as const).flatMap((name) => {
    const said = filled[nth(name, at)];
    return said === undefined || said === '' ? [] : [[name, Number(said)] as const];
  });
  const measure = filled[nth('having', at)];
  return measure || numbers.length > 0 ? [{ measure: measure ?? '', ...Object.fromEntries(numbers) }] : [];
}

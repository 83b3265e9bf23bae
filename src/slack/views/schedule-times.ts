import type { InputBlock, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { ChoiceId } from '../../app/handlers.ts';
import type { FilledSchedule, ScheduleForm, ScheduleOrigin } from '../../app/schedule-screens.ts';
import { type Cadence, WEEKDAYS } from '../../delivery/cadence.ts';
import { COMPARED, type Condition, numericColumns } from '../../delivery/schedule-condition.ts';
import type { ReportDefinition } from '../../reports/definition.ts';
import { LIMITS } from '../limits.ts';
import { option, plain } from './form-parts.ts';

/** Fields of the schedule; no param is called like one of them. */
const FIELD = {
  every: 'schedule.every',
  days: 'schedule.days',
  day: 'schedule.day',
  edge: 'schedule.edge',
  at: 'schedule.at',
  until: 'schedule.until',
  only: 'schedule.only',
  column: 'schedule.column',
  operator: 'schedule.operator',
  value: 'schedule.value',
} as const;
/** Whether a block is one of these. */
export const isTime = (blockId: string): boolean => blockId.startsWith('schedule.');

const EVERY: Record<Cadence['every'], string> = {
  day: 'Every day',
  weekday: 'Every weekday, Monday to Friday',
  week: 'Every week',
  month: 'Every month',
  quarter: 'Every quarter',
};
const ONLY: Record<Condition['only'] | 'always', string> = {
  always: 'Always',
  with_rows: 'Only when there are rows',
  changed: 'Only when something has changed',
  beyond: 'Only when a number is beyond a limit',
};
const EDGES = { first_day: 'On its first day', last_day: 'On its last day' };
const capital = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

type Times = Pick<ScheduleForm, 'definition' | 'timeZone' | 'cadence' | 'condition' | 'endsOn'>;

/** The fields that say when a report is sent. */
export function buildTimes({ definition, timeZone, cadence, condition, endsOn }: Times): KnownBlock[] {
  const columns = numericColumns(definition);
  const onlies = Object.entries(ONLY).filter(([only]) => only !== 'beyond' || columns.length > 0);
  return [
    {
      ...input(
        FIELD.every,
        'How often',
        select(Object.entries(EVERY), cadence.every, 'schedule_every' satisfies ChoiceId),
      ),
      dispatch_action: true,
    },
    ...buildDays(cadence),
    input(
      FIELD.at,
      'At',
      { type: 'timepicker', action_id: 'value', initial_time: cadence.at, timezone: timeZone },
      `In the time zone ${timeZone}.`,
    ),
    {
      ...input(FIELD.until, 'Until', {
        type: 'datepicker',
        action_id: 'value',
        ...(endsOn ? { initial_date: endsOn } : {}),
      }),
      optional: true,
    },
    {
      ...input(
        FIELD.only,
        'Send it',
        select(onlies, condition?.only ?? 'always', 'schedule_only' satisfies ChoiceId),
      ),
      dispatch_action: true,
    },
    ...(condition?.only === 'beyond' ? buildLimit(definition, columns, condition) : []),
  ];
}

function buildDays(cadence: Cadence): KnownBlock[] {
  if (cadence.every === 'week') {
    const options = WEEKDAYS.map((day) => option(day, capital(day)));
    const chosen = options.filter(({ value }) => (cadence.on as string[]).includes(value));
    const element = {
      type: 'checkboxes' as const,
      action_id: 'value',
      options,
      ...(chosen.length > 0 ? { initial_options: chosen } : {}),
    };
    return [input(FIELD.days, 'On', element)];
  }
  if (cadence.every === 'month') {
    const days = Array.from({ length: 28 }, (_, at) => [`${at + 1}`, `Day ${at + 1}`]);
    const all = [...days, ['last_day', 'The last day']] as [string, string][];
    return [input(FIELD.day, 'On', select(all, `${cadence.on}`))];
  }
  if (cadence.every === 'quarter') {
    return [input(FIELD.edge, 'When in the quarter', select(Object.entries(EDGES), cadence.on))];
  }
  return [];
}

function buildLimit(
  { columns: labels }: ReportDefinition,
  columns: string[],
  { column, operator, value }: Extract<Condition, { only: 'beyond' }>,
): KnownBlock[] {
  const named = columns.map((name): [string, string] => [name, labels[name]?.label ?? name]);
  return [
    input(FIELD.column, 'When in one of its rows', select(named, column)),
    input(FIELD.operator, 'is', select(Object.entries(COMPARED), operator)),
    input(FIELD.value, 'this number', {
      type: 'number_input',
      action_id: 'value',
      is_decimal_allowed: true,
      initial_value: `${value}`,
    }),
  ];
}

function input(blockId: string, label: string, element: InputBlock['element'], hint?: string): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, LIMITS.inputLabel),
    element,
    ...(hint ? { hint: plain(hint, LIMITS.inputHint) } : {}),
  };
}

function select(values: [string, string][], chosen: string, actionId = 'value') {
  const options = values.map(([value, label]) => option(value, label));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'static_select' as const,
    action_id: actionId,
    options,
    ...(initial ? { initial_option: initial } : {}),
  };
}

const State = z.object({
  value: z.string().nullish(),
  selected_time: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});
const Values = z.record(z.string(), z.record(z.string(), State));

/** Reads the cadence and the condition as they are filled in so far, complete or not. */
export function readTimes(
  values: unknown,
  { timeZone }: Pick<ScheduleOrigin, 'timeZone'>,
): Pick<FilledSchedule, 'cadence' | 'condition' | 'endsOn'> {
  const states = new Map(
    Object.entries(Values.parse(values)).map(([id, actions]) => [id, Object.values(actions)[0]]),
  );
  const chosen = (id: string) => states.get(id)?.selected_option?.value;
  const every = chosen(FIELD.every);
  const days = states.get(FIELD.days)?.selected_options?.map(({ value }) => value);
  const day = chosen(FIELD.day);
  const on = { week: days, month: day === 'last_day' ? day : Number(day), quarter: chosen(FIELD.edge) };
  const cadence = {
    every,
    ...(every && Object.hasOwn(on, every) ? { on: on[every as keyof typeof on] } : {}),
    at: states.get(FIELD.at)?.selected_time,
    ...(timeZone ? { time_zone: timeZone } : {}),
  };
  const endsOn = states.get(FIELD.until)?.selected_date ?? null;
  const only = chosen(FIELD.only) ?? 'always';
  if (only === 'always') return { cadence, condition: null, endsOn };
  const limit = {
    column: chosen(FIELD.column),
    operator: chosen(FIELD.operator),
    value: Number(states.get(FIELD.value)?.value),
  };
  return { cadence, condition: { only, ...(only === 'beyond' ? limit : {}) }, endsOn };
}

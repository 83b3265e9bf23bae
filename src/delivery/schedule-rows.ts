import type { Given } from '../reports/params.ts';
import { AnyRecord, readAs } from '../store/json.ts';
import type { Row } from '../store/schema.ts';
import { type Cadence, KeptCadence } from './cadence.ts';
import { type Condition, KeptCondition } from './schedule-condition.ts';

/** A row of `schedules` whose params, cadence and condition were parsed. */
export type Schedule = Row<'schedules'> & { params: Given; cadence: Cadence; condition: Condition | null };

/** Parses a row of `schedules`; nothing else does. Throws when its params, cadence or condition is none. */
export function readSchedule(row: Row<'schedules'>): Schedule {
  const { id, params, cadence, condition } = row;
  return {
    ...row,
    params: readAs(AnyRecord, { value: params, of: 'The params of schedule', id }),
    cadence: readAs(KeptCadence, { value: cadence, of: 'The cadence of schedule', id }),
    condition: readAs(KeptCondition.nullable(), {
      value: condition,
      of: 'The condition of schedule',
      id,
    }),
  };
}

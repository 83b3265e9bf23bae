import type { Given } from '../reports/params.ts';
import { AnyRecord, readAs } from '../store/json.ts';
import type { Row } from '../store/schema.ts';
import { type Cadence, KeptCadence } from './cadence.ts';
import { type Condition, KeptCondition } from './condition.ts';

/** A schedule as the table has it, of which everything is known to be what it should be. */
export type Schedule = Row<'schedules'> & { params: Given; cadence: Cadence; condition: Condition | null };

/** The only place where rows of `schedules` are made sense of. Throws for what is no params, cadence or condition. */
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

import { readAs } from '../store/json.ts';
import type { Row } from '../store/schema.ts';
import { type Cadence, KeptCadence } from './cadence.ts';
import { type Condition, KeptCondition } from './schedule-condition.ts';

/** A schedule as the table has it, of which everything is known to be what it should be. */
export type Schedule = Row<'schedules'> & { cadence: Cadence; condition: Condition | null };

/** The only place where rows of `schedules` are made sense of. Throws for what is no cadence or condition. */
export function readSchedule(row: Row<'schedules'>): Schedule {
  const { id, cadence, condition } = row;
  return {
    ...row,
    cadence: readAs(KeptCadence, { value: cadence, of: 'The cadence of schedule', id }),
    condition: readAs(KeptCondition.nullable(), {
      value: condition,
      of: 'The condition of schedule',
      id,
    }),
  };
}

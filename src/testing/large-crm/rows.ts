import { addDays, dateIn } from '../../clock.ts';
import type { Row } from '../../store/schema.ts';
import { createDice } from '../dice.ts';
import { activityRows } from './activity.ts';
import { customerRows } from './customers.ts';
import { dealRows } from './deals.ts';
import { PERSONS, type Size } from './size.ts';
import { createIds, type LargeRow } from './world.ts';

const YEARS_DAYS = 3 * 365;
const ROLES: Record<string, Row<'members'>['role']> = { [PERSONS.lead]: 'lead', [PERSONS.admin]: 'admin' };

/**
 * The rows of a team that has worked with Rapport for three years, as its verbs would have written them: a row stands
 * after those that it points at, and the oldest interaction comes first.
 */
export function* largeCrmRows({ size, now }: { size: Size; now: Date }): Generator<LargeRow> {
  const today = dateIn('UTC', now);
  const start = new Date(addDays(today, -YEARS_DAYS));
  const newId = createIds();
  const memberIds = Array.from({ length: size.members }, () => newId(start));
  for (const [at, id] of memberIds.entries()) yield ['members', memberRow({ at, id, start })];
  const world = { size, dice: createDice(), memberIds, start, today, newId };
  const companies = yield* customerRows(world);
  yield* activityRows(world, companies);
  yield* dealRows(world, companies);
}

function memberRow({ at, id, start }: { at: number; id: string; start: Date }): Row<'members'> {
  const slackUserId = `U${at}`;
  return {
    id,
    slackUserId,
    name: `Member ${at}`,
    email: null,
    role: ROLES[slackUserId] ?? 'member',
    timeZone: 'UTC',
    locale: 'en-US',
    status: 'active',
    directChannel: `D${at}`,
    remindAt: '09:00',
    remindOnWeekends: false,
    createdAt: start,
    updatedAt: start,
  };
}

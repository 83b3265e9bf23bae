import { formatDate } from '../clock.ts';
import type { Row } from '../store/schema.ts';
import { type Cadence, describeCadence, formatMoment } from './cadence.ts';
import { type Condition, describeCondition } from './schedule-condition.ts';
import { readSchedule } from './schedule-rows.ts';

/** A schedule as its recipient sees it. */
export type ScheduleView = {
  id: string;
  report: string;
  params: Record<string, unknown>;
  /** Names instead of ids: `company = Acme, since = -4w`; empty when there are none. */
  paramsInWords: string;
  cadence: Cadence;
  condition: Condition | null;
  /** The channel that gets it; null for the direct messages of its recipient. */
  channel: string | null;
  /** The last day on which it is sent, in its zone. */
  endsOn: string | null;
  /** The zone of its times: the cadence's, or else the recipient's own, with which the schedule moves. */
  timeZone: string;
  status: Row<'schedules'>['status'];
  /** Why Rapport has paused or ended the schedule; null when Rapport has not. */
  reason: string | null;
  /** When an active schedule is due next; of an offer, when it will be due once accepted. */
  next: Date | undefined;
  /** When its recipient asked for the schedule, or said yes to it. */
  since: Date;
  /** The member id of the admin who has offered the schedule. */
  offeredBy: string | null;
};

/** Makes the view of a row of `schedules`. Throws as `readSchedule` does. */
export function viewSchedule(row: Row<'schedules'>): ScheduleView {
  const schedule = readSchedule(row);
  const { id, report, params, paramsInWords, timeZone, status, reason, scheduledAt, acceptedAt, createdAt } =
    schedule;
  return {
    id,
    report,
    params,
    paramsInWords,
    cadence: schedule.cadence,
    condition: schedule.condition,
    channel: schedule.channel,
    endsOn: schedule.endsOn,
    timeZone,
    status,
    reason,
    next: status === 'active' || status === 'offered' ? scheduledAt : undefined,
    since: acceptedAt ?? createdAt,
    offeredBy: schedule.offeredBy,
  };
}

/** `every Friday at 17:00 Europe/Berlin until Thu 24 Dec 2026, only when there are rows`. */
export function describeWhen({
  cadence,
  timeZone,
  condition,
  endsOn,
}: Pick<ScheduleView, 'cadence' | 'timeZone' | 'condition' | 'endsOn'>): string {
  const often = `${describeCadence(cadence)} ${timeZone}${endsOn ? ` until ${formatDate(endsOn)}` : ''}`;
  const only = describeCondition(condition);
  return only ? `${often}, ${only}` : often;
}

/** `next: Fri 27 Nov 2026, 17:00`; empty when there is no next time. */
export function describeNext({ next, timeZone }: ScheduleView): string {
  return next ? `next: ${formatMoment(next, timeZone)}` : '';
}

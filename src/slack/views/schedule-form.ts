import type { ModalView } from '@slack/types';
import { type FilledSchedule, type ScheduleForm, ScheduleOrigin } from '../../app/schedule-screens.ts';
import { LIMITS } from '../limits.ts';
import type { OpenView } from '../request-bodies.ts';
import { buildHeading, plain } from './form-parts.ts';
import { buildField, metadataOf, Relative, readFields, relativeDays } from './param-fields.ts';
import { buildRecipients, readRecipients } from './schedule-recipients.ts';
import { buildTimes, isTime, readTimes } from './schedule-times.ts';
import { buildNote } from './text.ts';

/** The part of the form that Slack gives back unchanged. */
const Metadata = ScheduleOrigin.extend({ relative: Relative });

/** A form for when a report is sent, and with what params. */
export function buildScheduleForm({
  kind,
  origin,
  definition,
  fields,
  to,
  ...times
}: ScheduleForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: metadataOf({ ...origin, relative: relativeDays(fields) }),
    title: plain('Schedule a report', LIMITS.modalTitle),
    submit: plain(origin.id ? 'Save' : 'Schedule', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildHeading(definition),
      ...buildTimes({ definition, ...times }),
      ...(fields.length > 0 ? [{ type: 'divider' as const }] : []),
      ...fields.map(buildField),
      ...(to ? [{ type: 'divider' as const }, ...buildRecipients(to)] : []),
      buildNote(
        to
          ? 'Without a channel or people it is sent to you alone, by direct message, and runs with your rights.'
          : 'It is sent to you alone, by direct message, and runs with your rights.',
      ),
    ],
  };
}

/** Reads the form as it is filled in so far; values are as somebody would say them. */
export function readScheduleForm({ private_metadata: metadata, state }: OpenView): FilledSchedule {
  const { relative, ...origin } = Metadata.parse(JSON.parse(metadata));
  const given = readFields(paramValues(state.values), relative);
  return { origin, given, to: readRecipients(state.values), ...readTimes(state.values, origin) };
}

/** The values of the params alone. */
function paramValues(values: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(Object(values)).filter(([blockId]) => !isTime(blockId)));
}

import type { ModalView } from '@slack/types';
import { type FilledReport, type ReportForm, ReportOrigin } from '../../app/report-screens.ts';
import { LIMITS } from '../limits.ts';
import type { OpenView } from '../request-bodies.ts';
import { buildHeading, plain } from './form-parts.ts';
import { buildField, metadataOf, Relative, readFields, relativeDays } from './param-fields.ts';
import { buildNote } from './text.ts';

/** The part of the form that Slack gives back unchanged. */
const Metadata = ReportOrigin.extend({ relative: Relative });

/** A form for the params of a report. */
export function buildReportForm({ kind, origin, definition, fields }: ReportForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: metadataOf({ ...origin, relative: relativeDays(fields) }),
    title: plain('Run a report', LIMITS.modalTitle),
    submit: plain('Run', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildHeading(definition),
      ...fields.map(buildField),
      ...(fields.length === 0 ? [buildNote('It takes no params.')] : []),
    ],
  };
}

/** Reads the form; values are as somebody would say them. */
export function readReportForm({ private_metadata: metadata, state }: OpenView): FilledReport {
  const { relative, ...origin } = Metadata.parse(JSON.parse(metadata));
  return { origin, given: readFields(state.values, relative) };
}

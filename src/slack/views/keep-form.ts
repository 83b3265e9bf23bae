import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FilledKeep, KeepForm } from '../../app/report-screens.ts';
import { LIMITS as REPORT_LIMITS } from '../../reports/definition.ts';
import { LIMITS } from '../limits.ts';
import type { OpenView } from '../request-bodies.ts';
import { plain } from './form-parts.ts';
import { buildNote } from './text.ts';

const FIELDS = { title: 'title', name: 'name' } as const;

/** Asks what a question is called that is to be kept as a report. */
export function buildKeepForm({ kind, run, title, name, isAdmin }: KeepForm): ModalView {
  const field = (id: keyof typeof FIELDS, label: string, initial: string) => ({
    type: 'input' as const,
    block_id: FIELDS[id],
    label: plain(label, LIMITS.inputLabel),
    element: {
      type: 'plain_text_input' as const,
      action_id: 'value',
      max_length: REPORT_LIMITS[id],
      ...(initial ? { initial_value: initial.slice(0, REPORT_LIMITS[id]) } : {}),
    },
  });
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: run,
    title: plain('Keep as a report', LIMITS.modalTitle),
    submit: plain(isAdmin ? 'Keep' : 'Propose', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      field('title', 'Title', title),
      field('name', 'Name for /report, such as meetings-by-company', name),
      buildNote(
        `${isAdmin ? 'It is kept for the whole team.' : 'An admin decides whether it is kept for the whole team.'} Whoever runs it sees what they may see.`,
      ),
    ],
  };
}

const Typed = z.object({ value: z.object({ value: z.string().nullish() }) });
const Values = z.object({ [FIELDS.title]: Typed, [FIELDS.name]: Typed });

export function readKeepForm({ private_metadata: run, state }: OpenView): FilledKeep {
  const { title, name } = Values.parse(state.values);
  return { run, title: title.value.value ?? '', name: (name.value.value ?? '').trim().toLowerCase() };
}

import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FilledHandOver, HandOverForm } from '../../app/screens.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { plain } from './form-parts.ts';
import { buildNote, buildSection } from './text.ts';

const FIELD = 'person';

/** Asks a lead who takes the follow-ups of a member who has left. */
export function buildHandOverForm({ kind, id, name, open }: HandOverForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: id,
    title: plain('Hand over', LIMITS.modalTitle),
    submit: plain('Hand over', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildSection(`*${escapeText(name)}*: ${open} open ${open === 1 ? 'follow-up' : 'follow-ups'}`),
      {
        type: 'input',
        block_id: FIELD,
        label: plain('Who takes them', LIMITS.inputLabel),
        element: { type: 'users_select', action_id: 'value' },
      },
      buildNote('They are told by direct message, and can hand each of them back to you.'),
    ],
  };
}

const Values = z.object({ [FIELD]: z.object({ value: z.object({ selected_user: z.string() }) }) });

export const readHandOverForm = ({ private_metadata: id, state }: OpenView): FilledHandOver => ({
  id,
  to: Values.parse(state.values)[FIELD].value.selected_user,
});

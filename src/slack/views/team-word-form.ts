import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FilledWord, WordForm } from '../../app/screens.ts';
import { LIMITS } from '../limits.ts';
import type { OpenView } from '../request-bodies.ts';
import { plain } from './form-parts.ts';
import { buildNote } from './text.ts';

const FIELD = 'line';

/** Asks an admin what the team means by a word. */
export function buildWordForm({ kind, id, name, most }: WordForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: id,
    title: plain('A word of the team', LIMITS.modalTitle),
    submit: plain('Keep', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      {
        type: 'input',
        block_id: FIELD,
        label: plain(`What is “${name}”?`, LIMITS.inputLabel),
        element: { type: 'plain_text_input', action_id: 'value', max_length: most },
      },
      buildNote('I am told of it whenever I answer somebody of the team. Undo stands on the card.'),
    ],
  };
}

const Values = z.object({ [FIELD]: z.object({ value: z.object({ value: z.string().nullish() }) }) });

export const readWordForm = ({ private_metadata: id, state }: OpenView): FilledWord => ({
  id,
  line: Values.parse(state.values)[FIELD].value.value ?? '',
});

import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FilledOffer, OfferForm } from '../../app/schedule-screens.ts';
import { describeWhen } from '../../delivery/schedule-view.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { plain } from './form-parts.ts';
import { buildNote, buildSection } from './text.ts';

const FIELD = 'person';

/** Asks an admin to whom a schedule is offered. */
export function buildOfferForm({ kind, schedule }: OfferForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: schedule.id,
    title: plain('Offer a schedule', LIMITS.modalTitle),
    submit: plain('Offer', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildSection(
        [
          `*${escapeText(schedule.title)}*`,
          escapeText(schedule.paramsInWords),
          escapeText(describeWhen(schedule)),
        ]
          .filter(Boolean)
          .join('\n'),
      ),
      {
        type: 'input',
        block_id: FIELD,
        label: plain('To whom', LIMITS.inputLabel),
        element: { type: 'users_select', action_id: 'value' },
      },
      buildNote('They are asked by direct message. It starts when they say yes, and runs with their rights.'),
    ],
  };
}

const Values = z.object({ [FIELD]: z.object({ value: z.object({ selected_user: z.string() }) }) });

export const readOfferForm = ({ private_metadata: id, state }: OpenView): FilledOffer => ({
  id,
  to: Values.parse(state.values)[FIELD].value.selected_user,
});

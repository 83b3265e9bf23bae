import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { describeWhen, type ScheduleView } from '../../delivery/schedule-view.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../text.ts';
import { buildNote } from './note.ts';
import { plain } from './report-form.ts';
import { buildSection } from './words.ts';

export const OFFER_MODAL = 'schedule_offer_to';
export const OFFER_FIELD = 'person';

/** Asks an admin to whom a schedule is offered. */
export function buildOfferModal(view: ScheduleView, title: string): ModalView {
  return {
    type: 'modal',
    callback_id: OFFER_MODAL,
    private_metadata: view.id,
    title: plain('Offer a schedule', LIMITS.modalTitle),
    submit: plain('Offer', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildSection(
        [`*${escapeText(title)}*`, escapeText(view.paramsInWords), escapeText(describeWhen(view))]
          .filter(Boolean)
          .join('\n'),
      ),
      {
        type: 'input',
        block_id: OFFER_FIELD,
        label: plain('To whom', LIMITS.inputLabel),
        element: { type: 'users_select', action_id: 'value' },
      },
      buildNote('They are asked by direct message. It starts when they say yes, and runs with their rights.'),
    ],
  };
}

const Values = z.object({ [OFFER_FIELD]: z.object({ value: z.object({ selected_user: z.string() }) }) });

export const readOfferModal = (values: unknown) => Values.parse(values)[OFFER_FIELD].value.selected_user;

import type { ContextActionsBlock } from '@slack/types';
import { thumbValue } from '../../app/thumbs.ts';

/** Action id of the thumbs below an answer. */
const FEEDBACK = 'feedback';

/** Thumbs up and down, for what people think of the answer of a run. */
export function buildThumbs(runId: string): ContextActionsBlock {
  return {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: FEEDBACK,
        positive_button: {
          text: { type: 'plain_text', text: 'Good answer' },
          accessibility_label: 'This answer was good',
          value: thumbValue('up', runId),
        },
        negative_button: {
          text: { type: 'plain_text', text: 'Bad answer' },
          accessibility_label: 'This answer was bad',
          value: thumbValue('down', runId),
        },
      },
    ],
  };
}

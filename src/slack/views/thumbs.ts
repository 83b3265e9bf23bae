import type { ContextActionsBlock } from '@slack/types';

/** Action id of the thumbs below an answer. */
export const FEEDBACK = 'feedback';

const THUMB = /^(up|down):(.+)$/;

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
          value: `up:${runId}`,
        },
        negative_button: {
          text: { type: 'plain_text', text: 'Bad answer' },
          accessibility_label: 'This answer was bad',
          value: `down:${runId}`,
        },
      },
    ],
  };
}

/** Which answer a thumb is about, and what it says of it. Undefined for any other value. */
export function readThumb(value: string): { runId: string; isGood: boolean } | undefined {
  const [, way, runId] = THUMB.exec(value) ?? [];
  return runId ? { runId, isGood: way === 'up' } : undefined;
}

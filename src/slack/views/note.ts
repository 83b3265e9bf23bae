import type { ContextBlock } from '@slack/types';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';

/** A small line. */
export function buildNote(text: string): ContextBlock {
  return {
    type: 'context',
    elements: [{ type: 'plain_text', text: cut(text, LIMITS.contextText), emoji: false }],
  };
}

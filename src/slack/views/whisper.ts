import type { KnownBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../text.ts';
import { buildText } from './text.ts';

/** A message that only the person who asked sees. */
export type Whisper = { text: string; blocks: KnownBlock[] };

/** Plain words. */
export const buildWhisper = (words: string): Whisper => ({
  text: escapeText(words),
  blocks: buildText(words, LIMITS.sectionText),
});

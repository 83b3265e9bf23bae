import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Shown } from '../../app/home-screens.ts';
import { LIMITS } from '../limits.ts';
import { buildNote, buildSection, cutMarkup } from './text.ts';

export const heading = (text: string): KnownBlock => ({ type: 'header', text: { type: 'plain_text', text } });

/** Lines of Slack's own markup in one block. */
export const buildLines = (lines: readonly string[]): KnownBlock =>
  buildSection(cutMarkup(lines.join('\n'), LIMITS.sectionText));

/** A line that says how many more there are, and what shows them. */
export const buildMore = ({ more }: Pick<Shown<unknown>, 'more'>, how: string): KnownBlock[] =>
  more > 0 ? [buildNote(`and ${more} more: ${how}`)] : [];

/** The same buttons stand below several entries: their blocks tell them apart. */
export const named = (buttons: ActionsBlock, name: string): ActionsBlock => ({ ...buttons, block_id: name });

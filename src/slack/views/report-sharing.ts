import type { Button } from '@slack/types';
import type { PressId } from '../../app/handlers.ts';
import type { ReportScreen, SharingOffer } from '../../app/report-screens.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { View } from './document.ts';
import { buildSection } from './text.ts';

/** For a report that was asked for in a channel: where it is, and an offer to share it there. */
export function buildSharing({ report, given }: Extract<ReportScreen, { kind: 'sharing_offer' }>): View {
  const { name, title } = report;
  const text = `“${title}” comes to your direct messages.`;
  const value = JSON.stringify({ report: name, given } satisfies SharingOffer);
  const share: Button = {
    type: 'button',
    action_id: 'report_share' satisfies PressId,
    text: { type: 'plain_text', text: 'Share to this channel' },
    value,
    confirm: {
      title: { type: 'plain_text', text: 'Share this report?' },
      text: {
        type: 'plain_text',
        text: cut(`Everybody in this channel will see “${title}”.`, LIMITS.confirmText),
      },
      confirm: { type: 'plain_text', text: 'Share' },
      deny: { type: 'plain_text', text: 'Cancel' },
    },
  };
  return {
    text,
    blocks: [
      buildSection(escapeText(text)),
      ...(value.length <= LIMITS.buttonValue ? [{ type: 'actions' as const, elements: [share] }] : []),
    ],
  };
}

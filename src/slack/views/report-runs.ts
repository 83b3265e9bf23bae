import type { Button } from '@slack/types';
import type { PressId } from '../../app/handlers.ts';
import type { ReportSheet, SharingOffer } from '../../app/report-screens.ts';
import { cut } from '../../delivery/cut.ts';
import type { Row } from '../../store/schema.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../text.ts';
import { buildSection } from './text.ts';
import type { Whisper } from './whisper.ts';

const OUTCOMES: Record<Row<'reportRuns'>['outcome'], string> = {
  done: 'done',
  refused: 'refused',
  timed_out: 'took too long',
  failed: 'failed',
};

/** Who ran what, newest first, for admins. */
export function buildRunList({ runs, reader }: Extract<ReportSheet, { kind: 'run_list' }>): Whisper {
  const { timeZone, locale } = reader;
  const time = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const lines = runs.map((run) => {
    const params = Object.entries(run.params).map(([name, value]) => `${name}=${String(value)}`);
    const rows = run.rows === null ? '' : `, ${run.rows}${run.truncated ? '+' : ''} rows`;
    const what = cut([run.report, ...params].join(' '), 150);
    return `• ${time.format(run.startedAt)} · ${escapeText(run.memberName)} · \`${escapeText(what)}\` · by ${run.source} · ${OUTCOMES[run.outcome]}${rows}, ${run.ms} ms`;
  });
  const heading = runs.length === 0 ? 'No report was run yet.' : 'The last report runs';
  return {
    text: heading,
    blocks: [buildSection(`*${heading}*`), ...pieces(lines).map(buildSection)],
  };
}

/** Lines in texts that are short enough. */
function pieces(lines: string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < LIMITS.sectionText)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts;
}

/** For a report that was asked for in a channel: where it is, and an offer to share it there. */
export function buildSharing({ report, given }: Extract<ReportSheet, { kind: 'sharing_offer' }>): Whisper {
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

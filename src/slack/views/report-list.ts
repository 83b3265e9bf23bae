import type { ActionsBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { PressId } from '../../app/handlers.ts';
import type { ReportPage, ReportScreen } from '../../app/report-screens.ts';
import type { BrokenFile } from '../../reports/watched-folder.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { View } from './document.ts';
import { buildNote, buildSection, cutMarkup } from './text.ts';

type List = Extract<ReportScreen, { kind: 'report_list' }>;
type Help = Extract<ReportScreen, { kind: 'report_help' }>;

/** Reports to choose from, with a search field. */
export function buildReportList({ reports, page, words, broken }: List): View {
  const pages = Math.max(1, Math.ceil(reports.length / LIMITS.reportPage));
  const at = Math.min(Math.max(page, 0), pages - 1);
  const shown = reports.slice(at * LIMITS.reportPage, (at + 1) * LIMITS.reportPage);
  const heading = headingOf(reports.length, words);
  return {
    text: heading,
    blocks: [
      buildSection(`*${escapeText(heading)}*`),
      finder(),
      ...shown.map(entry),
      ...(pages > 1 ? [pager({ at, pages, words })] : []),
      buildNote(
        `${pages > 1 ? `Page ${at + 1} of ${pages}. ` : ''}/report NAME runs one, /report schedule NAME sends it again and again, /report help NAME explains it, /report search WORDS finds one, /report ask counts what no report has. Or ask me in words.`,
      ),
      ...broken.slice(0, LIMITS.brokenReports).map(buildBroken),
    ],
  };
}

function headingOf(count: number, words: string | undefined): string {
  const reports = count === 1 ? '1 report' : `${count} reports`;
  if (!words) return count === 0 ? 'There is no report you can run' : `${reports} you can run`;
  return count === 0 ? `No report fits “${words}”` : `${reports} for “${words}”`;
}

function finder(): ActionsBlock {
  return {
    type: 'actions',
    block_id: 'report_finder',
    elements: [
      {
        type: 'external_select',
        action_id: 'report_pick' satisfies PressId,
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'Find a report…' },
      },
    ],
  };
}

function entry({ name, title, description }: List['reports'][number]): SectionBlock {
  return {
    type: 'section',
    text: {
      type: 'mrkdwn',
      verbatim: true,
      text: cutMarkup(`*${escapeText(title)}*  \`${name}\`\n${escapeText(description)}`, LIMITS.sectionText),
    },
    accessory: {
      type: 'button',
      action_id: 'report_open' satisfies PressId,
      text: { type: 'plain_text', text: 'Run' },
      value: name,
      accessibility_label: cut(`Run ${title}`, LIMITS.buttonText),
    },
  };
}

function pager({ at, pages, words }: { at: number; pages: number; words: string | undefined }): ActionsBlock {
  const turn = (id: PressId, label: string, to: number) => ({
    type: 'button' as const,
    action_id: id,
    text: { type: 'plain_text' as const, text: label },
    value: JSON.stringify({ page: to, words: words?.slice(0, 200) } satisfies ReportPage),
  });
  return {
    type: 'actions',
    block_id: 'report_pages',
    elements: [
      ...(at > 0 ? [turn('report_page_back', 'Previous', at - 1)] : []),
      ...(at + 1 < pages ? [turn('report_page_on', 'Next', at + 1)] : []),
    ],
  };
}

/** For admins: a file that cannot be used. */
function buildBroken({ file, problems }: BrokenFile): KnownBlock {
  const [first] = problems;
  return buildNote(`Broken: ${file}, line ${first?.line ?? 1}: ${first?.reason ?? ''}`);
}

/** A report in plain words, with a button that runs it. */
export function buildReportHelp({ explanation }: Help): View {
  const { name, title, description, params, columns, examples, chart, counted = [] } = explanation;
  const lines = params.map(
    (param) =>
      `• \`${param.name}\`${param.description ? ` – ${escapeText(param.description)}` : ''} It ${escapeText(param.rule)} (${escapeText(param.needed)}). For example \`${escapeText(param.example)}\``,
  );
  const parts = [
    `*${escapeText(title)}*  \`${name}\`\n${escapeText(description)}\nFor ${explanation.for}.`,
    lines.length > 0 ? `*Params*\n${lines.join('\n')}` : 'It takes no params.',
    `*Columns*\n${columns.map(({ label, meaning }) => `• ${escapeText(label)}: ${escapeText(meaning)}`).join('\n')}${chart ? `\nWith a chart: ${escapeText(chart)}` : ''}`,
    ...(counted.length > 0
      ? [`*How it is counted*\n${counted.map((each) => `• ${escapeText(each)}`).join('\n')}`]
      : []),
    ...(examples.length > 0
      ? [`*It answers*\n${examples.map((each) => `• ${escapeText(each)}`).join('\n')}`]
      : []),
  ];
  return {
    text: title,
    blocks: [
      ...parts.map((text) => buildSection(cutMarkup(text, LIMITS.sectionText))),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'report_open' satisfies PressId,
            text: { type: 'plain_text', text: 'Run' },
            value: name,
            style: 'primary',
          },
        ],
      },
    ],
  };
}

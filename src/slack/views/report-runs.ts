import type { ReportScreen } from '../../app/report-screens.ts';
import type { Row } from '../../store/schema.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { View } from './document.ts';
import { buildSection } from './text.ts';

const OUTCOMES: Record<Row<'reportRuns'>['outcome'], string> = {
  done: 'done',
  refused: 'refused',
  timed_out: 'took too long',
  failed: 'failed',
};

/** Who ran what, newest first, for admins. */
export function buildRunList({ runs, reader }: Extract<ReportScreen, { kind: 'run_list' }>): View {
  const { timeZone, locale } = reader;
  const time = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const lines = runs.map((run) => {
    const params = Object.entries(run.params).map(
      ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    );
    const rows = run.rows === null ? '' : `, ${run.rows}${run.truncated ? '+' : ''} rows`;
    const what = cut([run.report, ...params].join(' '), LIMITS.reportRun);
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

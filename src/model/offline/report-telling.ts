import type { FoundReports, ReportEntry, ReportView, RunView } from './report-results.ts';
import type { Fitted } from './report-values.ts';
import { bullets, showDay } from './show.ts';
import { enumerate } from './words.ts';

/** What is said about reports. Numbers are those of the result, none is worked out. */

const SHOWN = 5;

export function tellReports({ reports, more }: FoundReports): string {
  const [first] = reports;
  if (!first) return 'There is no report that you may run.';
  const others = more.length > 0 ? `\nAlso: ${more.join(', ')}.` : '';
  return `You can run:\n${bullets(reports.map(nameOf))}${others}\n${howToRun(first)}`;
}

export function tellFitting(query: string, fitting: readonly ReportEntry[]): string {
  const [first, second] = fitting;
  if (!first) return noneFor(query);
  if (second) return `There are these:\n${bullets(fitting.slice(0, SHOWN).map(nameOf))}\n${howToRun(first)}`;
  return `Yes: ${nameOf(first)}. ${first.description} ${howToRun(first)}`;
}

/** `nearest`: reports that have only some of the words. */
export function tellNone(query: string, nearest: readonly ReportEntry[]): string {
  if (nearest.length === 0) return noneFor(query);
  return `I am not sure which report you mean. The nearest:\n${bullets(nearest.slice(0, 3).map(nameOf))}\nSay for example “run ${nearest[0]?.name}”.`;
}

const nameOf = ({ name, title }: ReportEntry) => `${title} (${name})`;
const howToRun = ({ name }: ReportEntry) => `Say for example “run ${name}” or “explain ${name}”.`;
const noneFor = (query: string) =>
  `I have no report about “${query}”. Ask “which reports are there?” to see all of yours.`;

export function tellReport(view: ReportView): string {
  const { name, title, description, params, columns } = view;
  const settings = params.map(
    (param) => `${param.name}: ${param.description.replace(/\.$/, '') || param.rule} (${param.needed}).`,
  );
  const shows = columns.map(({ label }) => label);
  return [
    `“${title}” (${name}) is for ${view.for || 'everybody'}. ${description}`,
    shows.length > 0 ? `It shows ${enumerate(shows)}.` : '',
    settings.length > 0 ? `You can set:\n${bullets(settings)}` : 'There is nothing to set.',
    `Say “run ${name}” to see it.`,
  ]
    .filter(Boolean)
    .join('\n');
}

export function tellColumn({ title, columns }: ReportView, wanted: string): string {
  const key = wanted.toLowerCase();
  const column =
    columns.find(({ label }) => label.toLowerCase() === key) ??
    columns.find(({ label }) => label.toLowerCase().startsWith(key));
  if (column) return `“${column.label}” in “${title}”: ${column.meaning}`;
  return `“${title}” has no column “${wanted}”. It shows ${enumerate(columns.map(({ label }) => label))}.`;
}

/** One or two sentences on what a run gave; the table is posted besides. `given`: the params that were asked for. */
export function tellRun(view: RunView, { today, given }: { today: string; given: string[] }): string {
  const { title, params, row_count: count, truncated } = view;
  if (count === 0 && !truncated) {
    const asked = Object.entries(params).map(([name, value]) => `${name} ${value}`);
    return `“${title}” is empty: nothing was found${asked.length > 0 ? ` for ${enumerate(asked)}` : ''}.`;
  }
  if (truncated) {
    const read = count > 0 ? `; only the first ${count} were read` : '';
    return `“${title}” has more rows than I can read${read}. What is there of it is above.`;
  }
  const rows = count === 1 ? '1 row' : `${count} rows`;
  const [total, first] = [totalOf(view), firstOf(view, today)];
  const asked = given.flatMap((name) => (params[name] ? [`${name}: ${withoutMeaning(params[name])}`] : []));
  return `“${title}”${asked.length > 0 ? ` (${asked.join('; ')})` : ''}: ${rows}${total && `; ${total}`}.${first && ` ${first}.`} The table is above.`;
}

/** `last-month (Thu 1 Oct 2026 – Sat 31 Oct 2026)` -> `last-month`; the note of the table has the days. */
const withoutMeaning = (value: string) => value.replace(/ \([^()]*\d{4}\)$/, '');

/** Columns whose numbers may be added up: each row counts other things. */
const COUNTED = /^(?:interactions|overdue|promised|added)$/i;

/** `25 interactions in all`. With contacts in the rows, one interaction may be in several of them. */
function totalOf({ columns, totals, first_rows: rows }: RunView): string {
  const isByContact = Object.keys(columns).includes('contact');
  const name = Object.keys(totals).find((each) => COUNTED.test(columns[each] ?? ''));
  const total = name ? totals[name] : undefined;
  if (!name || total === undefined || isByContact || rows.length < 2) return '';
  return `${total} ${(columns[name] ?? name).toLowerCase()} in all`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIMES = new Set(['week', 'month', 'quarter', 'year', 'day']);
const SHORT = 40;
const CELLS = 4;

/** `First comes Dorn Tools (days quiet: 105, last contact: Tue 11 Aug)`. In the order of time no row tells more than others. */
function firstOf({ columns, totals, first_rows: [row] }: RunView, today: string): string {
  if (!row) return '';
  const cells = Object.entries(row).flatMap(([name, cell]) => {
    const label = (columns[name] ?? name).toLowerCase();
    if (typeof cell === 'number')
      return name in totals ? [{ name, label, text: String(cell), isDay: false }] : [];
    if (typeof cell !== 'string' || cell === '' || cell.length > SHORT) return [];
    return [{ name, label, text: DAY.test(cell) ? showDay(cell, today) : cell, isDay: DAY.test(cell) }];
  });
  const shown = cells.slice(0, CELLS);
  const first = shown.find(({ isDay }) => !isDay);
  if (!first || TIMES.has(Object.keys(row)[0] ?? '')) return '';
  const others = shown.filter((cell) => cell !== first);
  const details = others.map(({ label, text }) => `${label}: ${text}`).join(', ');
  return `First comes ${first.text}${details && ` (${details})`}`;
}

/** What of the request the report could not follow. `view`: the report, where it was looked at. */
export function tellUnused(
  { unused, isOpenEnded, isAboutAll }: Omit<Fitted, 'params'>,
  view?: Pick<ReportView, 'title' | 'description'>,
): string {
  if (isAboutAll && view && !/\b(?:my|you|your)\b/i.test(`${view.title} ${view.description}`))
    return 'It is about the whole team, not only about you.';
  if (unused.length > 0) return `This report cannot be narrowed to ${enumerate(unused)}.`;
  return isOpenEnded ? 'It has no last day, so it goes on until today.' : '';
}

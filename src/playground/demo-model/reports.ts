import { z } from 'zod';
import { fold } from '../../text.ts';
import { ask, list, read, type Script, words } from './script.ts';

const Found = z.object({ reports: list(z.object({ name: words, title: words })) });
const Explained = z.object({ name: words, title: words, examples: list(z.string()) });
const Result = z.object({
  title: words,
  empty: z.boolean().catch(false),
  sent_by_direct_message: z.unknown().optional(),
});

const LOOKED_AT = 3;
const NAMED = /\b(?:run|report)\s+(?:the\s+)?(?:report\s+)?([a-z]+(?:-[a-z]+)+)\b/i;

/** The report that a text names as the catalog does: `run quiet-customers`. */
export const namesReport = (text: string): string | undefined => NAMED.exec(text)?.[1]?.toLowerCase();

/** Runs the report whose own example question this is, or that is named; otherwise names those that may help. */
export function* answerByReport(text: string): Script<string> {
  const named = namesReport(text);
  if (named) return yield* runReport(named);
  const found = yield* searchReports(text);
  if (found.length === 0) return '';
  const explained = yield found.map(({ name }) => ({ tool: 'explain_report', input: { name } }));
  const key = (each: string) => fold(each.replace(/\bplease\b/gi, ''));
  const fitting = explained
    .map((each) => read(each, Explained))
    .find(({ title, examples }) => [title, ...examples].some((each) => key(each) === key(text)));
  if (fitting) return yield* runReport(fitting.name);
  const each = found.map(({ name, title }) => `• ${title}: “run ${name}”`);
  return ['That is more than I can answer, but one of these reports may:', ...each].join('\n');
}

export function* searchReports(query: string): Script<{ name: string; title: string }[]> {
  const outcome = yield* ask('search_reports', { query: query.slice(0, 200) });
  return read(outcome, Found).reports.slice(0, LOOKED_AT);
}

function* runReport(name: string): Script<string> {
  const outcome = yield* ask('run_report', { name });
  if (!outcome.ok) return `I could not run that. ${outcome.message}`;
  const { title, empty, sent_by_direct_message: isAlone } = read(outcome, Result);
  if (isAlone) return `I sent you “${title}” directly.`;
  return empty ? `“${title}” is empty.` : `“${title}” is above.`;
}

import { z } from 'zod';
import { fold } from '../../text.ts';
import { ask, type Script } from './script.ts';

const Report = z.object({ name: z.string(), title: z.string() });
const Found = z.object({ reports: z.array(Report).catch([]) });
const Explained = z.object({ name: z.string(), title: z.string(), examples: z.array(z.string()).catch([]) });
const Result = z.object({
  title: z.string().catch('The report'),
  empty: z.boolean().catch(false),
  sent_by_direct_message: z.unknown().optional(),
});
export type FoundReport = z.output<typeof Report>;

const LOOKED_AT = 3;
const NAMED = /\b(?:run|report)\s+(?:the\s+)?(?:report\s+)?([a-z]+(?:-[a-z]+)+)\b/i;

/** The report that a text names as the catalog does: `run quiet-customers`. */
export const namesReport = (text: string): string | undefined => NAMED.exec(text)?.[1]?.toLowerCase();

/** Runs the report whose own example question this is, or that is named; otherwise names those that may help. */
export function* answerByReport(text: string): Script<string> {
  const name = namesReport(text);
  if (name) return yield* runReport(name);
  const found = yield* searchReports(text);
  const explained =
    found.length > 0
      ? yield found.map((each) => ({ tool: 'explain_report', input: { name: each.name } }))
      : [];
  const fitting = explained
    .flatMap((each) => (each.ok ? (Explained.safeParse(each.value).data ?? []) : []))
    .find(({ title, examples }) => [title, ...examples].some((each) => same(each, text)));
  if (fitting) return yield* runReport(fitting.name);
  if (found.length === 0) return '';
  const list = found.map(({ name: each, title }) => `• ${title}: “run ${each}”`).join('\n');
  return `That is more than I can answer, but one of these reports may:\n${list}`;
}

const same = (a: string, b: string) =>
  fold(a.replace(/\bplease\b/gi, '')) === fold(b.replace(/\bplease\b/gi, ''));

export function* searchReports(query: string): Script<FoundReport[]> {
  const outcome = yield* ask('search_reports', { query: query.slice(0, 200) });
  return (outcome.ok ? (Found.safeParse(outcome.value).data?.reports ?? []) : []).slice(0, LOOKED_AT);
}

function* runReport(name: string): Script<string> {
  const outcome = yield* ask('run_report', { name });
  if (!outcome.ok) return `I could not run that. ${outcome.message}`;
  const result = Result.parse(outcome.value);
  if (result.sent_by_direct_message) return `I sent you “${result.title}” directly.`;
  return result.empty ? `“${result.title}” is empty.` : `“${result.title}” is above.`;
}

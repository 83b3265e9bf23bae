import { fold } from '../../text.ts';
import type { ReportRef } from './acts.ts';
import { FoundReports, type ReportEntry, ReportView } from './report-results.ts';
import { tellNone } from './report-telling.ts';
import { ask, type Outcome, type Script } from './script.ts';

type Refusal = Extract<Outcome, { ok: false }>;

/** A report as far as it is known by now: `params` is missing until it has been looked at. */
export type FoundReport = { name: string; title?: string; params?: string[] };

/** A refusal in the words of the tool, without ids, and what can be done instead. */
export function withHint({ code, message }: Refusal): string {
  const said = message.replace(/ ?\[id [^\]]*\]/g, '').replace(/^\w+: (?=I |“)/gm, '');
  const isAboutReport = code === 'forbidden' || /^I know no report/.test(said);
  return isAboutReport ? `${said} Ask “which reports are there?” to see yours.` : said;
}

/** The report that is meant, or what is said instead. */
export function* findReport(ref: ReportRef): Script<FoundReport | { text: string }> {
  if ('name' in ref) return { name: ref.name };
  const { words, expected } = ref;
  const found = yield* search(words);
  if (!('reports' in found)) return { text: found.message };
  const { reports, more, all } = found;
  const wanted = reports.find(({ name }) => name === expected);
  if (wanted) return wanted;
  if (expected && [...more, ...all].includes(expected)) return { name: expected };
  const best = reports.find((report) => fits(words, report));
  if (best && !expected) return best;
  const hidden = yield* explain(expected ?? slug(words));
  if ('columns' in hidden) return { name: hidden.name, title: hidden.title };
  if (hidden.code === 'forbidden') return { text: withHint(hidden) };
  return best ?? { text: tellNone(words, reports) };
}

const slug = (words: string) => fold(words).replaceAll(' ', '-').slice(0, 100) || 'report';

export function* search(query: string | undefined): Script<FoundReports | Refusal> {
  const outcome = yield* ask({ tool: 'search_reports', input: query ? { query: query.slice(0, 200) } : {} });
  if (!outcome.ok) return outcome;
  return FoundReports.safeParse(outcome.value).data ?? { reports: [], more: [], all: [] };
}

export function* explain(name: string): Script<ReportView | Refusal> {
  const outcome = yield* ask({ tool: 'explain_report', input: { name } });
  if (!outcome.ok) return outcome;
  const view = ReportView.safeParse(outcome.value).data;
  const unread = { ok: false, code: 'unavailable', message: 'I could not look that report up.' } as const;
  return view ?? { ...unread, candidates: [] };
}

/** Whether a report has all the telling words in its name, title or description. */
export function fits(words: string, { name, title, description }: ReportEntry): boolean {
  const has = fold(`${name} ${title} ${description}`).split(' ');
  const telling = fold(words)
    .split(' ')
    .filter((word) => word.length > 2 && !PLAIN.has(word))
    .map((word) => word.replace(/s$/, ''));
  return telling.length > 0 && telling.every((word) => has.some((each) => each.startsWith(word)));
}

const PLAIN = new Set(
  'the and for our all report reports who which what how many are with show list'.split(' '),
);

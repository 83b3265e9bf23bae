import type { Choices, Question } from './acts.ts';
import { attemptWith, fitReport } from './report-attempt.ts';
import { explain, findReport, fits, search, withHint } from './report-finding.ts';
import { RunView, SentView } from './report-results.ts';
import { tellColumn, tellFitting, tellReport, tellReports, tellRun } from './report-telling.ts';
import type { GivenParam } from './report-values.ts';
import type { Script } from './script.ts';

type About<Topic extends Question['about']> = Extract<Question, { about: Topic }>;
type Asked = { choices: Choices; today: string };

/** Which reports there are. */
export function* answerReports({ query }: About<'reports'>): Script<string> {
  const found = yield* search(query);
  if (!('reports' in found)) return found.message;
  if (!query) return tellReports(found);
  return tellFitting(
    query,
    found.reports.filter((report) => fits(query, report)),
  );
}

/** What a report shows, or one of its columns. */
export function* answerReport({ report, column }: About<'report'>): Script<string> {
  if (!report)
    return 'Which report do you mean? Say it in one sentence, such as “explain quiet-customers” or “what does the column Kept mean in follow-up-completion?”.';
  const found = yield* findReport(report);
  if ('text' in found) return found.text;
  const explained = yield* explain(found.name);
  if (!('columns' in explained)) return withHint(explained);
  return column ? tellColumn(explained, column) : tellReport(explained);
}

/** Runs a report with what was said along with it. */
export function* answerNumbers({ report, said }: About<'numbers'>, asked: Asked): Script<string> {
  const found = yield* findReport(report);
  if ('text' in found) return found.text;
  const { choices, today } = asked;
  const wanted = yield* fitReport({ found, said, choices });
  if ('text' in wanted) return wanted.text;
  const { name } = wanted;
  const call = (params: GivenParam[]) => ({ tool: 'run_report', input: { name, params } });
  const ran = yield* attemptWith(wanted, { choices, todo: 'run it', call });
  if ('text' in ran) return ran.text;
  const told = tellOutcome(ran.value, { name, today, params: wanted.params });
  return [ran.meant, told, wanted.note].filter(Boolean).join(' ');
}

function tellOutcome(
  value: unknown,
  { name, today, params }: { name: string; today: string; params: GivenParam[] },
): string {
  const sent = SentView.safeParse(value).data;
  if (sent) return `“${sent.title}” is not for this channel, so I sent it to you by direct message.`;
  const view = RunView.safeParse(value).data;
  return view
    ? tellRun(view, { today, given: params.map((param) => param.name) })
    : `The report ${name} is above.`;
}

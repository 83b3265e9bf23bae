import { DEFAULT_CRM } from '../crm-settings.ts';
import { didYouMean } from '../nearest-word.ts';
import type { Dialect } from '../store/columns.ts';
import {
  type Description,
  ReportFailure,
  type Reporting,
  type Select,
} from '../store/reporting/reporting.ts';
import { reportViews } from '../store/reporting/views.ts';
import { distinct, type Judged, type ReportText } from './lint-text.ts';
import { type Report, reportOf, shapesOf, statementColumns } from './report.ts';
import type { Problem } from './yaml-text.ts';

/**
 * The verdict on one file. One that is `unsure` was not checked to its end, and is not kept for the next start; one that
 * `isUnread` had nothing to do with that.
 */
export type Linted = { report: Report } | ({ problems: Problem[] } & Unsure);
type Unsure = { unsure?: true; isUnread?: true };

/** Checks files by the rules that need no engine, in order. */
export type JudgeTexts = (files: readonly ReportText[]) => Promise<(Judged & Unsure)[]>;

/** Files whose statements the engine is asked about at once. */
const AT_ONCE = 50;

/** Checks the files of reports by all rules, the engine's own among them. Gives one verdict for each file, in order. */
export async function lintFiles(
  files: readonly ReportText[],
  { reporting, judge }: { reporting: Reporting; judge: JudgeTexts },
): Promise<Linted[]> {
  const judged = (await judge(files)).map((each) =>
    'problems' in each ? each : { report: reportOf(each.definition), lines: each.lines },
  );
  const verdicts: Linted[] = [];
  for (let at = 0; at < judged.length; at += AT_ONCE) {
    const some = judged.slice(at, at + AT_ONCE);
    const trials = some.map((each) => ('problems' in each ? [] : shapesOf(each.report, reporting.dialect)));
    const described = await describeEach(reporting, trials);
    for (const [nth, each] of some.entries())
      verdicts.push(verdictOn(each, described[nth] ?? [], reporting.dialect));
  }
  return verdicts;
}

type Lines = Extract<Judged, { lines: unknown }>['lines'];

function verdictOn(
  judged: { report: Report; lines: Lines } | ({ problems: Problem[] } & Unsure),
  described: Described[],
  dialect: Dialect,
): Linted {
  if ('problems' in judged) return judged;
  const problems = checkDescriptions(judged, described, dialect);
  if (problems.length === 0) return { report: judged.report };
  return described.some((each) => 'unsure' in each) ? { problems, unsure: true } : { problems };
}

/** What the engine says of a statement. One that took too long may have met a busy machine: it is asked about again. */
type Described = Description | { refused: string; unsure: true };

const TOO_COMPLEX = 'is too complex to be prepared: make it simpler';

/**
 * Asks the engine about all statements at once; where one of them is too much for the engine, about those of each file
 * by themselves, so that it stops no other.
 */
async function describeEach(reporting: Reporting, trials: readonly Select[][]): Promise<Described[][]> {
  try {
    const described = await reporting.describe(trials.flat());
    let at = 0;
    return trials.map(({ length }) => {
      at += length;
      return described.slice(at - length, at);
    });
  } catch (error) {
    if (!(error instanceof ReportFailure) || error.kind === 'failed') throw error;
    if (trials.length === 1)
      return [[{ refused: TOO_COMPLEX, ...(error.kind === 'timed_out' ? { unsure: true } : {}) }]];
    const each: Described[][] = [];
    for (const trial of trials) each.push(...(await describeEach(reporting, [trial])));
    return each;
  }
}

/** What both engines say of a column that there is not. */
const NO_COLUMN = /no such column: (?:\w+\.)?(\w+)|column "?(?:\w+\.)?(\w+)"? does not exist/;

/** The column of the views that was meant by one that there is not. */
function meantColumn(refused: string, dialect: Dialect): string {
  const [, sqlite, postgres] = NO_COLUMN.exec(refused) ?? [];
  const said = sqlite ?? postgres;
  if (said === undefined) return '';
  const known = Object.values(reportViews(dialect, DEFAULT_CRM)).flatMap(({ columns }) =>
    Object.keys(columns),
  );
  return didYouMean(said, [...new Set(known)]);
}

/** Checks what the engine says of each shape, and that each gives the declared columns in their order. */
function checkDescriptions(
  { report, lines }: { report: Report; lines: Lines },
  described: Described[],
  dialect: Dialect,
): Problem[] {
  const line = lines.sql[dialect];
  const wanted = statementColumns(report.definition).join(', ');
  const problems = described.flatMap((each) => {
    if ('refused' in each)
      return [{ line, reason: `sql: ${each.refused}${meantColumn(each.refused, dialect)}` }];
    const given = each.columns.join(', ');
    return given === wanted
      ? []
      : [{ line: lines.columns, reason: `columns: declared are ${wanted}; the statement gives ${given}` }];
  });
  return distinct(problems);
}

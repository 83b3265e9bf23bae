import type { Scalar } from '../store/reporting/reporting.ts';
import type { Period } from './days-and-periods.ts';
import type { Format, ReportDefinition } from './definition.ts';

/** A column of a result. */
export type ResultColumn = {
  name: string;
  label: string;
  format: Format;
  /** Set where the sum of its numbers says nothing. */
  addsUp?: false;
  /** The column within whose values alone its numbers add up. */
  addsUpWithin?: string;
  /** Set where its numbers change with the day alone. */
  moves?: true;
};

/** Sums by column; of money by `column EUR`. */
export type Totals = Record<string, number>;

/** The same report over the time before: its days, and its sums. */
export type Before = Period & { totals: Totals };

/** A param as it was used: its name, and its value in words (`-4w (since Mon 26 Oct 2026)`). */
export type UsedParam = { name: string; value: string };

/**
 * The result of a run. Cells are raw: numbers, text, days as `YYYY-MM-DD`, weeks as their Monday, booleans as 0 and 1,
 * money as `85000.00 EUR`.
 */
export type Result = {
  /** The id of the run's row in `report_runs`. */
  runId: string;
  report: Pick<ReportDefinition, 'name' | 'title' | 'description' | 'chart' | 'roles'>;
  /** Whether the report has params at all. */
  takesParams: boolean;
  params: UsedParam[];
  columns: ResultColumn[];
  rows: Scalar[][];
  /** By the names of columns, for each row what tells two of one name apart. */
  keys?: Record<string, Scalar[]>;
  /** The days that it is about, as far as its definition says which. */
  span?: Period;
  before?: Before;
  /** Whether there were more rows than these. */
  truncated: boolean;
  ranAt: Date;
  /** Set where no rows may also mean that too few colleagues stand behind them. */
  mayBeWithheld?: true;
  /** How the numbers of a question in metrics were counted, in sentences. */
  counted?: string[];
  /** Of the metric that a question asks: another one when it is counted otherwise. */
  definitionHash?: string;
  /** The question that was kept as this report: whether it is counted otherwise than when it was certified, and who did. */
  kept?: { id: string; hasChanged: boolean; decidedBy: string | null };
};

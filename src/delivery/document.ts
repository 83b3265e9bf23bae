/** Everything the bot delivers, before anybody decides how it looks. */
export type Document = {
  title?: string;
  /** Plain text, possibly several lines; what notifications show. */
  text: string;
  /** Things that are decided about one by one. */
  cards?: Card[];
  facts?: Fact[];
  chart?: Chart;
  table?: Table;
  /** A last, small line: where this comes from. */
  note?: string;
  file?: Attachment;
  actions?: Action[];
  /** The run whose answer this is: people are asked what they think of it. */
  feedback?: string;
};

export type Fact = { label: string; value: string };

/** Something with actions of its own; `outcome` says what has become of it and stands in their place. */
export type Card = { title?: string; text: string; note?: string; actions: Action[]; outcome?: string };

/** Cells are raw; `locale` (BCP 47) says how numbers and days are written for the reader. */
export type Table = {
  caption: string;
  columns: TableColumn[];
  rows: Cell[][];
  locale: string;
};
export type TableColumn = { name: string; label: string; format: CellFormat };
export type Cell = string | number | null;
export type CellFormat =
  | 'text'
  | 'integer'
  | 'number'
  | 'percent'
  | 'date'
  | 'week'
  | 'month'
  | 'quarter'
  | 'boolean';

/** One value for each category in each series; null where there is none. Labels are written for the reader already. */
export type Chart = {
  type: 'bar' | 'line' | 'area' | 'pie';
  title: string;
  categories: string[];
  series: { name: string; values: (number | null)[] }[];
};

/** A text file that is sent along. */
export type Attachment = { name: string; title: string; content: string };

/** What a person can do about a document. `value` names its object; who may do it is checked at the click. */
export type Action = {
  id:
    | 'undo_run'
    | 'apply_edit'
    | 'retract'
    | 'dismiss'
    | 'report_run_again'
    | 'report_change'
    | 'report_csv'
    | 'report_share'
    | 'schedule_accept'
    | 'schedule_decline'
    | 'schedule_run'
    | 'schedule_change'
    | 'schedule_pause'
    | 'schedule_resume'
    | 'schedule_stop'
    | 'schedule_why'
    | 'schedule_left'
    | 'observation_approve'
    | 'observation_dismiss'
    | 'observation_evidence'
    | 'observation_forget'
    | 'capture_log'
    | 'capture_skip';
  label: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string; no: string };
};

/** A document as plain text, for the command line and as Slack's fallback. */
export function renderText({ title, text, cards = [], facts = [], note }: Document): string {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`);
  return [title, text, ...cards.map(renderCard), ...lines, note].filter(Boolean).join('\n');
}

function renderCard({ title, text, note, outcome }: Card): string {
  return [title ? `${title}: ${text}` : text, note, outcome].filter(Boolean).join('\n');
}

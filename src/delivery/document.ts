import { z } from 'zod';
import { CHART_TYPES, FORMATS, type Format } from '../reports/definition.ts';

/** The ids of actions. None is ever removed: a document that was delivered once keeps its buttons. */
const ACTIONS = [
  'undo_run',
  'apply_edit',
  'retract',
  'dismiss',
  'report_run_again',
  'report_change',
  'report_csv',
  'report_share',
  'report_subscribe',
  'report_schedule',
  'schedule_accept',
  'schedule_decline',
  'schedule_run',
  'schedule_change',
  'schedule_pause',
  'schedule_resume',
  'schedule_stop',
  'schedule_why',
  'schedule_left',
  'schedule_take_over',
  'observation_approve',
  'observation_dismiss',
  'observation_evidence',
  'observation_forget',
  'observation_in_reports',
  'observation_restore',
  'capture_log',
  'capture_skip',
  'capture_undo',
  'promise_done',
  'follow_up_done',
  'follow_up_tomorrow',
  'follow_up_next_week',
  'follow_up_hand_back',
  'hand_over_open',
  'setting_undo',
  'setting_again',
  'setting_say',
  'digest_night',
  'merge_open',
  'merge_different',
  'merge_later',
  'merge_undo',
  'answer_1',
  'answer_2',
  'answer_3',
  'answer_4',
  'answer_5',
  'answer_else',
  'own_fields',
  'fix',
  'undo_change',
  'import_run',
  'import_cancel',
  'import_undo',
] as const;

/** A message that the bot delivers, whatever it is about; the chat service's view decides how it looks. */
export type Document = {
  title?: string;
  /** Plain text, possibly several lines; what notifications show. */
  text: string;
  /** Items with actions of their own, such as observations, each decided by itself. */
  cards?: Card[];
  facts?: Fact[];
  chart?: Chart;
  table?: Table;
  /** A last, small line: where the document comes from. */
  note?: string;
  file?: Attachment;
  actions?: Action[];
  /** The id of the run whose answer the document is: people are asked what they think of the answer. */
  feedback?: string;
};

/** The place of a message. `threadTs`: the first message of the thread that it is a later one of. */
type MessagePlace = { channel: string; ts: string; threadTs?: string };

/**
 * `place`: the message that the line comes from, where whoever reads the document may open it. `channel`: the channel that the
 * line is about, of which the value says as much as may be said where it cannot be named.
 */
export type Fact = { label: string; value: string; place?: MessagePlace; channel?: string };

/** An item with actions of its own. `outcome` says what was decided about it, and stands in place of the actions. */
export type Card = {
  title?: string;
  text: string;
  quotes?: Quote[];
  /** The channel that it is about. */
  channel?: string;
  note?: string;
  actions: Action[];
  outcome?: string;
};

/** Words of somebody, who or what they are from, and the message in which the reader may read them, where there is one. */
export type Quote = { text: string; from: string; place?: MessagePlace };

/** Cells are raw; `locale` (BCP 47) says how numbers and days are written for the reader. */
export type Table = {
  caption: string;
  columns: TableColumn[];
  rows: Cell[][];
  /** Rows below the others, with the sums of those columns that can be added up. */
  totals?: Cell[][];
  locale: string;
};
/** `running`: the week, month or quarter of the column that is not over. */
export type TableColumn = { name: string; label: string; format: CellFormat; running?: string };
export type Cell = string | number | null;
export type CellFormat = Format;

/**
 * A chart has one value for each category in each series, null where there is none. Labels are written for the reader
 * already.
 */
export type Chart = {
  type: (typeof CHART_TYPES)[number];
  title: string;
  categories: string[];
  series: { name: string; values: (number | null)[] }[];
  /** What the axes show; a pie has none. */
  axes?: { x: string; y: string };
  /** What its reader has to know: that something is left out, or drawn otherwise. */
  note?: string;
};

/** A text file that is sent with a document. */
export type Attachment = { name: string; title: string; content: string };

/** What a person can do about a document. `value` names its object; who may do it is checked at the click. */
export type Action = {
  id: (typeof ACTIONS)[number];
  label: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string; no: string };
};

const Action: z.ZodType<Action> = z.looseObject({
  id: z.enum(ACTIONS),
  label: z.string(),
  value: z.string(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z.looseObject({ title: z.string(), text: z.string(), yes: z.string(), no: z.string() }).optional(),
});

/** A number; one that JSON cannot write, such as infinity, is null when it is read back. */
const isNumber = (value: unknown) => value === null || typeof value === 'number';
const NumberOrNull = z.custom<number | null>(isNumber, 'must be a number or null');
const Cell = z.custom<Cell>(
  (value) => isNumber(value) || typeof value === 'string',
  'must be a text, a number or null',
);

const Table: z.ZodType<Table> = z.looseObject({
  caption: z.string(),
  columns: z.array(
    z.looseObject({
      name: z.string(),
      label: z.string(),
      format: z.enum(FORMATS),
      running: z.string().optional(),
    }),
  ),
  rows: z.array(z.array(Cell)),
  totals: z.array(z.array(Cell)).optional(),
  locale: z.string(),
});

const Chart: z.ZodType<Chart> = z.looseObject({
  type: z.enum(CHART_TYPES),
  title: z.string(),
  categories: z.array(z.string()),
  series: z.array(z.looseObject({ name: z.string(), values: z.array(NumberOrNull) })),
  axes: z.looseObject({ x: z.string(), y: z.string() }).optional(),
  note: z.string().optional(),
});

const MessagePlace: z.ZodType<MessagePlace> = z.looseObject({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().optional(),
});

const Quote: z.ZodType<Quote> = z.looseObject({
  text: z.string(),
  from: z.string(),
  place: MessagePlace.optional(),
});

/** Reads a document as it was kept. */
export const Document: z.ZodType<Document> = z.looseObject({
  title: z.string().optional(),
  text: z.string(),
  cards: z
    .array(
      z.looseObject({
        title: z.string().optional(),
        text: z.string(),
        quotes: z.array(Quote).optional(),
        channel: z.string().optional(),
        note: z.string().optional(),
        actions: z.array(Action),
        outcome: z.string().optional(),
      }),
    )
    .optional(),
  facts: z
    .array(
      z.looseObject({
        label: z.string(),
        value: z.string(),
        place: MessagePlace.optional(),
        channel: z.string().optional(),
      }),
    )
    .optional(),
  chart: Chart.optional(),
  table: Table.optional(),
  note: z.string().optional(),
  file: z.looseObject({ name: z.string(), title: z.string(), content: z.string() }).optional(),
  actions: z.array(Action).optional(),
  feedback: z.string().optional(),
});

/** A document as plain text, for the command line and as Slack's fallback. */
export function renderText({ title, text, cards = [], facts = [], note }: Document): string {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`);
  return [title, text, ...cards.map(renderCard), ...lines, note].filter(Boolean).join('\n');
}

function renderCard({ title, text, quotes = [], note, outcome }: Card): string {
  const said = quotes.map(({ text: words, from }) => `“${words}” (${from})`);
  return [title ? `${title}: ${text}` : text, ...said, note, outcome].filter(Boolean).join('\n');
}

import type { System } from '../../context.ts';
import type { Row } from '../../store/schema.ts';

/** New rows that one night reads; further ones are read the next night. */
export const NEW_ROWS = 200;

/** A context in which one night is looked at: whose night, as of which day, and up to which rows. */
export type NightContext = System & {
  readonly scope: Scope;
  /** The day on which the night ends (`YYYY-MM-DD`): “today” for everything that is counted in days. */
  readonly today: string;
  /** Rows that were written down later belong to the next night. */
  readonly until: Date;
  /** The last row that an earlier night has read, by (instant, id). */
  readonly since: { readonly at: Date; readonly id: string };
  /** Whether a metric has by now what somebody asked for; nothing is known of metrics when left out. */
  isModelled?(wish: Wish): boolean;
};

/** What somebody asked for, as it was called, and no metric had. */
export type Wish = Pick<Row<'unansweredQuestions'>, 'metric' | 'kind' | 'name'>;

/** Whose night it is. A member's signals rest on their own rows, the team's on what the whole team may see. */
export type Scope = { readonly kind: 'member'; readonly memberId: string } | { readonly kind: 'team' };

/** A number that stands out, found by counting alone. */
export type Signal = {
  readonly name: string;
  /** The kind of observation that may be made of it, and the slot, as the table of kinds calls them. */
  readonly kind: string;
  readonly slot: string;
  /** The subject of the signal, as `subjectKey` writes it. */
  readonly subject: string;
  /** The subject as people call it. */
  readonly about: string;
  readonly companyId: string | null;
  /** The same for as long as the finding is the same; with another value the signal is a new finding. */
  readonly valueKey: string;
  /** The numbers that were counted. Counted again they are the same, as long as no row has changed. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Ids of messages or interactions that show the finding; none where only counts may be told. */
  readonly evidence: readonly string[];
  /** The finding in words, with its numbers. */
  readonly says: string;
};

/** Finds the signals of one sort. */
export type Detector = (ctx: NightContext) => Promise<Signal[]>;

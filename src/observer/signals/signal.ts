import type { System } from '../../context.ts';

/** New rows that one night reads; the rest is the next night's. */
export const NEW_ROWS = 200;

/** What a night looks at: rows written down until an instant, as of a calendar day. */
export type Horizon = System & {
  /** The day on which the night ends (`YYYY-MM-DD`): “today” for everything that is counted in days. */
  readonly today: string;
  /** Rows written down later are none of this night's. */
  readonly until: Date;
  /** Rows up to this one, by (instant, id), were read in earlier nights. */
  readonly since: { readonly at: Date; readonly id: string };
};

/** Whose night it is. A member's signals rest on their own rows, the team's on what the whole team may see. */
export type Scope = { readonly kind: 'member'; readonly memberId: string } | { readonly kind: 'team' };

/** Something that stands out, found by counting alone. */
export type Signal = {
  readonly name: string;
  /** The kind of observation that may be made of it, and the slot, as the table of kinds calls them. */
  readonly kind: string;
  readonly slot: string;
  /** What it is about, as `subjectKey` writes it. */
  readonly subject: string;
  /** The subject as people call it. */
  readonly about: string;
  readonly companyId: string | null;
  /** The same as long as it is the same finding; another one is news. */
  readonly valueKey: string;
  /** What was counted. Computed anew it is the same, as long as no row has changed. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Ids of messages or interactions that show it; none where only counts may be told. */
  readonly evidence: readonly string[];
  /** The finding in words, with its numbers. */
  readonly says: string;
};

export type Detector = (horizon: Horizon, scope: Scope) => Promise<Signal[]>;

import type { Action } from '../../delivery/document.ts';
import type { Row } from '../../store/schema.ts';
import type { Scope } from '../signals/signal.ts';

/** All that is different about one kind of observation: a row in the table of kinds, which all other code asks. */
export type Kind = {
  /** The sides of a subject that can be observed, by name. */
  readonly slots: Readonly<Record<string, Slot>>;
  /** Days for which an observation holds without new evidence; null when it holds until somebody closes it. */
  readonly daysToLive: number | null;
  /** The passes that may propose an observation: of a member, or of the team. */
  readonly passes: readonly Scope['kind'][];
  /** Whether an observation rests on a signal, on a member's choice in their own words, or on what people said. */
  readonly restsOn: Counts | OwnWords | Quotes;
  /** Why a proposal becomes active without anybody's yes; undefined when somebody has to say yes first. */
  activeBecause(observation: Row<'observations'>): string | undefined;
  /** What code says of an observation with the name that its company has today; the claim as it is kept when left out. */
  claimNow?(observation: Shown, company: string): string;
  readonly review: Review;
  /** What the agent is told of an observation when it answers; null when nothing. */
  readonly recalled: Recalled | null;
  /** Whether the Home tab lists an active observation as learned. */
  readonly isOnHome: boolean;
  /** The card of an observation in the team's digest; null when it is none of the team's business. */
  readonly digest: Told | null;
  /** What a member is told of their observation in direct messages; null when nothing. */
  readonly news: News | null;
  /** What the observer's instructions say of the kind; null when they say no more than that it rests on a signal. */
  readonly instructions: string | null;
};

/** One side of a subject. Contradictions are looked for within one slot only. */
export type Slot = {
  /** Whether a finding is about a word, which every quote has in it. */
  readonly isWord?: boolean;
  /** The rows that were counted, in words, where the finding is a number over many of them, which no single row has to show. */
  readonly counted?: string;
  /** Whether a finding is an episode: once it is over, it is not proposed again. */
  readonly isEpisode?: boolean;
  /** Nights in a row without its signal after which an observation expires; a week when left out. */
  readonly goneAfterNights?: number;
  /** The strength of a finding by its numbers; the number of its sources when left out. */
  strength?(numbers: Readonly<Record<string, number>>): number | undefined;
};

/** The kind is found by counting: each observation rests on a signal. */
type Counts = {
  readonly type: 'signal';
  /** Whether the observer's own sentence is kept for reviewers, after code has checked it. */
  readonly hasRemark: boolean;
  /** Whether an observation is counted anew every night, and expires when its signal is gone. */
  readonly isRecounted: boolean;
  /** Whether a signal becomes an observation by itself: there is nothing to judge about it, and the observer is not shown it. */
  readonly isSelfEvident?: boolean;
  /** The kind of members' own observations that are counted for it, and for how many days: admins read what these say. */
  readonly counts?: { readonly kind: string; readonly days: number };
};

/** The kind is found in what people say: the observer says it in its own words, and rests it on quotes that code finds. */
export type Quotes = {
  readonly type: 'quotes';
  /** What may be quoted: interactions that the whole team may see, or the member's own words. */
  readonly from: 'shared interactions' | 'own words';
  /** Sources that have to be quoted. */
  readonly leastQuotes: number;
  /** Customers whose interactions have to be quoted, so many different ones; null where no customer matters. */
  readonly customers: { readonly least: number; readonly most: number } | null;
  /** What the sentence is about: words that stand in every quote, or the customer who is quoted. */
  readonly about: 'topic' | 'customer';
  /** Names that neither the sentence nor, where others read it, a quote may hold. */
  readonly withoutNamesOf: 'members' | 'members and customers';
};

/**
 * The kind is found in what a member writes: the observer chooses from a closed list and quotes their words, and the
 * member is asked. What the words mean is for nobody else to judge.
 */
type OwnWords = {
  readonly type: 'own words';
  /** The name under which the observer is shown the closed list. */
  readonly listedAs: string;
  /** The closed list: what code says of each value, by slot. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What a choice may hold for, the usual place first. */
  readonly places: readonly string[];
  /** What is kept of a choice, and what code says of it, where it holds for one of the places. */
  foundIn(place: string, claim: string): Found;
};

/** What is kept of a choice. */
export type Found = Pick<Row<'observations'>, 'subject' | 'claim'>;

/** A value of a closed list, and what it is to hold for; the usual place when that is left out. */
export type Choice = { readonly slot: string; readonly value: string; readonly where?: string | undefined };

/** What is shown of an observation that somebody has decided about, or is asked about. */
type Shown = Pick<Row<'observations'>, 'subject' | 'slot' | 'valueKey' | 'claim'>;

/** How people review observations of a kind. */
type Review = {
  /**
   * The state in which people are asked about an observation: a proposal waits for a yes, an active one for nothing.
   */
  readonly askedAs: 'proposed' | 'active';
  /** What a card says after a yes; ` by NAME`, or nothing, comes in as `who`. */
  accepted(who: string, observation: Shown): string | undefined;
  /** What a card says after a no. */
  dismissed(who: string): string;
  /** What a card says when it is over by itself; that it is out of date when left out. */
  readonly expired?: string;
  /** What can still be done after a yes, and after a no. */
  readonly undo?: Button;
  readonly again?: Button;
};

/** How the agent is told of observations of a kind. */
type Recalled = {
  /** Whether the team's observations are told when anybody is answered. */
  readonly ofTeam: boolean;
  /** Where a member's own observations are told when they are answered: in a channel everybody reads the answer. */
  readonly ofMember: 'everywhere' | 'in direct messages' | 'nowhere';
  /** Whether the kind comes before others where there is not room for all. */
  readonly comesFirst: boolean;
  /** Whether the night in which it was seen is told with an observation. */
  readonly isDated: boolean;
  /** What the agent's instructions say of these entries; null when they are only to be known. */
  readonly instructions: string | null;
};

/** How admins are told of observations of a kind. */
type Told = {
  readonly title: string;
  readonly buttons: readonly Button[];
  /** The buttons of an observation that has others than the rest of its kind. */
  buttonsOf?(observation: Shown): readonly Button[] | undefined;
  /** The channel that an observation is about. */
  channelOf?(observation: Shown): string | undefined;
  /** Where the kind stands in a digest, by what an admin can do about it: 0 comes first, and 5 when left out. */
  readonly rank?: number;
};

/** How a member is told of observations of a kind. */
type News = {
  /** Whether a member is told of an observation; of all of the kind when it is left out. */
  isTold?(observation: Shown): boolean;
  /** The sentence that opens the message, for so many observations. */
  opening(count: number): string;
  title(observation: Shown): string;
  /** What stands below the title. */
  readonly shows: 'quote' | 'claim';
  buttons(observation: Shown): readonly Button[];
};

type Button = Omit<Action, 'value'>;

export const EVIDENCE: Button = { id: 'observation_evidence', label: 'Evidence' };
export const DISMISS: Button = { id: 'observation_dismiss', label: 'Dismiss' };
export const APPROVE: Button = { id: 'observation_approve', label: 'Approve', style: 'primary' };

/** People say yes or no to what was proposed. */
export const ASKED: Review = {
  askedAs: 'proposed',
  accepted: (who) => `Approved${who}`,
  dismissed: (who) => `Dismissed${who}`,
};
/** What was counted is active without anybody's yes, and can be dismissed. */
export const COUNTED: Review = {
  askedAs: 'active',
  accepted: () => undefined,
  dismissed: (who) => `Dismissed${who}`,
};

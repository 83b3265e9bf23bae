import type { Action } from '../../delivery/document.ts';
import type { Row } from '../../store/schema.ts';
import type { Scope } from '../signals/signal.ts';
import type { Evidence } from './sources.ts';

/** What is different about one kind of observation; everything else asks its row in the table of kinds. */
export type Kind = {
  /** The sides of a subject, by name: nothing else can be observed of it. */
  readonly slots: Readonly<Record<string, Slot>>;
  /** Days for which one holds without new evidence; null when it holds until somebody closes it. */
  readonly daysToLive: number | null;
  /** Whose passes may propose one. */
  readonly passes: readonly Scope['kind'][];
  readonly restsOn: Counts | OwnWords;
  /** Why a proposal becomes active without anybody's yes; undefined when somebody has to say yes first. */
  activeBecause(observation: Row<'observations'>, evidence: readonly Evidence[]): string | undefined;
  readonly review: Review;
  /** What the agent is told of it when it answers; null when nothing. */
  readonly recalled: Recalled | null;
  /** Whether the Home tab lists an active one as learned. */
  readonly isOnHome: boolean;
  /** Its card in the team's digest; null when it is none of the team's business. */
  readonly digest: { readonly title: string; readonly buttons: readonly Button[] } | null;
  /** What its member is told of it in direct messages; null when nothing. */
  readonly news: News | null;
  /** What the observer's instructions say of it; null when they say no more than that it rests on a signal. */
  readonly instructions: string | null;
};

/** One side of a subject. Contradictions are looked for within one slot only. */
export type Slot = {
  /** Code tells numbers over many rows, and no row has to show it. */
  readonly isCounted?: boolean;
  /** Each finding is one episode: once it is over, it is no news again. */
  readonly isEpisode?: boolean;
  /** Nights in a row without its signal after which it has ended; a week when left out. */
  readonly goneAfterNights?: number;
  /** How much there is to what was counted; where it is left out, the sources say how much. */
  strength?(numbers: Readonly<Record<string, number>>): number | undefined;
};

/** It is found by counting: a signal stands behind each. */
type Counts = {
  readonly type: 'signal';
  /** Whether the observer's own sentence is kept for reviewers, after code has checked it. */
  readonly hasRemark: boolean;
  /** Whether it is counted anew every night: it ends when its signal does. */
  readonly isRecounted: boolean;
};

/** It is found in what a member writes themselves: the observer chooses from a closed list, and quotes their words. */
type OwnWords = {
  readonly type: 'own words';
  /** The name under which the observer is shown the closed list. */
  readonly listedAs: string;
  /** The closed list: what code says of each value, by slot. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Whether these words of a person speak for a choice. */
  speaksFor(quote: string, choice: Choice): boolean;
  /** Whether these words of a person take a choice back. */
  takesBack(quote: string, choice: Choice): boolean;
};

/** A value of a closed list. Code has looked it up before a kind is asked about it. */
export type Choice = { readonly slot: string; readonly value: string };

type Review = {
  /** In which state somebody is asked about it: a proposal waits for a yes, what is active for nothing. */
  readonly askedAs: 'proposed' | 'active';
  /** What a card says after a yes; ` by NAME`, or nothing, comes in as `who`. */
  accepted(who: string): string | undefined;
  /** What a card says after a no. */
  dismissed(who: string): string;
};

type Recalled = {
  /** Whether the team's are told to everybody. */
  readonly ofTeam: boolean;
  /** Where a member's own are told: in a channel everybody reads the answer. */
  readonly ofMember: 'everywhere' | 'in direct messages' | 'nowhere';
  /** Whether it comes before other kinds where there is not room for all. */
  readonly comesFirst: boolean;
  /** Whether it is told with the night in which it was seen. */
  readonly isDated: boolean;
  /** What the agent's instructions say of these entries; null when they are only to be known. */
  readonly instructions: string | null;
};

type News = {
  /** The sentence that opens the message, for so many. */
  opening(count: number): string;
  title(observation: Pick<Row<'observations'>, 'slot' | 'valueKey' | 'claim'>): string;
  /** What stands below the title. */
  readonly shows: 'quote' | 'claim';
  readonly buttons: readonly Button[];
};

type Button = Omit<Action, 'value'>;

export const EVIDENCE: Button = { id: 'observation_evidence', label: 'Evidence' };
export const DISMISS: Button = { id: 'observation_dismiss', label: 'Dismiss' };
export const APPROVE: Button = { id: 'observation_approve', label: 'Approve', style: 'primary' };

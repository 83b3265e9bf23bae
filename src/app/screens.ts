import type { Document, Quote } from '../delivery/document.ts';
import type { Observation } from '../observer/observations/observation.ts';
import type { Origin } from '../observer/observations/reviews.ts';
import type { FilledFix, FilledLog, FilledRole, FixForm, LogForm, RoleForm } from './entry-screens.ts';
import type { FilledMerge, MergeForm } from './merge-screens.ts';
import type { FilledOwnFields, OwnFieldForm } from './own-field-screens.ts';
import type { FilledQuestion, QuestionForm } from './question-screens.ts';
import type { FilledKeep, FilledReport, KeepForm, ReportForm, ReportScreen } from './report-screens.ts';
import type {
  FilledOffer,
  FilledSchedule,
  OfferForm,
  ScheduleForm,
  ScheduleScreen,
} from './schedule-screens.ts';

/** Content that is shown to the person who asked and to nobody else; slack/views decides how it looks. */
export type Screen =
  | { kind: 'words'; text: string }
  | { kind: 'document'; document: Document }
  | EvidenceScreen
  | ReportScreen
  | ScheduleScreen;

/** Where an observation comes from, as far as the person who asks may see it. */
export type EvidenceScreen = {
  kind: 'evidence';
  observation: Pick<Observation, 'claim' | 'signal'>;
  origins: Origin[];
  /** How many sources they may not see. */
  hidden: number;
  /** The rows that were counted for it, in words, where no single one shows it. */
  counted?: string;
  /** What members have said that was counted for it, for admins; names nobody. */
  words: Quote[];
};

/** What the team means by a word, to be said by an admin in at most so many characters. `id`: the observation that asks for it. */
export type WordForm = { kind: 'team_word'; id: string; name: string; most: number };
export type FilledWord = { id: string; line: string };

/** Who takes the open follow-ups of a member who has left. `id`: that member; `to`: a user of the chat service. */
export type HandOverForm = { kind: 'hand_over_to'; id: string; name: string; open: number };
export type FilledHandOver = { id: string; to: string };

/** A form that somebody is asked to fill in. */
export type FormScreen =
  | { kind: 'words'; text: string }
  | ReportForm
  | QuestionForm
  | KeepForm
  | ScheduleForm
  | OfferForm
  | MergeForm
  | WordForm
  | HandOverForm
  | OwnFieldForm
  | FixForm
  | LogForm
  | RoleForm;

/** The values of a form that is filled in, by the name of the form. */
export type Filled = {
  report_params: FilledReport;
  question: FilledQuestion;
  keep_question: FilledKeep;
  schedule_report: FilledSchedule;
  schedule_offer_to: FilledOffer;
  merge_fields: FilledMerge;
  team_word: FilledWord;
  hand_over_to: FilledHandOver;
  own_fields_of: FilledOwnFields;
  fix: FilledFix;
  log: FilledLog;
  member_role: FilledRole;
};

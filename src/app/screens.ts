import type { Document } from '../delivery/document.ts';
import type { Observation } from '../observer/observations/observation.ts';
import type { Learned, Origin } from '../observer/observations/reviews.ts';
import type { FilledReport, ReportForm, ReportScreen } from './report-screens.ts';
import type {
  FilledOffer,
  FilledSchedule,
  OfferForm,
  ScheduleForm,
  ScheduleScreen,
} from './schedule-screens.ts';

/** What only the person who asked is shown, before anybody decides how it looks. */
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
};

/** What somebody's Home tab shows. */
export type Home =
  /** Why Rapport does not serve them. */
  | { kind: 'closed'; text: string }
  /** What was learned about them; `notice` says what has become of what they just did. */
  | { kind: 'open'; learned: Learned[]; notice?: string | undefined };

/** A form that somebody is asked to fill in. */
export type FormScreen = { kind: 'words'; text: string } | ReportForm | ScheduleForm | OfferForm;

/** What a form gives back when it is filled in, by its name. */
export type Filled = {
  report_params: FilledReport;
  schedule_report: FilledSchedule;
  schedule_offer_to: FilledOffer;
};

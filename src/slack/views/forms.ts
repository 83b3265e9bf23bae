import type { ModalView } from '@slack/types';
import type { Filled, FormScreen } from '../../app/screens.ts';
import type { OpenView } from '../request-bodies.ts';
import {
  buildFixForm,
  buildLogForm,
  buildRoleForm,
  readFixForm,
  readLogForm,
  readRoleForm,
} from './entry-form.ts';
import { buildWords } from './form-parts.ts';
import { buildHandOverForm, readHandOverForm } from './hand-over-form.ts';
import { buildKeepForm, readKeepForm } from './keep-form.ts';
import { buildMergeForm, readMergeForm } from './merge-form.ts';
import { buildOwnFieldForm, readOwnFieldForm } from './own-field-form.ts';
import { buildQuestionForm, readQuestionForm } from './question-form.ts';
import { buildReportForm, readReportForm } from './report-form.ts';
import { buildScheduleForm, readScheduleForm } from './schedule-form.ts';
import { buildOfferForm, readOfferForm } from './schedule-offer-form.ts';
import { buildWordForm, readWordForm } from './team-word-form.ts';

/** How each kind of form looks. */
const FORMS = {
  words: ({ text }) => buildWords(text),
  report_params: buildReportForm,
  question: buildQuestionForm,
  keep_question: buildKeepForm,
  schedule_report: buildScheduleForm,
  schedule_offer_to: buildOfferForm,
  merge_fields: buildMergeForm,
  team_word: buildWordForm,
  hand_over_to: buildHandOverForm,
  own_fields_of: buildOwnFieldForm,
  fix: buildFixForm,
  log: buildLogForm,
  member_role: buildRoleForm,
} satisfies { [Kind in FormScreen['kind']]: (form: Extract<FormScreen, { kind: Kind }>) => ModalView };

export function buildForm(form: FormScreen): ModalView {
  const build = FORMS[form.kind] as (form: FormScreen) => ModalView;
  return build(form);
}

/** How a form is read back, by its callback id. */
export type FormReader<Values> = {
  /** Reads the values of the form. */
  read(view: OpenView): Values;
  /** How words are headed, and taken away, that come in place of the form: when it is done, and when it cannot be. */
  done: WordsFrame;
  undone: WordsFrame;
};

type WordsFrame = { title: string; close: string };

export const READERS: Readonly<Record<string, FormReader<object>>> = {
  report_params: {
    read: readReportForm,
    done: { title: 'Run a report', close: 'Close' },
    undone: { title: 'Run a report', close: 'Cancel' },
  },
  question: {
    read: readQuestionForm,
    done: { title: 'Ask in numbers', close: 'Close' },
    undone: { title: 'Ask in numbers', close: 'Cancel' },
  },
  keep_question: {
    read: readKeepForm,
    done: { title: 'Keep as a report', close: 'Close' },
    undone: { title: 'Not kept', close: 'Close' },
  },
  schedule_report: {
    read: readScheduleForm,
    done: { title: 'Scheduled', close: 'Close' },
    undone: { title: 'Schedule a report', close: 'Cancel' },
  },
  schedule_offer_to: {
    read: readOfferForm,
    done: { title: 'Offered', close: 'Close' },
    undone: { title: 'Offer a schedule', close: 'Cancel' },
  },
  team_word: {
    read: readWordForm,
    done: { title: 'A word of the team', close: 'Close' },
    undone: { title: 'Not kept', close: 'Close' },
  },
  hand_over_to: {
    read: readHandOverForm,
    done: { title: 'Handed over', close: 'Close' },
    undone: { title: 'Not handed over', close: 'Close' },
  },
  own_fields_of: {
    read: readOwnFieldForm,
    done: { title: 'Fields', close: 'Close' },
    undone: { title: 'Not saved', close: 'Close' },
  },
  merge_fields: {
    read: readMergeForm,
    done: { title: 'Merged', close: 'Close' },
    undone: { title: 'Not merged', close: 'Close' },
  },
  fix: {
    read: readFixForm,
    done: { title: 'Fix what was saved', close: 'Close' },
    undone: { title: 'Not changed', close: 'Close' },
  },
  log: {
    read: readLogForm,
    done: { title: 'Logged', close: 'Close' },
    undone: { title: 'Not logged', close: 'Close' },
  },
  member_role: {
    read: readRoleForm,
    done: { title: 'Role changed', close: 'Close' },
    undone: { title: 'Not changed', close: 'Close' },
  },
} satisfies {
  [Name in keyof Filled]: FormReader<Filled[Name]>;
};

import type { Action } from '../delivery/document.ts';
import { ANSWER_HANDLERS } from './answers.ts';
import { applyEditedMessage, keepSaved, takeBackDeleted } from './edit-actions.ts';
import { suggestEntries } from './entry-fields.ts';
import { chooseThing, fillInFix, openFix, undoChange } from './fix.ts';
import {
  fillInHandOver,
  finishFollowUp,
  handBackFollowUp,
  openHandOver,
  snoozeForWeek,
  snoozeToTomorrow,
} from './follow-up-actions.ts';
import type {
  ChoiceHandler,
  CommandHandler,
  FormHandler,
  HomeHandler,
  OptionsHandler,
  PressHandler,
  ShortcutHandler,
} from './handler.ts';
import {
  finishOnHome,
  forgetOnHome,
  nextWeekOnHome,
  pauseOnHome,
  remindAtOnHome,
  remindOnHome,
  resumeOnHome,
  tomorrowOnHome,
  undoOnHome,
} from './home-actions.ts';
import { cancelImport, runImport, takeBackImport } from './imports.ts';
import { fillInLog, openLog, openLogByButton, openLogOfMessage } from './log-form.ts';
import { fillInRole, openRoles } from './member-roles.ts';
import { decideLater, fillInMerge, keepTwo, keepTwoOnHome, openMerge, undoMerge } from './merges.ts';
import {
  approveForReports,
  dismissObservation,
  finishPromise,
  forgetObservation,
  logMissed,
  restoreObservation,
  showEvidence,
  skipMissed,
  undoMissed,
} from './observation-actions.ts';
import { fillInOwnFields, openOwnFields } from './own-field-form.ts';
import { approveObservation, fillInWord, makeSetting, sayWord, showNight, undoSetting } from './proposals.ts';
import { reportCommand } from './report-command.ts';
import { changeReport, fillInReport, suggestRecords } from './report-form.ts';
import { openReport, pickReport, suggestReports, turnReportPage } from './report-list.ts';
import { runReportAgain, sendReportFile } from './report-requests.ts';
import { shareReport } from './report-sharing.ts';
import { explainSchedule, openChange, pause, resume, runScheduleNow, stop } from './schedule-actions.ts';
import { chooseTimes, fillInSchedule, scheduleRun } from './schedule-form.ts';
import { scheduleMenu, turnSchedulePage } from './schedule-list.ts';
import { acceptOffer, declineOffer, fillInOffer, listFormerSchedules, openOffer } from './schedule-offers.ts';
import { takeOver } from './schedule-owners.ts';
import type { Filled } from './screens.ts';
import { subscribeToReport } from './subscriptions.ts';
import { thumb } from './thumbs.ts';
import { undo } from './undo.ts';

/** Who does what people press, choose, type and fill in, by the id of the button, the command or the form. */
export const HANDLERS = {
  press: {
    undo_run: undo,
    feedback: thumb,
    retract: takeBackDeleted,
    apply_edit: applyEditedMessage,
    dismiss: keepSaved,
    observation_approve: approveObservation,
    observation_dismiss: dismissObservation,
    observation_evidence: showEvidence,
    observation_forget: forgetObservation,
    observation_in_reports: approveForReports,
    observation_restore: restoreObservation,
    capture_log: logMissed,
    capture_skip: skipMissed,
    capture_undo: undoMissed,
    promise_done: finishPromise,
    follow_up_done: finishFollowUp,
    follow_up_tomorrow: snoozeToTomorrow,
    follow_up_next_week: snoozeForWeek,
    follow_up_hand_back: handBackFollowUp,
    hand_over_open: openHandOver,
    setting_undo: undoSetting,
    setting_again: makeSetting,
    setting_say: sayWord,
    digest_night: showNight,
    ...ANSWER_HANDLERS,
    own_fields: openOwnFields,
    merge_open: openMerge,
    merge_different: keepTwo,
    merge_later: decideLater,
    merge_undo: undoMerge,
    report_open: openReport,
    report_pick: pickReport,
    report_page_back: turnReportPage,
    report_page_on: turnReportPage,
    report_run_again: runReportAgain,
    report_change: changeReport,
    report_csv: sendReportFile,
    report_share: shareReport,
    report_schedule: scheduleRun,
    report_subscribe: subscribeToReport,
    schedule_accept: acceptOffer,
    schedule_decline: declineOffer,
    schedule_run: runScheduleNow,
    schedule_change: openChange,
    schedule_pause: pause,
    schedule_resume: resume,
    schedule_stop: stop,
    schedule_why: explainSchedule,
    schedule_menu: scheduleMenu,
    schedule_page_back: turnSchedulePage,
    schedule_page_on: turnSchedulePage,
    schedule_left: listFormerSchedules,
    schedule_offer: openOffer,
    schedule_take_over: takeOver,
    fix: openFix,
    undo_change: undoChange,
    log_open: openLogByButton,
    roles_open: openRoles,
    import_run: runImport,
    import_cancel: cancelImport,
    import_undo: takeBackImport,
  } satisfies Record<Action['id'], PressHandler> & Record<string, PressHandler>,
  home: {
    home_done: finishOnHome,
    home_tomorrow: tomorrowOnHome,
    home_next_week: nextWeekOnHome,
    home_undo: undoOnHome,
    home_pause: pauseOnHome,
    home_resume: resumeOnHome,
    home_forget: forgetOnHome,
    home_different: keepTwoOnHome,
    home_remind_at: remindAtOnHome,
    home_remind_on: remindOnHome,
  } satisfies Record<string, HomeHandler>,
  command: { '/report': reportCommand } satisfies Record<string, CommandHandler>,
  form: {
    report_params: fillInReport,
    schedule_report: fillInSchedule,
    schedule_offer_to: fillInOffer,
    team_word: fillInWord,
    hand_over_to: fillInHandOver,
    merge_fields: fillInMerge,
    own_fields_of: fillInOwnFields,
    fix: fillInFix,
    log: fillInLog,
    member_role: fillInRole,
  } satisfies { [Name in keyof Filled]: FormHandler<Filled[Name]> },
  choice: {
    schedule_every: chooseTimes,
    schedule_only: chooseTimes,
    fix_which: chooseThing,
  } satisfies Record<string, ChoiceHandler<never>>,
  /** By the callback id in the app's manifest. */
  shortcut: { log_message: openLogOfMessage, log_interaction: openLog } satisfies Record<
    string,
    ShortcutHandler
  >,
  options: {
    report_pick: suggestReports,
    ...suggestRecords,
    ...suggestEntries,
  } satisfies Record<string, OptionsHandler>,
};

/** The ids of what can be pressed in messages, and of choices on which it depends what a form asks for. */
export type PressId = keyof typeof HANDLERS.press;
/** The ids of what can be pressed on the Home tab. */
export type HomeId = keyof typeof HANDLERS.home;
export type ChoiceId = keyof typeof HANDLERS.choice;
/** The ids of fields that ask what to offer for a text that is typed. */
export type OptionsId = keyof typeof HANDLERS.options;

import type { Action } from '../delivery/document.ts';
import { keepSaved, retract, useEdit } from './edit-offers.ts';
import type {
  ChoiceHandler,
  CommandHandler,
  FormHandler,
  HomeHandler,
  OptionsHandler,
  PressHandler,
} from './handler.ts';
import { forgetOnHome } from './home.ts';
import {
  approveObservation,
  dismissObservation,
  forgetObservation,
  logMissed,
  showEvidence,
  skipMissed,
} from './observations.ts';
import type { Filled } from './sheets.ts';
import { thumb } from './thumbs.ts';
import { undo } from './undo.ts';

/** Who does what people press, choose, type and fill in, by the id of the button, the command or the form. */
export const HANDLERS = {
  press: {
    undo_run: undo,
    feedback: thumb,
    retract,
    apply_edit: useEdit,
    dismiss: keepSaved,
    observation_approve: approveObservation,
    observation_dismiss: dismissObservation,
    observation_evidence: showEvidence,
    observation_forget: forgetObservation,
    capture_log: logMissed,
    capture_skip: skipMissed,
  } satisfies Partial<Record<Action['id'], PressHandler>> & Record<string, PressHandler>,
  home: { home_forget: forgetOnHome } satisfies Record<string, HomeHandler>,
  command: {} satisfies Record<string, CommandHandler>,
  form: {} satisfies { [Name in keyof Filled]: FormHandler<Filled[Name]> },
  choice: {} satisfies Record<string, ChoiceHandler<object>>,
  options: {} satisfies Record<string, OptionsHandler>,
};

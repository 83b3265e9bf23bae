import type { KnownBlock, ModalView } from '@slack/types';
import {
  type EntryOption,
  type FilledFix,
  type FilledLog,
  type FilledRole,
  type FixForm,
  FixOrigin,
  type LogForm,
  LogOrigin,
  type RoleForm,
} from '../../app/entry-screens.ts';
import type { ChoiceId } from '../../app/handlers.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { buildEntryField, readEntryValues } from './entry-blocks.ts';
import { option, plain } from './form-parts.ts';
import { buildNote, buildSection } from './text.ts';

/** The block in which one of several things is chosen. */
const WHICH = 'which';

/** A form over one thing that was saved, as it is now. */
export function buildFixForm({ kind, origin, choices, fields }: FixForm): ModalView {
  const { thing } = origin;
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: JSON.stringify(origin),
    title: plain('Fix what was saved', LIMITS.modalTitle),
    submit: plain('Save', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      ...(choices.length > 1 ? [buildWhich(choices, `${thing.kind}:${thing.id}`)] : []),
      ...fields.flatMap((field) => buildEntryField(field, thing.id)),
      buildNote('It is saved as one change, which Undo takes back.'),
    ],
  };
}

function buildWhich(choices: EntryOption[], chosen: string): KnownBlock {
  const options = choices.slice(0, LIMITS.options).map(({ value, label }) => option(value, label));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: 'input',
    block_id: WHICH,
    label: plain('Which of them', LIMITS.inputLabel),
    dispatch_action: true,
    element: {
      type: 'static_select',
      action_id: 'fix_which' satisfies ChoiceId,
      options,
      ...(initial ? { initial_option: initial } : {}),
    },
  };
}

export function readFixForm({ private_metadata: metadata, state }: OpenView): FilledFix {
  const { [WHICH]: chosen, ...values } = Object(state.values);
  const which = chosen?.fix_which?.selected_option?.value;
  return {
    origin: FixOrigin.parse(JSON.parse(metadata)),
    ...(typeof which === 'string' ? { which } : {}),
    values: readEntryValues(values),
  };
}

/** A form for an interaction, empty or made from a message. */
export function buildLogForm({ kind, origin, about, fields }: LogForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: JSON.stringify(origin),
    title: plain('Log an interaction', LIMITS.modalTitle),
    submit: plain('Log', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      ...(about ? buildAbout(about) : []),
      ...fields.flatMap((field) => buildEntryField(field, kind)),
      buildNote('Its card comes to your direct messages.'),
    ],
  };
}

function buildAbout({ text, link, earlier }: NonNullable<LogForm['about']>): KnownBlock[] {
  const words = link ? `<${link}|${escapeText(text)}>` : escapeText(text);
  const known = earlier.map((summary) => cut(`Already saved from it: ${summary}`, LIMITS.cardNote));
  return [buildSection(words), ...known.slice(0, 3).map(buildNote)];
}

export const readLogForm = ({ private_metadata: metadata, state }: OpenView): FilledLog => ({
  origin: LogOrigin.parse(JSON.parse(metadata)),
  values: readEntryValues(state.values),
});

export function buildRoleForm({ kind, fields }: RoleForm): ModalView {
  return {
    type: 'modal',
    callback_id: kind,
    title: plain('Change a role', LIMITS.modalTitle),
    submit: plain('Save', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: fields.flatMap((field) => buildEntryField(field, kind)),
  };
}

export const readRoleForm = ({ state }: OpenView): FilledRole => ({ values: readEntryValues(state.values) });

import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type FilledMerge, type MergeForm, MergeOrigin } from '../../app/merge-screens.ts';
import { formatDate } from '../../clock.ts';
import { type MergedField, type StaysAs, WHOSE, type Whose } from '../../crm/merging/customer-fields.ts';
import type { PreviewedOwnField } from '../../crm/merging/merge-fields.ts';
import type { PreviewedField, PreviewedSide, PreviewedValue } from '../../crm/merging/preview.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import type { OpenView } from '../request-bodies.ts';
import { option, plain } from './form-parts.ts';
import { buildNote, buildSection } from './text.ts';

/** What becomes of two customers that are merged, field by field, and which values are to stand. */
export function buildMergeForm({ kind, origin, preview }: MergeForm): ModalView {
  const { keep, merged, fields, ownFields } = preview;
  const isOpenOwn = (own: PreviewedOwnField) =>
    own.keep !== undefined && own.merged !== undefined && own.keep !== own.merged;
  const open = fields.filter(isOpen);
  const settled = fields.filter((field) => !isOpen(field));
  return {
    type: 'modal',
    callback_id: kind,
    private_metadata: JSON.stringify(origin),
    title: plain(`Merge two ${preview.kind === 'company' ? 'companies' : 'contacts'}`, LIMITS.modalTitle),
    submit: plain('Merge', LIMITS.modalTitle),
    close: plain('Cancel', LIMITS.modalTitle),
    blocks: [
      buildSection(`*${escapeText(keep.label)}*\n${sayKnown(keep)}`),
      buildSection(`*${escapeText(merged.label)}*\n${sayKnown(merged)}`),
      { type: 'divider' },
      ...open.map(buildChoice),
      ...ownFields.filter(isOpenOwn).map(buildOwnChoice),
      ...settled.map(buildSettled),
      ...ownFields.filter((own) => !isOpenOwn(own)).map(buildSettledOwn),
      buildNote(
        'All that is known of both is kept together. Undo brings both back, as long as nothing builds on the merge.',
      ),
    ],
  };
}

/** Whether there is something to choose. */
const isOpen = ({ staysAs }: PreviewedField) => staysAs !== undefined;

function sayKnown({ known }: PreviewedSide): string {
  const parts = [
    counted(known.interactions, 'interaction'),
    counted(known.follow_ups, 'follow-up'),
    counted(known.relationships, 'connection'),
    ...(known.deals > 0 ? [counted(known.deals, 'deal')] : []),
  ];
  return parts.join(', ');
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const LABELS: Record<MergedField, string> = {
  name: 'Name',
  domain: 'Domain',
  email: 'E-mail address',
  phone: 'Phone number',
  title: 'Title',
  about: 'What is good to know',
};

const STAYS: Record<StaysAs, string> = {
  alias: 'The other one stays as a further name.',
  further_domain: 'The other one stays as a further domain.',
  further_address: 'The other one stays as a further address.',
  further_number: 'The other one stays as a further number.',
  note: 'The other one stays as a note.',
  joined: 'Both are kept, this one first.',
};

function buildChoice({ field, keep, merged, preselected, staysAs }: PreviewedField): InputBlock {
  const options = { keep: valueOption('keep', keep), merged: valueOption('merged', merged) };
  return {
    type: 'input',
    block_id: field,
    label: plain(LABELS[field], LIMITS.inputLabel),
    ...(staysAs ? { hint: plain(STAYS[staysAs], LIMITS.inputHint) } : {}),
    element: {
      type: 'radio_buttons',
      action_id: 'value',
      options: WHOSE.map((whose) => options[whose]),
      initial_option: options[preselected],
    },
  };
}

function valueOption(whose: Whose, said: PreviewedValue | undefined) {
  const { text, value } = option(whose, (said?.value ?? '–').replace(/\s+/g, ' '));
  return { text, value, ...(said ? { description: plain(sayWhence(said), LIMITS.optionText) } : {}) };
}

function sayWhence({ by, at, isTyped }: PreviewedValue): string {
  const who = by ? ` by ${by}` : '';
  return `${isTyped ? 'typed in' : 'said'}${who}, ${formatDate(at.toISOString().slice(0, 10))}`;
}

/** A field of which there is one value only: it is kept. */
function buildSettled({ field, keep, merged }: PreviewedField): KnownBlock {
  const value = (keep ?? merged)?.value.replace(/\s+/g, ' ') ?? '';
  return buildNote(cut(`${LABELS[field]}: ${value}`, LIMITS.mergedValue));
}

/** The ids of blocks for own fields, whose keys may be those of other fields. */
const OWN = 'own:';

/** An own field of which the two have different values. The other one stays in the history alone. */
function buildOwnChoice({ key, label, keep = '', merged = '' }: PreviewedOwnField): InputBlock {
  const options = [
    option('keep', keep.replace(/\s+/g, ' ')),
    option('merged', merged.replace(/\s+/g, ' ')),
  ] as const;
  return {
    type: 'input',
    block_id: `${OWN}${key}`,
    label: plain(label, LIMITS.inputLabel),
    hint: plain('The other one is not kept; Undo brings it back.', LIMITS.inputHint),
    element: { type: 'radio_buttons', action_id: 'value', options: [...options], initial_option: options[0] },
  };
}

function buildSettledOwn({ label, keep, merged }: PreviewedOwnField): KnownBlock {
  return buildNote(cut(`${label}: ${(keep ?? merged ?? '').replace(/\s+/g, ' ')}`, LIMITS.mergedValue));
}

const Values = z.record(
  z.string(),
  z.object({ value: z.object({ selected_option: z.object({ value: z.enum(WHOSE) }) }) }),
);

/** Reads what was chosen. */
export function readMergeForm({ private_metadata: metadata, state }: OpenView): FilledMerge {
  const values = Values.parse(state.values);
  const all = Object.entries(values).map(([id, { value }]) => [id, value.selected_option.value] as const);
  const isOwn = ([id]: readonly [string, Whose]) => id.startsWith(OWN);
  return {
    origin: MergeOrigin.parse(JSON.parse(metadata)),
    choices: Object.fromEntries(all.filter((each) => !isOwn(each))),
    ownChoices: Object.fromEntries(all.filter(isOwn).map(([id, whose]) => [id.slice(OWN.length), whose])),
  };
}

import type { ModalView } from '@slack/types';
import type { Filled, FormSheet } from '../../app/sheets.ts';
import type { OpenView } from '../envelopes.ts';
import { buildWords } from './report-form.ts';

/** How each kind of form looks. */
const FORMS = {
  words: ({ text }) => buildWords(text),
} satisfies { [Kind in FormSheet['kind']]: (form: Extract<FormSheet, { kind: Kind }>) => ModalView };

export function buildForm(form: FormSheet): ModalView {
  const build = FORMS[form.kind] as (form: FormSheet) => ModalView;
  return build(form);
}

/** How a form is read back, by its callback id. */
export type FormReader<Values> = {
  /** What was filled in, as it would be passed. */
  read(view: OpenView): Values;
  /** How words are headed, and taken away, that come in place of the form: when it is done, and when it cannot be. */
  done: WordsFrame;
  undone: WordsFrame;
  /** The open form, asking for what a choice in it needs now. */
  change?(view: OpenView, form: FormSheet): ModalView;
};

type WordsFrame = { title: string; close: string };

export const READERS: Readonly<Record<string, FormReader<object>>> = {} satisfies {
  [Name in keyof Filled]: FormReader<Filled[Name]>;
};

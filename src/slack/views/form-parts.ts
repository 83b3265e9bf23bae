import type { ModalView, Option, PlainTextElement } from '@slack/types';
import type { ReportDefinition } from '../../reports/definition.ts';
import { cut } from '../../text.ts';
import { LIMITS } from '../limits.ts';
import { escapeText } from '../markup.ts';
import { buildNote, buildSection } from './text.ts';

export const plain = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  text: cut(text, max),
});

export function option(
  value: string,
  label: string = value,
): Option & { text: PlainTextElement; value: string } {
  return { text: plain(label, LIMITS.optionText), value };
}

/** The report that a form is about. */
export const buildHeading = ({ title, description }: Pick<ReportDefinition, 'title' | 'description'>) =>
  buildSection(`*${escapeText(title)}*\n${escapeText(description)}`);

/** Words alone, in place of a form. */
export function buildWords(
  words: string,
  { title = 'Rapport', close = 'Close' }: { title?: string; close?: string } = {},
): ModalView {
  return {
    type: 'modal',
    title: plain(title, LIMITS.modalTitle),
    close: plain(close, LIMITS.modalTitle),
    blocks: [buildNote(words)],
  };
}

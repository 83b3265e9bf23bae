import type { Sheet } from '../../app/sheets.ts';
import { buildLooks, type View } from './document.ts';
import { buildEvidence } from './evidence.ts';
import { buildWhisper, type Whisper } from './report-list.ts';

/** How each kind of sheet looks. */
const SHEETS = {
  words: ({ text }) => buildWhisper(text),
  document: ({ document }) => buildLooks(document)[0],
  evidence: buildEvidence,
} satisfies { [Kind in Sheet['kind']]: (sheet: Extract<Sheet, { kind: Kind }>) => Whisper | View };

export function buildSheet(sheet: Sheet): Whisper | View {
  const build = SHEETS[sheet.kind] as (sheet: Sheet) => Whisper | View;
  return build(sheet);
}

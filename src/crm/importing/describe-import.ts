import type { ImportReport } from './run-import.ts';
import type { TakenBack } from './take-back-slice.ts';

/** A number of lines with what became of them, in words; those that there are none of left out. */
export function describeCounts(
  { counts }: Pick<ImportReport, 'counts'>,
  { isTry }: { isTry: boolean },
): string {
  const { made, completed, same, repeated, refused } = counts;
  const parts = [
    [made, isTry ? 'would be new' : 'new'],
    [completed, isTry ? 'would be filled in' : 'filled in'],
    [same, 'known already'],
    [repeated, 'the same as an earlier line'],
    [refused, isTry ? 'cannot be imported' : 'not imported'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length > 0 ? told.join(', ') : 'nothing';
}

/** What else is to be told of an import, a sentence each. */
export function describeRest({ counts, ignored, words }: ImportReport): string[] {
  return [
    ...words,
    ...(counts.differs > 0
      ? [`${counts.differs} lines say something else than what is known, which stays as it is.`]
      : []),
    ...(ignored.length > 0 ? [`Not kept: ${ignored.join(', ')}.`] : []),
  ];
}

/** What was taken back, in words. */
export function describeTakenBack({ removed, restored, kept, keptNames }: TakenBack): string {
  const rows = `${removed} rows removed, ${restored} put back to what they were`;
  if (kept === 0) return `Taken back: ${rows}.`;
  const more = kept > keptNames.length ? ` and ${kept - keptNames.length} more` : '';
  return `Taken back: ${rows}. ${kept} stay, since somebody has worked with them: ${keptNames.join(', ')}${more}.`;
}

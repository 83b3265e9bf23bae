import { numberWordsIn, rankWordsIn, type SaidNumber } from '../number-words.ts';
import { isAbout, isAmong, knownNumbers, numbersIn, type WrittenNumber } from '../numbers-in-text.ts';
import { compareTables, type DerivedNumbers, deriveNumbers, type ReportTable } from './derived-numbers.ts';

/** The sources that numbers of an answer may come from. */
export type NumberSources = {
  /** The question, and what else the model was told. */
  given: string;
  /** The outputs of tools that were carried out: numbers in refusals are limits and tries, no results. */
  results: unknown[];
  /** `YYYY-MM-DD`, for the person. */
  today: string;
  /** `HH:MM`, for the person: an answer may say how late it is, and only that. */
  time?: string | undefined;
};

/** Ids hold digits that are no numbers. */
const IDS = /\b[0-9A-HJKMNP-TV-Z]{26}\b/g;

/**
 * Numbers of an answer that neither stand in its sources nor follow from them, and the answer without the sentences
 * that hold them: `instead` where none is left.
 */
export function findInventedNumbers({
  text,
  sources,
  instead,
}: {
  text: string;
  sources: NumberSources;
  instead: string;
}): { invented: string[]; kept: string } {
  const known = groundedNumbers(text, sources);
  const { time } = sources;
  const inventedIn = (said: string) => inventedBesides(time ? said.replaceAll(time, ' ') : said);
  const inventedBesides = (words: string) => [
    ...numbersIn(words).flatMap((number) => (isGrounded(number, known) ? [] : [number.text])),
    ...numberWordsIn(words).flatMap((number) => (isWordGrounded(number, known) ? [] : [number.text])),
    ...rankWordsIn(words).flatMap(({ text, rank }) => (rank <= known.places ? [] : [text])),
  ];
  const invented = [...new Set(inventedIn(text))];
  if (invented.length === 0) return { invented, kept: text };
  const kept = text
    .split('\n')
    .map((line) => ({ line, left: withoutSentences(line, (sentence) => inventedIn(sentence).length > 0) }))
    .filter(({ line, left }) => left !== '' || line.trim() === '')
    .map(({ left }) => left)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { invented, kept: /\p{L}/u.test(kept) ? kept : instead };
}

/** Tells the model which numbers it made up, so that it can say it again. */
export function askWithoutInvented(invented: readonly string[]): string {
  return `Note from Rapport, not from the person: these numbers are not in the results and do not follow from them: ${invented.join(', ')}. Write your whole answer again with numbers of the results only, without mentioning this note.`;
}

/**
 * Numbers that stand in the sources, and what follows from them; `years`: of days, which nothing is rounded to; `places`: how many
 * rows there are to be ranked.
 */
type GroundedNumbers = DerivedNumbers & { stated: Set<number>; years: Set<number>; places: number };

/** A percentage compares two numbers: what only counts or adds up is none. */
function isGrounded(
  said: WrittenNumber,
  { stated, years, numbers, ratios, places }: GroundedNumbers,
): boolean {
  if (said.isRank && said.readings.some((rank) => rank >= 1 && rank <= places)) return true;
  const isKnown = (known: ReadonlySet<number>) => isAmong(said, known) || isAbout(said, known);
  return (
    isAmong(said, years) ||
    isKnown(stated) ||
    (!said.isPercent && isKnown(numbers)) ||
    ((said.isPercent || said.isTimes) && isKnown(ratios))
  );
}

/** How far a multiple or a share in words may be from the one that was worked out: “almost doubled”, “about a third”. */
const NEARLY = 0.05;

function isWordGrounded(
  { readings }: SaidNumber,
  { stated, numbers, ratios, places }: GroundedNumbers,
): boolean {
  const isKnown = (value: number) =>
    stated.has(value) ||
    numbers.has(value) ||
    // “The two of them” says which rows are meant, and counts nothing.
    (value === 2 && places >= 2) ||
    [...ratios].some(
      (ratio) => Math.abs(ratio - value) <= NEARLY * value || Math.round(ratio * 100) === value,
    );
  return readings.some((parts) => parts.every(isKnown));
}

function groundedNumbers(text: string, { given, results, today }: NumberSources): GroundedNumbers {
  const all = `${given}\n${JSON.stringify(results)}`.replace(IDS, ' ');
  const stated = knownNumbers(all);
  for (const { readings } of numberWordsIn(all)) for (const value of readings.flat()) stated.add(value);
  const years = new Set(
    [...`${today} ${all}`.matchAll(/(?<!\d)(?:19|20)\d\d(?=-\d\d)/g)].map(([year]) => Number(year)),
  );
  for (const length of results.flatMap(listLengths)) stated.add(length);
  // Of what is in no row there is none, where the report says that it has looked there.
  if (results.some(hasEmptyPeriod)) stated.add(0);
  const tables = results.flatMap((result) => readTable(result) ?? []);
  const derived = [...tables.map((table) => deriveNumbers(table, { text, today })), compareTables(tables)];
  return {
    stated,
    years,
    numbers: new Set(derived.flatMap(({ numbers }) => [...numbers])),
    ratios: new Set(derived.flatMap(({ ratios }) => [...ratios])),
    places: Math.max(0, ...tables.map(({ rowCount }) => rowCount), ...results.flatMap(listLengths)),
  };
}

const hasEmptyPeriod = (result: unknown) =>
  typeof result === 'object' && result !== null && 'nothing_in' in result;

/** How many items the lists of a result hold. */
function listLengths(value: unknown): number[] {
  if (Array.isArray(value)) return [value.length, ...value.flatMap(listLengths)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(listLengths) : [];
}

function readTable(result: unknown): ReportTable | undefined {
  if (typeof result !== 'object' || result === null || !('first_rows' in result)) return undefined;
  const {
    report,
    first_rows: rows,
    totals,
    row_count: rowCount,
    time_before: before,
  } = result as Record<string, unknown>;
  if (!Array.isArray(rows)) return undefined;
  return {
    report,
    ...(before ? { before: (before as { totals: Record<string, number> }).totals } : {}),
    rows: rows as ReportTable['rows'],
    totals: (totals ?? {}) as ReportTable['totals'],
    rowCount: typeof rowCount === 'number' ? rowCount : rows.length,
  };
}

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });
const ORDINAL = /(?:^|\s)\d{1,2}\.\s+$/;

/** A line without some of its sentences. “29. Oktober” is no end of one. */
function withoutSentences(line: string, isOut: (sentence: string) => boolean): string {
  const sentences: string[] = [];
  for (const { segment } of SENTENCES.segment(line)) {
    const last = sentences.at(-1);
    const isSplitDay =
      last !== undefined &&
      ORDINAL.test(last) &&
      numbersIn(`${last}${segment}`).length < numbersIn(last).length + numbersIn(segment).length;
    if (isSplitDay) sentences[sentences.length - 1] = `${last}${segment}`;
    else sentences.push(segment);
  }
  return sentences
    .filter((sentence) => !isOut(sentence))
    .join('')
    .trimEnd();
}

/** Digits as people write them, with marks between thousands and before decimals: `1,234.5`, `1 234`, `0,5`. */
const WRITTEN =
  /(\d+(?:[.,'\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?)(\s?%|\s?(?:per ?cent|prozent|procent|pour ?cent|por ?ciento|por ?cento|per ?cento)(?![\p{L}]))?/giu;
const PLAIN = /\d+(?:\.\d+)?/g;

/** Names of months in the languages that answers are given in. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv'] as const;
/** Short names of months that are words of English: “12 out of 40” holds no October. */
const WORDS = ['out', 'set', 'ago'];
const MONTH = `(?:${monthNames().join('|')})\\.?(?![\\p{L}])`;
const DAY = '\\d{1,2}(?:st|nd|rd|th|er|º|ª|\\.)?';
const RANGE = `${DAY}(?:\\s*(?:–|-|—|to|and|until|bis|und|et|au|y|al?|e|tot|en|till|och)\\s*${DAY})?`;

/** Days as they are written in data and by people: they are no numbers of anything. */
const DAYS = new RegExp(
  [
    '(?<!\\d)\\d{4}-\\d\\d(?:-\\d\\d)?(?:T[\\d:.]+Z?)?(?!\\d)',
    '(?<!\\d)\\d{4}-q[1-4]\\b|\\bq[1-4](?:\\s+\\d{4})?\\b',
    '(?<!\\d)\\d{1,2}[./]\\d{1,2}[./]\\d{4}(?!\\d)',
    '(?:\\d{4}年)?\\d{1,2}月(?:\\d{1,2}日)?(?:\\s*[〜~–-]\\s*(?:\\d{1,2}月)?\\d{1,2}日)?',
    `(?<!\\d)${RANGE}\\s+(?:de\\s+)?${MONTH}(?:,?\\s+(?:de\\s+|del\\s+)?\\d{4}(?!\\d))?`,
    `(?<![\\p{L}])${MONTH}\\s+${RANGE}(?:,?\\s+\\d{4})?(?!\\d)`,
    `(?<![\\p{L}])${MONTH}\\s+(?:de\\s+|del\\s+)?\\d{4}(?!\\d)`,
  ].join('|'),
  'giu',
);

/** A number as it stands in a text. */
export type Written = { text: string; readings: number[]; isPercent: boolean };

/** Whether every number in a text is one of those in its sources, also rounded, and a share also as a percentage. */
export function quotesOnly(text: string, sources: string): boolean {
  const known = knownNumbers(sources);
  return numbersIn(text).every((said) => isAmong(said, known));
}

/** The numbers of some sources, in every way they can be read. */
export function knownNumbers(sources: string): Set<number> {
  const given = plain(sources);
  return new Set(
    [...(given.match(PLAIN) ?? []), ...[...given.matchAll(WRITTEN)].map(([, digits = '']) => digits)].flatMap(
      readings,
    ),
  );
}

/** The numbers that a text tells; days, and marks of a list, are none. */
export function numbersIn(text: string): Written[] {
  return [...withoutMarks(plain(text)).matchAll(WRITTEN)].map(([whole, digits = '', percent]) => ({
    text: whole.trim(),
    readings: readings(digits),
    isPercent: percent !== undefined,
  }));
}

/** Whether a number is known, as it is or rounded; a percentage also as a share. */
export function isAmong({ readings, isPercent }: Written, known: ReadonlySet<number>): boolean {
  return readings.some((number) => isKnown(known, number) || (isPercent && isKnown(known, number, 100)));
}

/** Digits of all scripts as 0 to 9, and without days. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
    .replace(DAYS, ' ');
}

/** Digits come in runs of ten in Unicode. */
function digitOf(digit: string): number {
  let value = 0;
  const code = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return code < 128 ? Number(digit) : value;
}

/** A list's own numbers, as long as they count 1, 2, 3. */
function withoutMarks(text: string): string {
  let next = 1;
  return text.replace(/^\s*(\d+)[.)]\s/gm, (whole, mark: string) => {
    if (Number(mark) !== next) return whole;
    next += 1;
    return ' ';
  });
}

/** What digits with marks may mean: `1.234` is 1234 to some and 1.234 to others. */
function readings(digits: string): number[] {
  const grouped = digits.replace(/[.,'\u00a0\u202f ](?=\d{3}(?!\d))/g, '').replace(',', '.');
  return [...new Set([Number(grouped), Number(digits.replace(',', '.'))])].filter(Number.isFinite);
}

/** Whether a number is known, times `by`, as it is or rounded. */
function isKnown(known: ReadonlySet<number>, number: number, by = 1): boolean {
  if (by === 1 && known.has(number)) return true;
  const decimals = String(number).split('.')[1]?.length ?? 0;
  return decimals <= 2 && [...known].some((each) => Number((each * by).toFixed(decimals)) === number);
}

/** Longest first, so that `march` is not read as `mar`. */
function monthNames(): string[] {
  const names = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at) => format.format(Date.UTC(2026, at, 15)).replace(/\.$/, ''));
    }),
  );
  const said = names.map((name) => name.toLowerCase()).filter((name) => !WORDS.includes(name));
  return [...new Set([...said, 'sept'])].sort((a, b) => b.length - a.length || a.localeCompare(b));
}

/** Digits as people write them, with marks between thousands and before decimals: `1,234.5`, `1 234`, `0,5`. */
const WRITTEN = /(\d+(?:[.,'\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?)(\s?%)?/g;
const PLAIN = /\d+(?:\.\d+)?/g;
const MONTHS = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*';
/** Days as they are written in data and by people: they are no numbers of anything. */
const DAYS = new RegExp(
  `\\b\\d{4}-\\d\\d(?:-\\d\\d)?\\b|\\b\\d{4}-q[1-4]\\b|\\b\\d{1,2}(?:st|nd|rd|th)?\\s+${MONTHS}(?:\\s+\\d{4})?|\\b${MONTHS}\\s+\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s+\\d{4})?|\\b${MONTHS}\\s+\\d{4}`,
  'gi',
);

/** Whether every number in a text is one of those in its sources, also rounded, and a share also as a percentage. */
export function quotesOnly(text: string, sources: string): boolean {
  const given = plain(sources);
  const known = new Set(
    [...(given.match(PLAIN) ?? []), ...writtenIn(given).map(({ digits }) => digits)].flatMap(readings),
  );
  const said = writtenIn(withoutMarks(plain(text)));
  return said.every(({ digits, isPercent }) =>
    readings(digits).some((number) => isKnown(known, number) || (isPercent && isKnown(known, number, 100))),
  );
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

function writtenIn(text: string): { digits: string; isPercent: boolean }[] {
  return [...text.matchAll(WRITTEN)].map(([, digits = '', percent]) => ({
    digits,
    isPercent: percent !== undefined,
  }));
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

/** Words that multiply the number before them, in the languages that answers are given in. */
const MAGNITUDES: readonly (readonly [by: number, words: string])[] = [
  [12, 'dozen'],
  [100, 'hundreds?|hundert|百'],
  [1e3, 'thousands?|tausend|tsd|mille|mil|mila|duizend|tusen|千'],
  [1e4, '万|萬'],
  [1e5, 'lakhs?'],
  [
    1e6,
    'mn|mio|mln|millions?|millionen|millón|millones|milhão|milhões|milione|milioni|miljoen|miljon(?:er)?',
  ],
  [1e7, 'crores?'],
  [1e8, '億|亿'],
  [1e9, 'bn|mrd|mld|billions?|milliarden?|milliards?|miliard[oi]|miljard(?:er)?|bilhão|bilhões'],
  [1e12, 'tn|trillions?|billionen'],
];
/** Letters that multiply the number only right behind its digits: `12k`. */
const LETTERS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, mm: 1e6, b: 1e9 };

const END = '(?![\\p{L}\\d])';
const MAGNITUDE = `(?:(${Object.keys(LETTERS).join('|')})|\\s?(${MAGNITUDES.map(([, words]) => words).join('|')}))${END}`;
const PERCENT = `%|(?:per ?cent|prozent|procent|pour ?cent|por ?ciento|por ?cento|per ?cento)${END}`;
const TIMES = `(?:[x×]|-?(?:times|mal|fache?s?|fois|veces|vezes|volte|keer|gånger))${END}|倍`;

/** Digits as people write them, with marks between thousands and before decimals: `1,234.5`, `1 234`, `0,5`. */
const WRITTEN = new RegExp(
  `(\\d+(?:[.,'\\u00a0\\u202f ]\\d{3}(?!\\d))*(?:[.,]\\d+)?)(?:${MAGNITUDE})?(?:\\s?(${PERCENT})|\\s?(${TIMES}))?`,
  'giu',
);
const PLAIN = /\d+(?:\.\d+)?/g;

/** Names of months in the languages that answers are given in. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'sv'] as const;
/** Short names of months that are also English words: “12 out of 40” holds no October. */
const WORDS = ['out', 'set', 'ago'];
const MONTH = `(?:${monthNames().join('|')})\\.?(?![\\p{L}])`;
const DAY_NUMBER = '(?:3[01]|[12]\\d|0?[1-9])(?!\\d)';
const MONTH_NUMBER = '(?:1[0-2]|0?[1-9])(?!\\d)';
const YEAR = '(?:19|20)\\d\\d(?!\\d)';
const DAY = `${DAY_NUMBER}(?:st|nd|rd|th|er|º|ª|\\.)?`;
const RANGE = `${DAY}(?:\\s*(?:–|-|—|to|and|until|bis|und|et|au|y|al?|e|tot|en|till|och)\\s*${DAY})?`;

/** What stands before a week that is counted, and not numbered: “last week 12 calls”. */
const SOME_WEEK =
  'last|this|next|per|a|each|every|one|previous|past|same|letzten?|letzter|diese[rn]?|vorige|pro|je|jede|cette|par|esta|por|cada|nesta|na';
const WEEK_NUMBER = '(?:5[0-3]|[1-4]\\d|0?[1-9])(?!\\d|[.,]\\d)';
const WEEK = `(?<![\\p{L}])(?<!(?:^|[^\\p{L}])(?:${SOME_WEEK})\\s)(?:kw|kalenderwochen?|weeks?|wochen?|semaines?|semanas?|settiman[ae]|veck(?:a|orna))\\s?(?:no\\.|nr\\.)?\\s?${WEEK_NUMBER}(?:\\s*(?:–|-|—|to|and|bis|und|et|à|y|al?|e|och|till)\\s*${WEEK_NUMBER})?`;
const QUARTER_WORD = 'quarter|quartal|trimestres?|kvartal|kwartaal';

/** Days as they are written in data and by people, weeks, quarters and halves of a year: no numbers that count anything. */
const DAYS = new RegExp(
  [
    `(?<!\\d)${YEAR}-?w${WEEK_NUMBER}|(?<![\\p{L}\\d])w${WEEK_NUMBER}`,
    `${WEEK}(?:(?:,|/|\\s+of|\\s+de)?\\s*${YEAR})?`,
    `(?<![\\d.,])${WEEK_NUMBER}\\.\\s?(?:kw|kalenderwoche)(?![\\p{L}])`,
    `(?<![\\p{L}\\d])(?:[qth][1-4]|[1-4][qth])(?![\\p{L}\\d])(?:\\s+(?:de\\s+)?${YEAR})?`,
    `(?<![\\d.,])[1-4](?:st|nd|rd|th|er|e|ème|º|\\.º|o|\\.)?\\s*(?:${QUARTER_WORD})(?![\\p{L}])(?:\\s+(?:of\\s+|de\\s+)?${YEAR})?`,
    `(?<!\\d)${YEAR}-(?:1[0-2]|0[1-9])(?!\\d)(?:-${DAY_NUMBER})?(?:T[\\d:.]+Z?)?`,
    `(?<!\\d)${YEAR}-q[1-4]\\b|\\bq[1-4](?:\\s+${YEAR}|\\b)`,
    `(?<!\\d)${DAY_NUMBER}[./]${DAY_NUMBER}[./]${YEAR}`,
    `(?<!\\d)(?:${YEAR}年)?${MONTH_NUMBER}月(?:${DAY_NUMBER}日)?(?:\\s*[〜~–-]\\s*(?:${MONTH_NUMBER}月)?${DAY_NUMBER}日)?`,
    `(?<!\\d[.,]?)${RANGE}\\s+(?:de\\s+)?${MONTH}(?:,?\\s+(?:de\\s+|del\\s+)?${YEAR})?`,
    `(?<![\\p{L}])${MONTH}\\s+${RANGE}(?:,?\\s+${YEAR})?`,
    `(?<![\\p{L}])${MONTH}\\s+(?:de\\s+|del\\s+)?${YEAR}`,
  ].join('|'),
  'giu',
);
/** What follows “12 May” where it is a day: behind anything else, “may” is a verb (“12 may renew”). */
const AFTER_MAY =
  'a|an|and|are|as|at|but|by|did|for|from|had|has|he|in|is|it|of|on|or|saw|she|than|the|there|they|to|until|was|we|were|when|while|with|you';
const VERB_AFTER_MAY = new RegExp(`^\\s+(?!(?:${AFTER_MAY})\\b)\\p{Ll}`, 'u');

/** A number as it stands in a text: `12.3 million` can be read as 12.3 and is scaled by a million. */
export type WrittenNumber = {
  text: string;
  readings: number[];
  scale: number;
  isPercent: boolean;
  /** “1.9 times”, which may count something or compare two numbers. */
  isTimes: boolean;
  /** “3rd”, “Platz 3”: the place in an order. */
  isRank: boolean;
  /** “roughly 1,200”, which may have been rounded to hundreds. */
  isAbout: boolean;
};

/** What makes a rank of the number before it, and of the number behind it. */
const RANK_AFTER = /^(?:st|nd|rd|th|er|ère|e|ème|º|ª|\.º|\.ª|\. (?:platz|rang|stelle))(?![\p{L}\d])/iu;
const RANK_BEFORE =
  /(?:#|(?:^|[^\p{L}])(?:no\.?|nr\.?|number|rank(?:ed|s)?|place|platz|rang|puesto|lugar|position|posición|posição)\s)$/iu;
const ABOUT =
  /(?:[~≈]|(?:^|[^\p{L}])(?:about|around|roughly|approximately|approx\.|nearly|almost|some|over|under|more than|less than|close to|circa|ca\.|etwa|rund|ungefähr|fast|knapp|über|mehr als|weniger als|environ|près de|presque|plus de|moins de|unos|unas|casi|cerca de|alrededor de|más de|menos de|aproximadamente|quase|mais de))\s*$/iu;
/** Characters before a number in which such a word is looked for. */
const LOOKED_BACK = 24;

/** Whether every number in a text is one of those in its sources, also rounded, and a share also as a percentage. */
export function quotesOnly(text: string, sources: string): boolean {
  const known = knownNumbers(sources);
  return numbersIn(text).every((said) => isAmong(said, known));
}

/** The numbers in some sources, in every way they can be read. */
export function knownNumbers(sources: string): Set<number> {
  const given = plain(sources);
  const said = writtenIn(given).flatMap((number) => [...number.readings, ...valuesOf(number)]);
  return new Set([...(given.match(PLAIN) ?? []).flatMap(readings), ...said]);
}

/** The numbers in a text, without days and the marks of a list. */
export function numbersIn(text: string): WrittenNumber[] {
  return writtenIn(withoutMarks(plain(text)));
}

function writtenIn(text: string): WrittenNumber[] {
  return [...text.matchAll(WRITTEN)].map((found) => {
    const [whole, digits = '', letter, word, percent, times] = found;
    const { index } = found;
    const before = text.slice(Math.max(0, index - LOOKED_BACK), index);
    const after = text.slice(index + digits.length, index + digits.length + LOOKED_BACK);
    return {
      text: whole.trim(),
      readings: readings(digits),
      scale: scaleOf(letter, word),
      isPercent: percent !== undefined,
      isTimes: times !== undefined,
      isRank: RANK_BEFORE.test(before) || RANK_AFTER.test(after),
      isAbout: ABOUT.test(before),
    };
  });
}

/** How far a rounded number may be from the one it stands for, as a share of it. */
const MOST_ROUNDED = 0.25;

/** Whether a number that says of itself that it is rounded stands for a known one: `1,200` for 1,234; never `1,100`. */
export function isAbout(
  { readings, scale, isPercent, isAbout }: WrittenNumber,
  known: ReadonlySet<number>,
): boolean {
  if (!isAbout) return false;
  const wholes = readings.flatMap((number) => [
    number * scale,
    ...(isPercent ? [(number * scale) / 100] : []),
  ]);
  return wholes.some((said) => {
    const unit = unitOf(said);
    return [...known].some((each) => {
      const near = [Math.round, Math.floor, Math.ceil].map((round) => round(tidy(each / unit)) * unit);
      return (
        Math.abs(each - said) <= MOST_ROUNDED * Math.abs(said) &&
        near.some((rounded) => Math.abs(rounded - said) < unit / 1_000)
      );
    });
  });
}

/** The step to which a number is rounded: 100 of 1,200, 0.1 of 0.3. */
function unitOf(said: number): number {
  const [digits = '0', exponent = '0'] = said.toExponential().split('e');
  const decimals = digits.split('.')[1]?.length ?? 0;
  return 10 ** (Number(exponent) - decimals);
}

const tidy = (value: number) => Number(value.toPrecision(12));

const scaleOf = (letter: string | undefined, word: string | undefined): number =>
  magnitudeOf(letter ?? word ?? '') ?? 1;

/** By what a letter or a word behind a number multiplies it: `k`, `mn`, `Mio`; undefined for any other word. */
export function magnitudeOf(word: string): number | undefined {
  return (
    LETTERS[word.toLowerCase()] ??
    MAGNITUDES.find(([, words]) => new RegExp(`^(?:${words})$`, 'iu').test(word))?.[0]
  );
}

/** The values that a number may have, with its scale. */
export const valuesOf = ({ readings, scale }: WrittenNumber): number[] =>
  readings.map((number) => number * scale);

/** Whether a number is known, as it is or rounded; a percentage also as a share. */
export function isAmong({ readings, scale, isPercent }: WrittenNumber, known: ReadonlySet<number>): boolean {
  return readings.some(
    (number) => isKnown(known, number, 1 / scale) || (isPercent && isKnown(known, number, 100 / scale)),
  );
}

/** A text with the digits of all scripts as 0 to 9, and without days. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit)))
    .replace(DAYS, (day: string, offset: number, whole: string) =>
      /(?<!\p{L})may$/iu.test(day) && VERB_AFTER_MAY.test(whole.slice(offset + day.length)) ? day : ' ',
    );
}

/** The value of a digit of any script: in Unicode, digits come in rows of ten. */
function digitOf(digit: string): number {
  let value = 0;
  const code = digit.codePointAt(0) ?? 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return code < 128 ? Number(digit) : value;
}

/** A text without the numbers of a list, as long as they count 1, 2, 3. */
function withoutMarks(text: string): string {
  let next = 1;
  return text.replace(/^[^\S\n]*(\d+)[.)]\s/gm, (whole, mark: string) => {
    if (Number(mark) !== next) return whole;
    next += 1;
    return ' ';
  });
}

/** The numbers that digits with marks may mean: `1.234` is 1234 to some and 1.234 to others. */
function readings(digits: string): number[] {
  const grouped = digits.replace(/[.,'\u00a0\u202f ](?=\d{3}(?!\d))/g, '').replace(',', '.');
  return [...new Set([Number(grouped), Number(digits.replace(',', '.'))])].filter(Number.isFinite);
}

/** Whether a number is known, times `by`, as it is or rounded. */
function isKnown(known: ReadonlySet<number>, number: number, by: number): boolean {
  if (by === 1 && known.has(number)) return true;
  const decimals = String(number).split('.')[1]?.length ?? 0;
  return decimals <= 2 && [...known].some((each) => Number((each * by).toFixed(decimals)) === number);
}

/** Names of months in all languages, the longest first, so that `march` is not read as `mar`. */
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

import { dateLocaleOf } from '../language.ts';
import { formatDecimal, readMoneyCell } from '../money.ts';
import type { Cell, CellFormat } from './document.ts';

const FALLBACK_LOCALE = 'en-GB';
/** How an empty cell looks. */
const NOTHING = '–';

/** Booleans as the databases write them. */
const YES_NO = new Map([
  ['1', 'yes'],
  ['0', 'no'],
]);

type Formats = ReturnType<typeof makeFormats>;
type Writer = (cell: string | number, formats: Formats) => string | undefined;

const writeNumber: Writer = (cell, { number }) => (isNumber(cell) ? number.format(cell) : undefined);

/** Writes a cell by its format; undefined where the cell does not fit. */
const WRITERS = {
  text: () => undefined,
  integer: writeNumber,
  number: writeNumber,
  percent: (cell, { percent }) => (isNumber(cell) ? writePercent(cell, percent) : undefined),
  money: (cell, { locale }) => {
    const money = readMoneyCell(cell);
    return money && formatDecimal(money.decimal, { currency: money.currency, locale });
  },
  date: (cell, { date }) => writeDay(cell, date),
  week: (cell, { week }) => writeDay(cell, week),
  month: (cell, { month }) => writeDay(`${cell}-01`, month),
  quarter: (cell) => /^(\d{4})-(Q[1-4])$/.exec(String(cell))?.slice(1).reverse().join(' '),
  boolean: (cell) => YES_NO.get(String(cell)),
} satisfies Record<CellFormat, Writer>;

/** The smallest share that is written. */
const LEAST_SHARE = 0.001;

/** A share, never so rounded that it looks like none: `<0.1%`. */
function writePercent(share: number, format: Intl.NumberFormat): string {
  const isTiny = share !== 0 && Math.abs(share) < LEAST_SHARE / 2;
  if (!isTiny) return format.format(share);
  return share > 0 ? `<${format.format(LEAST_SHARE)}` : `>${format.format(-LEAST_SHARE)}`;
}

/**
 * A cell as the reader writes it (`locale` is BCP 47): percent from its share (`0.25` -> `25%`), a week as its Monday,
 * nothing as `–`. Days are in the language of the words around them. A cell that does not fit its format is shown as it is; never throws, never gives an empty text.
 */
export function formatCell(cell: Cell, format: CellFormat, locale: string): string {
  if (cell === null || String(cell).trim() === '') return NOTHING;
  return WRITERS[format](cell, formatsOf(locale)) ?? String(cell);
}

/**
 * Writes a cell where there is little room, such as below a chart: like `formatCell`, but days and weeks without their
 * year.
 */
export function formatLabel(cell: Cell, format: CellFormat, locale: string): string {
  const isDay = format === 'date' || format === 'week';
  const short = isDay && cell !== null ? writeDay(cell, formatsOf(locale).point) : undefined;
  return short ?? formatCell(cell, format, locale);
}

/** A change as a share with its sign: `+94.7%`. */
export function formatChange(share: number, locale: string): string {
  const isTiny = share !== 0 && Math.abs(share) < LEAST_SHARE / 2;
  return isTiny ? formatCell(share, 'percent', locale) : formatsOf(locale).change.format(share);
}

/** Marks the week, month or quarter that is not over. */
export const SO_FAR = ' (so far)';

function isNumber(cell: string | number): cell is number {
  return typeof cell === 'number' && Number.isFinite(cell);
}

/** Days are days of the calendar, whatever the time zone. */
function writeDay(cell: string | number, format: Intl.DateTimeFormat): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(String(cell))) return undefined;
  const day = new Date(`${cell}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(String(cell));
  return exists ? format.format(day) : undefined;
}

/** Formats by locale: they are costly to make, and the team has few locales. */
const known = new Map<string, Formats>();

function formatsOf(locale: string): Formats {
  const cached = known.get(locale);
  if (cached) return cached;
  const made = makeFormats(isLocale(locale) ? locale : FALLBACK_LOCALE);
  known.set(locale, made);
  return made;
}

function isLocale(name: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
}

function makeFormats(locale: string) {
  const day = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(dateLocaleOf(locale), { timeZone: 'UTC', ...parts });
  return {
    locale,
    // Two decimals, but never so few that a small number looks like none.
    number: new Intl.NumberFormat(locale, {
      maximumFractionDigits: 2,
      maximumSignificantDigits: 2,
      roundingPriority: 'morePrecision',
      signDisplay: 'negative',
    }),
    percent: new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: 'negative',
    }),
    change: new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    }),
    date: day({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
    week: day({ day: 'numeric', month: 'short', year: 'numeric' }),
    month: day({ month: 'short', year: 'numeric' }),
    point: day({ day: 'numeric', month: 'short' }),
  };
}

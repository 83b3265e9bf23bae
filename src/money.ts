import { magnitudeOf } from './numbers-in-text.ts';

/** `amount`: a whole number of the smallest coins of the currency. `currency`: ISO 4217. */
export type Money = { readonly amount: number; readonly currency: string };

/** What many amounts come to, which may be more than a number can say to the last coin. */
export type MoneySum = { readonly amount: bigint; readonly currency: string };

/** The largest amount, in the smallest coins. */
export const MOST_MONEY = 10 ** 15;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether a currency is one of ISO 4217, in capitals: `EUR`. */
export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** How many digits a currency has behind the point: 2, but 0 for JPY and 3 for KWD. Never throws. */
export function fractionDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const digits = isCurrency(currency)
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2)
    : 2;
  digitsOf.set(currency, digits);
  return digits;
}
const digitsOf = new Map<string, number>();

/** The amount with a point and all digits, as files and other programs take it: `85000.00`. Exact. */
export function decimalOf({ amount, currency }: Money | MoneySum): `${number}` {
  const digits = fractionDigits(currency);
  const text = String(amount)
    .replace('-', '')
    .padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  const whole = text.slice(0, text.length - digits);
  return `${sign}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}` as `${number}`;
}

/** Money as somebody of this locale (BCP 47) reads it: `€85,000`, `40.000,50 €`. Exact; whole amounts have no decimals. */
export function formatMoney(money: Money | MoneySum, locale: string): string {
  return formatDecimal(decimalOf(money), { currency: money.currency, locale });
}

/** The same of an amount with a point: `85000.00`. */
export function formatDecimal(
  decimal: `${number}`,
  { currency, locale }: { currency: string; locale: string },
): string {
  const key = `${locale} ${currency}`;
  const format = formats.get(key) ?? formatFor(currency, locale);
  formats.set(key, format);
  return format.format(decimal);
}
const formats = new Map<string, Intl.NumberFormat>();

function formatFor(currency: string, locale: string): Intl.NumberFormat {
  const how = { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' } as const;
  try {
    return new Intl.NumberFormat(locale, how);
  } catch {
    return new Intl.NumberFormat('en-GB', isCurrency(currency) ? how : { minimumFractionDigits: 2 });
  }
}

/** Money as a cell of a report holds it, exact and with its currency: `85000.00 EUR`. */
export const moneyCell = (money: Money | MoneySum): string => `${decimalOf(money)} ${money.currency}`;

const CELL = /^-?\d+(?:\.\d+)? ([A-Z]{3})$/;

/** The parts of a cell of money: `{ decimal: '85000.00', currency: 'EUR' }`; undefined for any other cell. */
export function readMoneyCell(cell: unknown): { decimal: `${number}`; currency: string } | undefined {
  const currency = typeof cell === 'string' ? CELL.exec(cell)?.[1] : undefined;
  if (!currency || !isCurrency(currency)) return undefined;
  return { decimal: String(cell).slice(0, -4) as `${number}`, currency };
}

/** The money of a cell, to the last coin; undefined for any other cell. */
export function parseMoneyCell(cell: unknown): MoneySum | undefined {
  const read = readMoneyCell(cell);
  return read && { amount: BigInt(read.decimal.replace('.', '')), currency: read.currency };
}

/** The exact sum of each currency, in the order in which they first come: amounts of two currencies are never added up. */
export function sumByCurrency(all: readonly (Money | MoneySum)[]): MoneySum[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of all) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return [...sums].map(([currency, amount]) => ({ amount, currency }));
}

/** Why a text is no money. `no_currency`: all but its currency can be read. */
export type NoMoney = {
  problem:
    | 'no_amount'
    | 'no_currency'
    | 'two_currencies'
    | 'too_many_decimals'
    | 'unclear_separator'
    | 'too_much';
};

type Reading = {
  /** The currency where the text names none, or only by a sign that several share. ISO 4217. */
  currency?: string | undefined;
  /** Whose separators the text has, where that is known. Otherwise `1.234` is refused in currencies of three decimals. */
  locale?: string | undefined;
};

/** A number with its sign, a magnitude and words or signs on either side: `€40k`, `40.000,50 EUR`, `US$ 1.5 mn`. */
const SAID = /^([^\d+-]*?)\s*([+-]?)\s*([^\d+-]*?)\s*(\d[\d.,'’ ]*\d|\d)\s*([^\d]*)$/u;

/** The exact amount that a text says, by its digits alone: nothing is rounded. The currency that the text names goes first. */
export function parseMoney(text: string, { currency, locale }: Reading = {}): Money | NoMoney {
  const plain = text.normalize('NFKC').replace(/\s+/gu, ' ').replace(/−/g, '-').trim();
  const [, before = '', sign = '', between = '', digits, after = ''] = SAID.exec(plain) ?? [];
  if (!digits) return { problem: 'no_amount' };
  const [first = '', ...others] = after.split(' ');
  const glued = magnitudeOf(first);
  const words = [before, between, ...(glued === undefined ? [first] : []), ...others].filter((word) => word);
  const named = new Set(words.map((word) => currencyOf(word, { expected: currency, locale })));
  if (named.has(undefined)) return { problem: words.some(isSharedSign) ? 'no_currency' : 'no_amount' };
  const [only = currency, another] = [...named];
  if (!only || !isCurrency(only)) return { problem: 'no_currency' };
  if (another) return { problem: 'two_currencies' };
  const number = readDigits(digits, { most: fractionDigits(only), locale, isScaled: glued !== undefined });
  if (!number) return { problem: 'unclear_separator' };
  return scaled(number, { by: glued ?? 1, currency: only, isNegative: sign === '-' });
}

function scaled(
  { whole, decimals }: { whole: string; decimals: string },
  { by, currency, isNegative }: { by: number; currency: string; isNegative: boolean },
): Money | NoMoney {
  const digits = fractionDigits(currency);
  const significant = decimals.replace(/0+$/, '');
  const units = BigInt(`${whole}${significant}`) * BigInt(by) * 10n ** BigInt(digits);
  const part = 10n ** BigInt(significant.length);
  if (units % part !== 0n) return { problem: 'too_many_decimals' };
  const amount = units / part;
  if (amount > BigInt(MOST_MONEY)) return { problem: 'too_much' };
  return { amount: Number(isNegative ? -amount : amount) || 0, currency };
}

const GROUPED = /^\d{1,3}(?:([.,'’ ])\d{3})(?:\1\d{3})*$/;
/** Lakhs and crores: `12,34,567`. */
const INDIAN = /^\d{1,2}(?:,\d{2})+,\d{3}$/;

/** Digits without the separators of thousands, and the decimals; undefined where it is not clear which is which. */
function readDigits(
  said: string,
  { most, locale, isScaled }: { most: number; locale: string | undefined; isScaled: boolean },
): { whole: string; decimals: string } | undefined {
  const bare = (text: string) => text.replace(/\D/g, '');
  const last = Math.max(said.lastIndexOf('.'), said.lastIndexOf(','));
  if (last < 0 || /['’ ]/.test(said.slice(last)))
    return isWhole(said) ? { whole: bare(said), decimals: '' } : undefined;
  const [head, tail] = [said.slice(0, last), said.slice(last + 1)];
  const mark = said.charAt(last);
  const asDecimals =
    !head.includes(mark) && isWhole(head) ? { whole: bare(head), decimals: tail } : undefined;
  const asThousands = isWhole(said) ? { whole: bare(said), decimals: '' } : undefined;
  if (!asDecimals || !asThousands) return asDecimals ?? asThousands;
  // One separator before three digits.
  if (locale) return mark === decimalMark(locale) ? asDecimals : asThousands;
  return most < 3 && !isScaled ? asThousands : undefined;
}

const isWhole = (text: string): boolean => /^\d+$/.test(text) || GROUPED.test(text) || INDIAN.test(text);

/** The point or the comma before the decimals, as somebody of this locale writes it with Latin digits. */
export function decimalMark(locale: string): string {
  const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** Signs that stand for different currencies without a word of which. */
const SHARED_SIGNS = new Set(['¥', 'kr', 'kr.', '元', '円']);
const isSharedSign = (word: string) => SHARED_SIGNS.has(word.toLowerCase());

/** The currency that a word or a sign names; a sign that several share is that of `expected`, where it has it. */
function currencyOf(
  word: string,
  { expected, locale = 'en' }: { expected: string | undefined; locale: string | undefined },
): string | undefined {
  const code = word.toUpperCase();
  if (isCurrency(code)) return code;
  const isExpected =
    expected && isCurrency(expected) && ['en', locale].some((each) => signsOf(expected, each).includes(word));
  if (isExpected) return expected;
  return isSharedSign(word) ? undefined : ownSigns().get(word);
}

const signsOf = (currency: string, locale: string) =>
  (['symbol', 'narrowSymbol'] as const).map((display) => signOf(currency, display, locale));

const signOf = (currency: string, currencyDisplay: 'symbol' | 'narrowSymbol', locale = 'en') =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay })
    .formatToParts(1)
    .find(({ type }) => type === 'currency')
    ?.value.normalize('NFKC') ?? currency;

let signs: ReadonlyMap<string, string> | undefined;

/** Signs that name one currency: `€`, `CA$`; `$` is the American one where no other is expected. */
function ownSigns(): ReadonlyMap<string, string> {
  signs ??= new Map([
    ...[...CURRENCIES].map((code) => [signOf(code, 'symbol'), code] as const),
    ['US$', 'USD'],
  ]);
  return signs;
}

export const isMoney = (read: Money | NoMoney): read is Money => 'amount' in read;

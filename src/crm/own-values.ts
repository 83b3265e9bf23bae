import { z } from 'zod';
import type { Context } from '../context.ts';
import { crmOf, type FieldType, LONGEST_CHOICE, type OwnField } from '../crm-settings.ts';
import { decimalMark, decimalOf, formatMoney, isMoney, type NoMoney, parseMoney } from '../money.ts';
import type { Row } from '../store/schema.ts';
import { fold } from '../text.ts';
import { Day, prose } from './inputs.ts';

/** A value of an own field as its row keeps it; one of the columns is filled, of money two. */
export type StoredValue = Pick<Row<'fieldValues'>, 'text' | 'number' | 'amount' | 'currency'>;

/** Longest text in an own field, in characters. */
export const LONGEST_TEXT = 500;

type ValueType = {
  /** Reads a value as people, forms and models give it. */
  schema(ctx: Context, field: OwnField): z.ZodType<Partial<StoredValue>>;
  /** The value in words; undefined where the row has one of another type. */
  show(value: StoredValue, locale: string): string | undefined;
};

/** What each type of field takes, keeps and shows. */
const VALUE_TYPES = {
  text: {
    schema: () => prose(LONGEST_TEXT).transform((text) => ({ text })),
    show: ({ text }) => text ?? undefined,
  },
  number: {
    schema: () =>
      z
        .preprocess(
          (said) => (typeof said === 'string' && said.trim() !== '' ? Number(said) : said),
          z.number('must be a number such as 12.5, with nothing else').refine(Number.isFinite),
        )
        .transform((number) => ({ number: number + 0 })),
    show: ({ number }) => (number === null ? undefined : String(number)),
  },
  money: {
    schema: (ctx) =>
      z
        .union([z.string().max(LONGEST_TEXT), z.number()], 'must be an amount such as 40000 EUR')
        .transform(readMoney(ctx)),
    show: ({ amount, currency }, locale) =>
      amount === null || currency === null ? undefined : formatMoney({ amount, currency }, locale),
  },
  date: {
    schema: () => Day.transform((text) => ({ text })),
    show: ({ text }) => text ?? undefined,
  },
  yes_no: {
    schema: () =>
      z
        .union(
          [
            z.boolean(),
            z.enum(['yes', 'no', 'true', 'false']).transform((said) => said === 'yes' || said === 'true'),
          ],
          'must be yes or no',
        )
        .transform((isSo) => ({ text: isSo ? 'yes' : 'no' })),
    show: ({ text }) => text ?? undefined,
  },
  one_of: {
    schema: (_, { values = [] }) => oneOf(values).transform((text) => ({ text })),
    show: ({ text }) => text ?? undefined,
  },
  several_of: {
    schema: (_, { values = [] }) =>
      z
        .preprocess((said) => (typeof said === 'string' ? [said] : said), z.array(oneOf(values)).min(1))
        .transform((chosen) => ({ text: JSON.stringify(values.filter((value) => chosen.includes(value))) })),
    show: ({ text }) => (text === null ? undefined : listIn(text)?.join(', ')),
  },
} as const satisfies Record<FieldType, ValueType>;

/** The rule of one field, by which a value is read into what its row keeps: all columns, those that are not of its type empty. */
export function valueSchema(ctx: Context, field: OwnField): z.ZodType<StoredValue> {
  const type: ValueType = VALUE_TYPES[field.type];
  return type
    .schema(ctx, field)
    .transform((value) => ({ text: null, number: null, amount: null, currency: null, ...value }));
}

/** The value of a field in words. One that was kept when the field had another type is shown as it was. */
export function showValue(field: OwnField, value: StoredValue, locale: string): string {
  const type: ValueType = VALUE_TYPES[field.type];
  const { text, number, amount } = value;
  return (
    type.show(value, locale) ??
    text ??
    (amount === null ? String(number ?? '') : VALUE_TYPES.money.show(value, locale)) ??
    ''
  );
}

/** The words of a list as a row keeps them; undefined where the text is no list. */
function listIn(text: string): string[] | undefined {
  try {
    return z.array(z.string()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** How long a text may be that a form shows in a field of a type. */
const LONGEST = { text: LONGEST_TEXT, one_of: LONGEST_CHOICE, yes_no: LONGEST_CHOICE } as const;
const isTyped = (type: FieldType): type is keyof typeof LONGEST => Object.hasOwn(LONGEST, type);

/**
 * A value as somebody would type or choose it in a form; undefined where the row has one of another type, or one that was kept
 * when the field had another type and for which a field of this type has no room.
 */
export function typedValue(
  field: OwnField,
  value: StoredValue,
  locale: string,
): string | string[] | undefined {
  const { text, amount, currency } = value;
  if (field.type === 'several_of') {
    const chosen = text === null ? undefined : listIn(text);
    return chosen?.some((value) => value === '' || value.length > LONGEST_CHOICE) ? undefined : chosen;
  }
  if (isTyped(field.type)) return text && text.length <= LONGEST[field.type] ? text : undefined;
  if (field.type === 'date') return Day.safeParse(text).success ? (text ?? undefined) : undefined;
  if (field.type !== 'money') {
    const type: ValueType = VALUE_TYPES[field.type];
    return type.show(value, locale);
  }
  if (amount === null || currency === null) return undefined;
  // The code, since signs are shared, and the point or comma by which it is read again.
  return `${decimalOf({ amount, currency }).replace('.', decimalMark(locale))} ${currency}`;
}

/** One of some values, however it is capitalised. */
const oneOf = (values: readonly string[]) =>
  z.preprocess(
    (said) =>
      typeof said === 'string' ? (values.find((value) => fold(value) === fold(said)) ?? said) : said,
    z.enum(values as [string, ...string[]]),
  );

const NO_MONEY: Record<NoMoney['problem'], string> = {
  no_amount: 'is no amount: write it with its currency, such as 40000 EUR',
  no_currency: 'does not say which currency: write it as a code, such as 40000 EUR',
  two_currencies: 'names two currencies: write one, such as 40000 EUR',
  too_many_decimals: 'has more decimals than its currency',
  unclear_separator: 'can be read in two ways: write the thousands without a separator, such as 40000 EUR',
  too_much: 'is too large',
};

/** Reads an amount; one without a currency is in that of `crm.yaml`. */
const readMoney =
  (ctx: Context) =>
  (said: string | number, issues: z.RefinementCtx): Partial<StoredValue> => {
    const text = String(said);
    // A number has its point, whatever its reader writes.
    const locale = typeof said === 'number' ? 'en' : ctx.actor.locale;
    const read = parseMoney(text, { locale });
    const { currency } = crmOf(ctx);
    const money =
      isMoney(read) || read.problem !== 'no_currency' ? read : parseMoney(text, { locale, currency });
    if (isMoney(money)) return money;
    issues.addIssue({ code: 'custom', message: NO_MONEY[money.problem] });
    return z.NEVER;
  };

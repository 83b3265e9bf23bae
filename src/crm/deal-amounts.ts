import { count, desc, isNotNull } from 'drizzle-orm';
import type { Context } from '../context.ts';
import { crmOf } from '../crm-settings.ts';
import { invalid, RapportError } from '../errors.ts';
import { decimalOf, isCurrency, isMoney, type Money, type NoMoney, parseMoney } from '../money.ts';

/** An amount as it was said; `currency`: where that was said beside it. */
type Said = { amount?: string | undefined; currency?: string | undefined };

const PROBLEMS: Record<Exclude<NoMoney['problem'], 'no_currency'>, string> = {
  no_amount: 'is no amount: give digits, such as "85000" or "85k"',
  two_currencies: 'names two currencies',
  too_many_decimals: 'has more decimals than its currency',
  unclear_separator: 'can be read in two ways: give it without separators of thousands, such as "1234.50"',
  too_much: 'is more than I can keep',
};

/**
 * The exact money that was said, null where nothing was. What was said without a currency is in that of `before`, the
 * amount it replaces, or in the team's. Throws `ambiguous` where there is none, to be asked, and `invalid` for what is no amount.
 */
export async function readAmount(
  ctx: Context,
  { amount, currency }: Said,
  before?: Money | undefined,
): Promise<Money | null> {
  if (currency && !isCurrency(currency))
    throw invalid(`“${currency}” is no currency of ISO 4217, such as EUR.`);
  const kept = currency && before ? decimalOf(before) : undefined;
  const text = amount ?? kept;
  if (text === undefined) {
    if (currency) throw invalid('A currency needs an amount.');
    return null;
  }
  // What is kept has a point before its decimals, also where they are three.
  const locale = amount === undefined ? 'en' : undefined;
  const read = parseMoney(text, { currency: currency ?? before?.currency ?? crmOf(ctx).currency, locale });
  if (!isMoney(read)) {
    if (read.problem === 'no_currency') throw await askCurrency(ctx, text);
    throw invalid(`The amount “${text}” ${PROBLEMS[read.problem]}.`);
  }
  if (currency && read.currency !== currency)
    throw invalid(`The amount “${text}” is not in ${currency}. Which is right? Ask.`);
  if (read.amount < 0) throw invalid('A deal is worth 0 or more.');
  return read;
}

/** How many currencies are offered: those in which the team has the most deals. */
const MOST_OFFERED = 4;

async function askCurrency(ctx: Context, text: string): Promise<RapportError> {
  const { currency } = ctx.store.tables.deals;
  const used = await ctx.db
    .select({ currency, deals: count() })
    .from(ctx.store.tables.deals)
    .where(isNotNull(currency))
    .groupBy(currency)
    .orderBy(desc(count()), currency)
    .limit(MOST_OFFERED);
  const codes = used.flatMap((each) => each.currency ?? []);
  const message = `In which currency is “${text}”? Nothing is saved yet. Ask; then give it with the amount, such as “${text} EUR”.`;
  const error = new RapportError('ambiguous', message);
  const choices = codes.map((code) => ({ kind: 'currency' as const, id: code, label: code }));
  return choices.length > 0 ? Object.assign(error, { choices, asked: text }) : error;
}

import { fold } from '../../text.ts';
import type { KnownNames } from './lookup.ts';
import { guessNoun } from './names.ts';
import type { Said } from './report-params.ts';
import type { ParamView } from './report-results.ts';
import type { Span } from './report-spans.ts';

type Value = string | number | boolean | string[];
export type GivenParam = { name: string; value: Value };

/** Params for what was said; `unused` is what the report does not take, in the person's words. */
export type Fitted = {
  params: GivenParam[];
  unused: string[];
  /** The report goes on until today, though an earlier last day was said. */
  isOpenEnded: boolean;
  /** The person asked for their own, which no param can be told. */
  isAboutAll: boolean;
};

/** Puts what was said into the params that take it, as their rules tell. */
export function fitParams(said: Said, views: readonly ParamView[], known: KnownNames): Fitted {
  const params = views.map(readParam);
  const values = new Map<string, Value>();
  const unused: string[] = [];
  const put = (param: Param | undefined, value: Value | undefined) => {
    if (!param || value === undefined || values.has(param.name)) return false;
    values.set(param.name, param.isList && typeof value === 'string' ? [value] : value);
    return true;
  };

  for (const [name, value] of Object.entries(said.given)) {
    if (!put({ name, type: 'text', isList: false, values: [] }, value)) unused.push(name);
  }
  const span = said.span ? fitSpan(said.span, params) : undefined;
  for (const { param, value } of span?.values ?? []) put(param, value);
  for (const param of params.filter(({ type }) => type === 'number')) {
    const days = span?.values.length === 0 ? daysOf(said.span) : undefined;
    const isDays = param.name.includes('days');
    if (put(param, isDays ? (said.numbers.days ?? days) : said.numbers[param.name]) && isDays && days)
      span?.values.push({ param, value: days });
  }
  for (const param of params.filter(({ type }) => type === 'enum')) put(param, valuesIn(said.text, param));
  unused.push(...putMembers(said.members, params, put));
  for (const name of said.names) if (!put(placeFor(name, params, known), name)) unused.push(name);
  if (said.span && span?.values.length === 0) unused.push(said.span.said);
  return {
    params: [...values].map(([name, value]) => ({ name, value })),
    unused,
    isOpenEnded: span?.isOpenEnded ?? false,
    isAboutAll: said.members.includes('me') && ![...values.values()].flat().some(isOwn),
  };
}

const isOwn = (value: Value) => value === 'me' || value === true;

type Param = {
  name: string;
  type: 'date' | 'period' | 'company' | 'contact' | 'member' | 'enum' | 'number' | 'boolean' | 'text';
  isList: boolean;
  /** What an enum takes. */
  values: string[];
};

const RULES: readonly [Param['type'], RegExp][] = [
  ['date', /^must be a day\b/],
  ['period', /^must be a period\b/],
  ['company', /^must be the name of a company/],
  ['contact', /^must be the name of a contact/],
  ['member', /^must be the name of a member/],
  ['enum', /^must be one of /],
  ['number', /^must be a (?:whole )?number/],
  ['boolean', /^must be yes or no/],
];

function readParam({ name, rule }: ParamView): Param {
  const one = rule.replace(/^must be up to \d+ values, separated by commas; each /, '');
  const type = RULES.find(([, pattern]) => pattern.test(one))?.[0] ?? 'text';
  const values = type === 'enum' ? one.replace(/^must be one of /, '').split(', ') : [];
  return { name, type, isList: one !== rule, values };
}

const isEnd = ({ name }: Param) => /(?:^|_)(?:until|till|to|end|before|due)(?:$|_)/.test(name);

type FittedSpan = { values: { param: Param; value: Value }[]; isOpenEnded: boolean };

/** A period takes all of it; of two days the first takes its beginning, and one like `until` its end. */
function fitSpan({ period, since, until, isPast }: Span, params: readonly Param[]): FittedSpan {
  const whole = params.find(({ type }) => type === 'period');
  if (whole && period) return { values: [{ param: whole, value: period }], isOpenEnded: false };
  const days = params.filter(({ type }) => type === 'date');
  const [start, end] = [days.find((param) => !isEnd(param)), days.find(isEnd)];
  const values = [
    ...(start && since ? [{ param: start, value: since }] : []),
    ...(end && until ? [{ param: end, value: until }] : []),
  ];
  return { values, isOpenEnded: values.length > 0 && !end && isPast === true };
}

/** `-60d` where a report counts days. */
function daysOf(span: Span | undefined): number | undefined {
  const [, count, unit = ''] = /^-(\d+)([dwm])$/.exec(span?.period ?? '') ?? [];
  return count ? Number(count) * ({ d: 1, w: 7, m: 30 }[unit] ?? 1) : undefined;
}

/** `meeting` for "only meetings", `email` for "e-mails". */
function valuesIn(text: string, { values, isList }: Param): string | string[] | undefined {
  const said = ` ${fold(text.replace(/\be-(?=mail)/gi, 'e'))} `;
  const found = values.filter((value) => new RegExp(` ${fold(value)}(?:e?s)? `).test(said));
  return isList && found.length > 0 ? found : found[0];
}

function putMembers(
  members: readonly string[],
  params: readonly Param[],
  put: (param: Param | undefined, value: Value) => boolean,
): string[] {
  const param = params.find(({ type }) => type === 'member');
  const mine = params.find(({ type, name }) => type === 'boolean' && /^(?:only_)?mine$/.test(name));
  if (members.length > 1 && param?.isList && put(param, [...members])) return [];
  return members.filter((name) => !put(param, name) && !(name === 'me' && put(mine, true)) && name !== 'me');
}

/** The param that takes this name: by its noun where a report takes companies and people. */
function placeFor(name: string, params: readonly Param[], known: KnownNames): Param | undefined {
  const [company, contact, member] = (['company', 'contact', 'member'] as const).map((noun) =>
    params.find(({ type }) => type === noun),
  );
  if (!company || !contact) return company ?? contact ?? member;
  const { asCompany = false, asPerson = false } = known.get(name) ?? {};
  const isPerson = asCompany === asPerson ? guessNoun(name) === 'person' : asPerson;
  return isPerson ? contact : company;
}

/** Whether a name may be a company's or a person's for this report. */
export const takesBoth = (views: readonly ParamView[]): boolean =>
  ['company', 'contact'].every((noun) => views.map(readParam).some(({ type }) => type === noun));

import { formatDate } from '../clock.ts';
import type { Scalar } from '../store/reporting/reporting.ts';
import { clean } from '../text.ts';
import { DATE_RULE, PERIOD_RULE, resolveDay, resolvePeriod } from './days-and-periods.ts';
import type { Param, RecordType, ScalarParam } from './definition.ts';

type Of<Type extends ScalarParam['type']> = Extract<ScalarParam, { type: Type }>;

/** The value of a param that was understood. */
export type Understood = {
  /** The bound values by the ending of the param's name in the SQL: `''`, or `_from` and `_to`. */
  bound: Readonly<Record<string, Scalar>>;
  /** The value as it may be stored and said again: a relative day stays relative, a company is its id. */
  said: string;
  /** The value in words, for people. */
  shown: string;
};

/** Looks up a name as the actor means it. Throws with the candidates when the name is not clear. */
export type LookUp = (noun: RecordType | 'member', said: string) => Promise<{ id: string; name: string }>;

/** What values are understood with: the actor's day, and the names they know. */
export type World = { today: string; lookUp: LookUp };

/** One type of param: its rule in words, an example, and how its values are understood. */
type ParamType<Spec> = {
  /** `must be …`, as it goes on after the param's name. */
  rule(spec: Spec): string;
  example(spec: Spec): string;
  /** Understands a value; undefined when it breaks the rule. */
  understand(
    said: string,
    spec: Spec,
    world: World,
  ): Understood | undefined | Promise<Understood | undefined>;
};

const plain = (value: Scalar, said: string, shown = said): Understood => ({
  bound: { '': value },
  said,
  shown,
});

const YES = new Set(['yes', 'true', '1', 'on', 'y']);
const NO = new Set(['no', 'false', '0', 'off', 'n']);

const inBounds = (value: number, { min, max }: { min?: number | undefined; max?: number | undefined }) =>
  value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);

function numberRule(
  what: string,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): string {
  if (min !== undefined && max !== undefined) return `must be ${what} from ${min} to ${max}`;
  if (min !== undefined) return `must be ${what}, at least ${min}`;
  return max === undefined ? `must be ${what}` : `must be ${what}, at most ${max}`;
}

const named = (noun: RecordType | 'member', example: string): ParamType<unknown> => ({
  rule: () => `must be the name of a ${noun}`,
  example: () => example,
  understand: async (said, _, { lookUp }) => {
    const words = clean(said);
    if (!words) return undefined;
    const { id, name } = await lookUp(noun, words);
    return plain(id, id, name);
  },
});

/** The types of params. To add one, add it here and to the definition's SCALARS. */
const PARAM_TYPES: { [Type in ScalarParam['type']]: ParamType<Of<Type>> } = {
  string: {
    rule: ({ max_length }) => `must be text of at most ${max_length} characters`,
    example: () => '"renewal"',
    understand: (said, { max_length }) => {
      const text = clean(said);
      return text && text.length <= max_length ? plain(text, text) : undefined;
    },
  },
  integer: {
    rule: (spec) => numberRule('a whole number', spec),
    example: ({ min, max }) => String(min ?? max ?? 10),
    understand: (said, spec) => {
      const value = Number(said);
      return /^[+-]?\d{1,9}$/.test(said) && inBounds(value, spec) ? plain(value, String(value)) : undefined;
    },
  },
  number: {
    rule: (spec) => numberRule('a number', spec),
    example: ({ min, max }) => String(min ?? max ?? 0.5),
    understand: (said, spec) => {
      const value = Number(said);
      const isNumber = /^[+-]?\d{1,12}(?:\.\d{1,6})?$/.test(said);
      return isNumber && inBounds(value, spec) ? plain(value, String(value)) : undefined;
    },
  },
  boolean: {
    rule: () => 'must be yes or no',
    example: () => 'yes',
    understand: (said) => {
      const word = said.toLowerCase();
      if (YES.has(word)) return plain(1, 'yes');
      return NO.has(word) ? plain(0, 'no') : undefined;
    },
  },
  date: {
    rule: () => DATE_RULE,
    example: () => '-4w',
    understand: (said, _, { today }) => {
      const day = resolveDay(said, today);
      return day ? plain(day, said.toLowerCase(), withMeaning(said, formatDate(day), day)) : undefined;
    },
  },
  period: {
    rule: () => PERIOD_RULE,
    example: () => 'last-month',
    understand: (said, _, { today }) => {
      const period = resolvePeriod(said, today);
      if (!period) return undefined;
      const { from, to } = period;
      const shown = `${said.toLowerCase()} (${formatDate(from)} – ${formatDate(to)})`;
      return { bound: { _from: from, _to: to }, said: said.toLowerCase(), shown };
    },
  },
  enum: {
    rule: ({ values }) => `must be one of ${values.join(', ')}`,
    example: ({ values }) => values[0] ?? '',
    understand: (said, { values }) => {
      const value = values.find((each) => each.toLowerCase() === said.toLowerCase());
      return value === undefined ? undefined : plain(value, value);
    },
  },
  company: named('company', '"Bluefin Logistics"'),
  contact: named('contact', '"Sofia Almeida"'),
  member: named('member', 'me'),
};

const withMeaning = (said: string, meaning: string, day: string) =>
  said === day ? meaning : `${said.toLowerCase()} (${meaning})`;

/** The endings that a param's name has in the SQL. */
export function boundEndings({ type }: Pick<Param, 'type'>): readonly string[] {
  return type === 'period' ? ['_from', '_to'] : [''];
}

/** Understands one value; undefined when it breaks the type's rule. */
export function understand(
  said: string,
  spec: ScalarParam,
  world: World,
): Understood | undefined | Promise<Understood | undefined> {
  return typeOf(spec).understand(said, spec, world);
}

/** The rule of a param in words. */
export function ruleOf(spec: Param): string {
  if (spec.type !== 'list') return typeOf(spec).rule(spec);
  const of = spec.of as ScalarParam;
  return `must be up to ${spec.max} values, written “a; b”; each ${typeOf(of).rule(of)}`;
}

/** An example of a param's value. */
export function exampleOf(spec: Param): string {
  const scalar = spec.type === 'list' ? (spec.of as ScalarParam) : spec;
  return typeOf(scalar).example(scalar);
}

function typeOf(spec: ScalarParam): ParamType<ScalarParam> {
  return PARAM_TYPES[spec.type] as ParamType<ScalarParam>;
}

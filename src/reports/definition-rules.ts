import { didYouMean } from '../nearest-word.ts';
import { isRecord, type Param, type ReportDefinition, type ScalarParam } from './definition.ts';
import { boundEndings, ruleOf, understand } from './param-types.ts';
import type { ParsedFile } from './report-file.ts';
import type { Problem } from './yaml-text.ts';

/** The day on which relative defaults are tried; any day will do. */
const SOME_DAY = '2026-01-31';

/** Checks the parts of a definition against each other. */
export function checkDefinition({
  definition,
  lineOf,
}: Pick<ParsedFile, 'definition' | 'lineOf'>): Problem[] {
  const { params, columns: shown } = definition;
  const found: [path: string[], reason: string | undefined][] = [
    ...Object.entries(params).flatMap(([name, spec]) => checkOneParam(name, spec, params)),
    ...checkChart(definition),
    ...Object.entries(shown).map(([name, column]): [string[], string | undefined] => [
      ['columns', name],
      checkColumn(name, column, shown),
    ]),
    ...checkSpan(definition),
  ];
  return found.flatMap(([path, reason]) =>
    reason ? [{ line: lineOf(path), reason: `${path.join('.')}: ${reason}` }] : [],
  );
}

type Found = [path: string[], reason: string | undefined];
type Columns = ReportDefinition['columns'];

function checkOneParam(name: string, spec: Param, params: ReportDefinition['params']): Found[] {
  const clash = boundEndings(spec).find((ending) => ending && Object.hasOwn(params, `${name}${ending}`));
  return [
    [['params', name], checkParam(spec) ?? checkDefault(spec)],
    [
      ['params', `${name}${clash ?? ''}`],
      clash ? `is the name that the period ${name} has in the SQL` : undefined,
    ],
  ];
}

function checkChart({ chart, columns: shown }: ReportDefinition): Found[] {
  const known = Object.keys(shown);
  const parts = Object.entries(chart ?? {}).map(([part, name]): Found => {
    const isThere = part === 'type' || !name || known.includes(name);
    return [
      ['chart', part],
      isThere ? undefined : `there is no column “${name}”${didYouMean(String(name), known)}`,
    ];
  });
  const drawn = chart && shown[chart.y];
  const isMixed = drawn?.format === 'money' && (chart?.type === 'pie' || chart?.series !== drawn.currency);
  return [
    ...parts,
    [
      ['chart', 'series'],
      isMixed ? `amounts are drawn by currency: needs the column “${drawn.currency}”, and no pie` : undefined,
    ],
  ];
}

function checkColumn(name: string, column: Columns[string], shown: Columns): string | undefined {
  const { adds_up_within: within } = column;
  if (within && !Object.hasOwn(shown, within))
    return `adds_up_within: there is no column “${within}”${didYouMean(within, Object.keys(shown))}`;
  return checkCurrency(column, shown) ?? checkKey(name, column, shown);
}

/** Money has the column of its currency beside it, so that no two currencies are ever taken for one. */
function checkCurrency({ format, currency }: Columns[string], shown: Columns): string | undefined {
  if (format !== 'money') return currency ? 'only money has a currency' : undefined;
  if (!currency) return 'needs currency: the name of the column that holds it';
  if (shown[currency]?.format === 'text') return undefined;
  return `there is no column “${currency}” of format text${didYouMean(currency, Object.keys(shown))}`;
}

function checkKey(name: string, { format, key }: Columns[string], shown: Columns): string | undefined {
  if (!key) return undefined;
  if (format !== 'text') return 'only a name (format text) has a key';
  return key === name || Object.hasOwn(shown, key)
    ? `“${key}” is shown already: a key is a further column of the statement, such as ${name}_id`
    : undefined;
}

function checkSpan({ span, compare, params }: ReportDefinition): Found[] {
  if (!span)
    return [[['compare'], compare ? 'needs span: the name of the param with its period' : undefined]];
  const look = (path: string[], name: string, type: Param['type']): Found => {
    const isFit = Object.hasOwn(params, name) && params[name]?.type === type;
    const known = Object.keys(params);
    return [
      path,
      isFit ? undefined : `there is no param “${name}” of type ${type}${didYouMean(name, known)}`,
    ];
  };
  if (typeof span === 'string') return [look(['span'], span, 'period')];
  return [
    look(['span', 'from'], span.from, 'date'),
    ...(span.to ? [look(['span', 'to'], span.to, 'date')] : []),
    [
      ['compare'],
      compare ? 'needs a span that is one param of type period, so that the time before is known' : undefined,
    ],
  ];
}

/** Finds a rule in a param that no value can keep. */
function checkParam(spec: Param): string | undefined {
  const scalar = scalarOf(spec);
  if ('min' in scalar && 'max' in scalar && scalar.min !== undefined && scalar.max !== undefined) {
    if (scalar.min > scalar.max) return 'min is more than max';
  }
  if (scalar.type !== 'enum') return undefined;
  const folded = scalar.values.map((value) => value.toLowerCase());
  if (new Set(folded).size < folded.length) return 'a value stands there twice';
  const hasComma = spec.type === 'list' && folded.some((value) => value.includes(','));
  return hasComma ? 'a value has a comma, which separates the values of a list' : undefined;
}

function checkDefault(spec: Param): string | undefined {
  if (spec.default === undefined) return undefined;
  if (spec.optional) return 'is optional and has a default; one of the two';
  const scalar = scalarOf(spec);
  const words = [spec.default].flat().map(String);
  if (isRecord(scalar)) return `a ${scalar.type} has no default`;
  if (scalar.type === 'member') {
    return words.every((word) => word === 'me') ? undefined : 'the default of a member can only be “me”';
  }
  const lookUp = () => Promise.reject(new Error('names have no defaults'));
  const fits =
    words.every((word) => understand(word, scalar, { today: SOME_DAY, lookUp })) &&
    (spec.type !== 'list' || words.length <= spec.max);
  return fits ? undefined : `the default ${ruleOf(spec)}`;
}

const scalarOf = (spec: Param) => (spec.type === 'list' ? spec.of : spec) as ScalarParam;

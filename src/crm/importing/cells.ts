import type { Context } from '../../context.ts';
import { readEmail } from '../../names/addresses.ts';
import { readPhone } from '../../names/phones.ts';
import { clean, cut, fold } from '../../text.ts';
import { LIMITS } from '../inputs.ts';
import { type OwnValues, readValues } from '../own-fields.ts';
import type { StoredValue } from '../own-values.ts';
import { type Columns, ownFieldsOf } from './columns.ts';
import { type DayOrder, orderIn, readDay } from './days.ts';

/** What operators say of a file that it does not say itself. */
export type Reading = {
  /** Of `03/04/2026`, where the file has no day that tells. */
  days?: DayOrder | undefined;
  /** ISO 4217: of amounts without one. */
  currency?: string | undefined;
  /** Stages of the file to stages of `crm.yaml`. */
  stages?: Readonly<Record<string, string>> | undefined;
};

/** The cells of a line by field, and why some cannot be kept, in words. */
export type Cells = {
  /** The first value of a field that is not empty. */
  one(field: string): string | undefined;
  /** All values of a field, those of one cell taken apart at `;` and ` ::: `. */
  all(field: string): string[];
  own: Record<string, string>;
  problems: string[];
};

/** Several values in one cell: Google has ` ::: ` between them, others a semicolon. */
const BETWEEN = /\s*(?: ::: |;)\s*/;

/** Signs that nobody sees, which turn the direction of a text or stand between letters: programs leave them behind. */
const UNSEEN = /[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;

type Value = { header: string; value: string };

export function readCells({ targets, width }: Columns, cells: readonly string[]): Cells {
  const byField = new Map<string, Value[]>();
  const own = new Map<string, Value>();
  const problems: string[] = [];
  const further = cells.slice(width).find((cell) => cell.trim() !== '');
  if (further !== undefined)
    problems.push(
      `it has ${cells.length} cells for ${width} headers: a separator within a cell needs quotes around the cell`,
    );
  for (const { at, header, target } of targets) {
    const value = clean((cells[at] ?? '').replace(UNSEEN, ''));
    if (value === '') continue;
    if ('field' in target)
      byField.set(target.field, [...(byField.get(target.field) ?? []), { header, value }]);
    else if (!own.has(target.own)) own.set(target.own, { header, value });
    else problems.push(...findTwice([own.get(target.own) as Value, { header, value }]));
  }
  return {
    one: (field) => {
      const values = byField.get(field) ?? [];
      problems.push(...findTwice(values));
      return values[0]?.value;
    },
    all: (field) =>
      (byField.get(field) ?? []).flatMap(({ value }) => value.split(BETWEEN)).filter((value) => value !== ''),
    own: Object.fromEntries([...own].map(([key, { value }]) => [key, value])),
    problems,
  };
}

/** Two columns of one name that say different things: which of them counts is for people to say. */
function findTwice([first, ...others]: readonly Value[]): string[] {
  const other = others.find(
    ({ header, value }) => fold(header) === fold(first?.header ?? '') && value !== first?.value,
  );
  if (!first || !other) return [];
  return [
    `there are two columns “${first.header}”, and they differ: “${cut(first.value, 40)}” and “${cut(other.value, 40)}”`,
  ];
}

/** A line of text, or a problem where it is too long or has no letter in it. */
export function lineOf(
  { problems }: Cells,
  what: string,
  text: string | undefined,
  most: number,
): string | undefined {
  const plain = text?.replace(/\s+/g, ' ').trim();
  if (!plain) return undefined;
  if (plain.length > most) problems.push(`${what} is longer than ${most} characters`);
  return plain;
}

/** A name by which something can be found again. */
export function nameOf(cells: Cells, what: string, text: string | undefined): string | undefined {
  const name = lineOf(cells, what, text, LIMITS.name);
  if (name && fold(name) === '') cells.problems.push(`${what} “${cut(name, 40)}” has no letter or digit`);
  return name;
}

/** The whole of a text, and a first part of it where it is longer than `most`. */
export function textOf(
  { problems }: Cells,
  what: string,
  text: string | undefined,
  most: number,
): string | undefined {
  if (!text) return undefined;
  const plain = withoutMarkup(text);
  if (plain.length > most) problems.push(`${what} is longer than ${most} characters`);
  return plain;
}

const MARKUP = /<\/?(?:p|div|br|span|ul|ol|li|b|i|u|strong|em|a|h[1-6]|table|tr|td)\b[^>]*>/i;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  '#39': "'",
};

/** Notes come as HTML from some systems: its words alone are kept. */
function withoutMarkup(text: string): string {
  if (!MARKUP.test(text)) return text;
  const plain = text
    .replace(/<br\s*\/?>|<\/(?:p|div|li|tr|h[1-6])>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&([a-z]+|#39);/gi, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
  return clean(plain.replace(/\n{3,}/g, '\n\n'));
}

/** E-mail addresses as they are kept, each once. */
export function emailsOf(cells: Cells, field: string): string[] {
  const found = cells.all(field).flatMap((text) => text.split(/,\s*(?=[^\s@,]+@)/));
  const read = found.map((text) => readEmail(text)?.address ?? notRead(cells, text, 'e-mail address'));
  return [...new Set(read.filter((each) => each !== undefined))];
}

/** Phone numbers as they are written, each once. */
export function phonesOf(cells: Cells, field: string): string[] {
  const read = cells.all(field).map((text) => {
    const isPhone = text.length <= LIMITS.phone && readPhone(text) !== undefined;
    return isPhone ? text : notRead(cells, text, 'phone number');
  });
  return [...new Set(read.filter((each) => each !== undefined))];
}

function notRead({ problems }: Cells, text: string, what: string): undefined {
  problems.push(`“${cut(text, 60)}” is no ${what}`);
}

/** A day, or a problem where it is none, or can be read in two ways. */
export function dayOf(
  ctx: Context,
  cells: Cells,
  { field, order }: { field: string; order: DayOrder | undefined },
): string | undefined {
  const text = cells.one(field);
  if (text === undefined) return undefined;
  if (isUnclear(cells, text, order)) return undefined;
  return (
    readDay(text, { order, timeZone: ctx.actor.timeZone }) ?? notRead(cells, text, 'day that can be read')
  );
}

/** Whether a day can be read in two ways; then that is a problem. */
function isUnclear({ problems }: Cells, text: string, order: DayOrder | undefined): boolean {
  if (order || orderIn(text) !== 'either') return false;
  problems.push(`“${cut(text, 40)}” can be read in two ways: say --days dmy or --days mdy`);
  return true;
}

/** A value of an own field as its row keeps it. */
export type OwnValue = StoredValue & { field: string };

/** The values of own fields. */
export function ownValuesOf(
  ctx: Context,
  cells: Cells,
  { kind, order }: Pick<Columns, 'kind'> & { order: DayOrder | undefined },
): OwnValue[] {
  const fields = ownFieldsOf(ctx, kind);
  const values: OwnValues = {};
  for (const [key, text] of Object.entries(cells.own)) {
    const type = fields.find((field) => field.key === key)?.type;
    if (type === 'several_of') values[key] = text.split(BETWEEN).filter((value) => value !== '');
    else if (type === 'date' && isUnclear(cells, text, order)) continue;
    else if (type === 'date') values[key] = readDay(text, { order, timeZone: ctx.actor.timeZone }) ?? text;
    else if (type === 'yes_no') values[key] = yesOrNo(text);
    else values[key] = text;
  }
  const [first] = fields;
  if (!first) return [];
  const { said, problems } = readValues(ctx, { of: first.of, values });
  for (const { key, reason } of problems) cells.problems.push(`${key} ${reason}`);
  return said.flatMap(({ field, value }) => (value ? [{ field: field.key, ...value }] : []));
}

const YES = new Set([
  'yes',
  'true',
  '1',
  'y',
  'x',
  'ja',
  'oui',
  'si',
  'sim',
  'wahr',
  'vrai',
  'verdadero',
  'verdadeiro',
  'ano',
]);
const NO = new Set(['no', 'false', '0', 'n', 'nein', 'non', 'nao', 'falsch', 'faux', 'falso', 'nee', 'ne']);

/** `yes` and `no` as systems write them; anything else stays as it is, and is refused. */
export function yesOrNo(text: string): string {
  const word = fold(text);
  if (YES.has(word)) return 'yes';
  return NO.has(word) ? 'no' : text;
}

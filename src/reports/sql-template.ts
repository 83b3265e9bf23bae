import type { Dialect } from '../store/columns.ts';
import type { Scalar, Select } from '../store/reporting/reporting.ts';

type Piece = { text: string } | { param: string; offset: number };
type Clause = { clause: Piece[]; params: string[] };

/** A report's SQL, taken apart: plain text, `:params`, and optional clauses `[[ … ]]`. */
export type Template = { readonly parts: readonly (Piece | Clause)[]; readonly params: ReadonlySet<string> };

/** Values by param; a list of values may stand inside `in (…)`. */
export type Values = ReadonlyMap<string, Scalar | readonly Scalar[]>;

/** The SQL cannot be taken apart. `offset` counts characters from the beginning of the SQL. */
export class TemplateError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'TemplateError';
    this.offset = offset;
  }
}

/**
 * The tokens of SQL: text that is no code (strings, quoted names, comments), params, brackets, and signs that may not
 * stand there. Both engines must read the same tokens, so what they read differently is refused: strings with a prefix
 * (`E'\''`), comments in comments, and a carriage return, which ends a comment on Postgres.
 */
const TOKEN =
  /(?<prefixed>[\w&](?=')|&(?="))|(?<inert>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\r\n]*|\/\*(?:(?!\/\*)[\s\S])*?\*\/|::)|:(?<param>[A-Za-z_]\w*)|(?<bracket>\[\[|\]\]|\[|\])|(?<foreign>[?$@#`'"\\;:]|\/\*|(?![\t\n])\p{Cc})/gu;

const FOREIGN: Record<string, string> = {
  "'": 'this string is not closed',
  '"': 'this quoted name is not closed',
  '/*': 'this comment is not closed, or has another one in it',
  ';': 'must be exactly one SELECT, without “;”',
};

/** Takes SQL apart. Throws `TemplateError`. */
export function parseTemplate(sql: string): Template {
  const parts: (Piece | Clause)[] = [];
  const params = new Set<string>();
  let clause: { pieces: Piece[]; offset: number } | undefined;
  let at = 0;
  const add = (piece: Piece) => (clause ? clause.pieces : parts).push(piece);
  for (const match of sql.matchAll(TOKEN)) {
    const { prefixed, inert, param, bracket, foreign } = match.groups ?? {};
    if (inert) continue;
    const offset = match.index;
    if (prefixed) throw new TemplateError('a string cannot have a prefix: leave a space before it', offset);
    if (offset > at) add({ text: sql.slice(at, offset) });
    at = offset + match[0].length;
    if (foreign) throw new TemplateError(FOREIGN[foreign] ?? misplaced(foreign), offset);
    if (param) {
      params.add(param);
      add({ param, offset });
    } else if (bracket === '[[' && !clause) clause = { pieces: [], offset };
    else if (bracket === ']]' && clause) {
      parts.push(closeClause(clause));
      clause = undefined;
    } else
      throw new TemplateError(`“${bracket}” cannot stand here: optional clauses are written [[ … ]]`, offset);
  }
  if (clause) throw new TemplateError('this optional clause is not closed with ]]', clause.offset);
  if (at < sql.length) parts.push({ text: sql.slice(at) });
  return { parts, params };
}

function misplaced(sign: string): string {
  if (/\p{Cc}/u.test(sign)) return 'there is a control character here';
  return `“${sign}” cannot stand here: write params as :name`;
}

function closeClause({ pieces, offset }: { pieces: Piece[]; offset: number }): Clause {
  const params = pieces.flatMap((piece) => ('param' in piece ? [piece.param] : []));
  if (params.length === 0) throw new TemplateError('this optional clause has no param in it', offset);
  return { clause: pieces, params };
}

/**
 * Renders the statement with these values: a clause stays when all of its params have one. Values are bound, never
 * written.
 */
export function renderTemplate(
  template: Template,
  { dialect, values }: { dialect: Dialect; values: Values },
): Select {
  const sign = dialect === 'sqlite' ? '?' : '$';
  const bound: Scalar[] = [];
  const places = new Map<string, string>();
  const place = (name: string): string => {
    const known = places.get(name);
    if (known) return known;
    const value = values.get(name);
    if (value === undefined) throw new Error(`The param ${name} has no value.`);
    const several = Array.isArray(value) ? value : [value as Scalar];
    const made = several.map((each) => `${sign}${bound.push(each)}`).join(', ');
    places.set(name, made);
    return made;
  };
  const write = (piece: Piece) => ('text' in piece ? piece.text : place(piece.param));
  const text = template.parts
    .flatMap((part) => {
      if (!('clause' in part)) return [write(part)];
      return part.params.every((name) => values.has(name)) ? part.clause.map(write) : [];
    })
    .join('');
  return { text, values: bound };
}

/** The params that stand outside of optional clauses, and their offsets: the statement needs a value for each. */
export function requiredParams({ parts }: Template): Map<string, number> {
  return offsets(parts.filter((part) => !('clause' in part)));
}

/** The offset at which a param stands first. */
export function offsetOf({ parts }: Template, param: string): number {
  return offsets(parts.flatMap((part) => ('clause' in part ? part.clause : [part]))).get(param) ?? 0;
}

function offsets(pieces: readonly (Piece | Clause)[]): Map<string, number> {
  const params = pieces.flatMap((piece) => ('param' in piece ? [[piece.param, piece.offset] as const] : []));
  return new Map(params.reverse());
}

/** The params of each optional clause. */
export function clauseParams({ parts }: Template): string[][] {
  return parts.flatMap((part) => ('clause' in part ? [part.params] : []));
}

import type { Context } from '../../context.ts';
import { invalid, RapportError } from '../../errors.ts';
import { didYouMean } from '../../nearest-word.ts';
import { fold } from '../../text.ts';
import { fieldsOf } from '../own-fields.ts';
import { IMPORT_FIELDS, IMPORT_KINDS, type ImportKind, type Preset } from './import-fields.ts';
import { PRESETS } from './presets/all.ts';
import { PLAIN } from './presets/plain.ts';

/** What the values of a column become: a field of the kind, or an own field by its key. */
type Target = { field: string } | { own: string };

/** What becomes of the columns of a file. `ignored`: headers that nothing is kept of. */
export type Columns = {
  preset: Preset;
  kind: ImportKind;
  targets: readonly { at: number; header: string; target: Target }[];
  ignored: readonly string[];
  /** How many columns have a header, those between them counted. */
  width: number;
  /** The columns that have none. */
  nameless: readonly number[];
};

const OWNERS = { companies: 'company', contacts: 'contact', deals: 'deal' } as const;

/** Own fields of what a kind imports. */
export const ownFieldsOf = (ctx: Context, kind: ImportKind) =>
  kind in OWNERS ? fieldsOf(ctx, OWNERS[kind as keyof typeof OWNERS]) : [];

type Given = {
  kind: ImportKind;
  headers: readonly string[];
  /** Header to field, as the operator says; an empty field leaves the column out. */
  map?: Readonly<Record<string, string>> | undefined;
  /** The system that the file comes from, where it is not to be found out. */
  source?: string | undefined;
};

/**
 * Finds out where a file comes from and what its columns are. Headers are compared without case, accents and signs. Throws `invalid`
 * for a wrong `map` or `source`, and where nothing is known of what the kind needs.
 */
export function matchColumns(ctx: Context, { kind, headers, map = {}, source }: Given): Columns {
  const said = readMap(ctx, { kind, headers, map });
  const preset = source ? presetNamed(source) : likelyPreset(kind, headers);
  const known = headersOf(preset, kind);
  const plain = headersOf(PLAIN, kind);
  const own = new Map(
    ownFieldsOf(ctx, kind).flatMap(({ key, label }) => [
      [fold(key), key],
      [fold(label), key],
    ]),
  );
  const skipped = new Set([...(preset.ignored ?? []), ...REJECT_HEADERS].map(fold));
  const targets: Columns['targets'][number][] = [];
  const ignored: string[] = [];
  for (const [at, header] of headers.entries()) {
    const key = fold(header);
    if (key === '' || (skipped.has(key) && !said.has(at))) continue;
    const ownKey = own.get(key);
    const field = known.get(key) ?? (ownKey === undefined ? plain.get(key) : undefined);
    const usual: Target | undefined = targetOf(field, ownKey);
    const target = said.has(at) ? said.get(at) : usual;
    if (target) targets.push({ at, header, target });
    else ignored.push(header);
  }
  requireEnough(
    kind,
    targets.flatMap(({ target }) => ('field' in target ? [target.field] : [])),
    ignored,
  );
  const nameless = headers.flatMap((header, at) => (fold(header) === '' ? [at] : []));
  return { preset, kind, targets, ignored, width: headers.length, nameless };
}

function targetOf(field: string | undefined, own: string | undefined): Target | undefined {
  if (field !== undefined) return { field };
  return own === undefined ? undefined : { own };
}

/** The header of what a file of rejects says besides. */
export const REJECT_HEADERS = ['Why Rapport did not import it'] as const;

function presetNamed(source: string): Preset {
  const preset = PRESETS.find((each) => each.source === source.toLowerCase());
  if (preset) return preset;
  const sources = PRESETS.map((each) => each.source);
  throw invalid(
    `There is no source “${source}”${didYouMean(source, sources)}: it is one of ${sources.join(', ')}.`,
  );
}

/** The system most of whose headers a file has; the first headers that are like a list of one’s own are no system’s. */
function likelyPreset(kind: ImportKind, headers: readonly string[]): Preset {
  const plain = headersOf(PLAIN, kind);
  const keys = headers.map(fold);
  const scores = PRESETS.map((preset) => {
    const known = headersOf(preset, kind);
    const all = keys.filter((key) => known.has(key));
    // What everybody calls so tells nothing.
    const telling = all.filter((key) => !plain.has(key));
    const isIgnored = new Set((preset.ignored ?? []).map(fold));
    return {
      preset,
      telling: telling.length + keys.filter((key) => isIgnored.has(key)).length,
      all: all.length,
    };
  });
  const [best] = scores.toSorted((one, other) => other.telling - one.telling || other.all - one.all);
  return best && best.telling > 0 ? best.preset : PLAIN;
}

function headersOf({ headers }: Preset, kind: ImportKind): Map<string, string> {
  const fields = Object.entries(headers[kind] ?? {}) as [string, readonly string[]][];
  const known = new Map<string, string>();
  for (const [field, names] of fields)
    for (const name of names) if (!known.has(fold(name))) known.set(fold(name), field);
  return known;
}

/** The columns that the operator has mapped, by their place; undefined for one that is to be left out. */
function readMap(
  ctx: Context,
  {
    kind,
    headers,
    map,
  }: { kind: ImportKind; headers: readonly string[]; map: Readonly<Record<string, string>> },
): Map<number, Target | undefined> {
  const fields = Object.keys(IMPORT_FIELDS[kind]);
  const own = ownFieldsOf(ctx, kind).map(({ key }) => key);
  const said = new Map<number, Target | undefined>();
  for (const [header, field] of Object.entries(map)) {
    const at = headers.findIndex((each) => fold(each) === fold(header));
    if (at < 0)
      throw invalid(
        `The file has no column “${header}”${didYouMean(header, headers)}: it has ${headers.join(', ')}.`,
      );
    if (field !== '' && !fields.includes(field) && !own.includes(field))
      throw invalid(
        `${kind} have no field “${field}”${didYouMean(field, [...fields, ...own])}: there are ${[...fields, ...own].join(', ')}.`,
      );
    if (field === '') said.set(at, undefined);
    else said.set(at, fields.includes(field) ? { field } : { own: field });
  }
  return said;
}

/**
 * The kind that most columns of a file fit; of two that fit alike the one of which more is said, not of a company or a person that it
 * belongs to. Undefined where none does, or two do in both ways.
 */
export function likelyKind(ctx: Context, headers: readonly string[]): ImportKind | undefined {
  const fits = IMPORT_KINDS.map((kind) => ({ kind, ...countFitting(ctx, { kind, headers }) }))
    .filter(({ columns }) => columns > 0)
    .toSorted((one, other) => other.columns - one.columns || other.told - one.told);
  const [best, next] = fits;
  return best && (best.columns !== next?.columns || best.told !== next.told) ? best.kind : undefined;
}

function countFitting(ctx: Context, given: Given): { columns: number; told: number } {
  try {
    const { targets } = matchColumns(ctx, given);
    const fields = targets.map(({ target }) => ('field' in target ? target.field : target.own));
    const told = new Set(fields.filter((field) => !/^(?:company|contact)(?:_|$)/.test(field)));
    return { columns: targets.length, told: told.size };
  } catch (error) {
    if (error instanceof RapportError) return { columns: 0, told: 0 };
    throw error;
  }
}

/** Of which fields one at least is needed. */
const NEEDED: Record<ImportKind, readonly (readonly string[])[]> = {
  companies: [['name', 'domain']],
  contacts: [['name', 'first_name', 'last_name', 'email']],
  deals: [['company', 'company_id', 'company_domain']],
  interactions: [
    ['summary', 'subject'],
    ['company', 'company_id', 'company_domain', 'contact', 'contact_email', 'contact_id'],
  ],
  'follow-ups': [['title']],
};

function requireEnough(kind: ImportKind, fields: readonly string[], ignored: readonly string[]): void {
  const missing = NEEDED[kind].find((some) => !some.some((field) => fields.includes(field)));
  if (!missing) return;
  const left = ignored.length > 0 ? ` Columns that are not known: ${ignored.join(', ')}.` : '';
  throw invalid(
    `A file of ${kind} needs a column for ${missing.join(' or ')}: map one with --map "Header=${missing[0]}".${left}`,
  );
}

import { companyKeys } from '../../crm/names.ts';
import { fold } from '../../text.ts';
import { NOUNS, WORDS } from './languages.ts';
import { ADDRESS, MAX_READ, overlaps, type Span } from './words.ts';

/** Somebody new, in a form that is plain. */
export type NewPerson = Span & { name: string; title?: string; email?: string };
/** `isPlain`: a person is said to be there, or it has a legal form; otherwise it may be a place. */
export type NewCompany = Span & { name: string; isPlain: boolean };

const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’-]*`;
const NAME = String.raw`${WORD}(?: (?:(?:van|von|de|da|der|den|del|di|la|dos|bin|al) )?${WORD}){0,3}`;
const TITLE = String.raw`(?: ?\([^()\n@]{2,60}\))?`;
const COMPANY = String.raw`[\p{Lu}\d][\p{L}\p{M}\d'’-]*(?:(?: & | \+ | of | )[\p{Lu}\d][\p{L}\p{M}\d'’-]*){0,4}`;
const PEOPLE = new RegExp(
  String.raw`((?:${NAME}${TITLE}(?:,? and | & |, )){0,6}${NAME}${TITLE}),? (?:at|from|@) ?(${COMPANY})`,
  'gu',
);
const AT = new RegExp(String.raw`(?<!\p{L})(?:at|from|@) ?(${COMPANY})`, 'gu');
const TITLED = new RegExp(String.raw`(${NAME}) ?\(([^()\n@\d]{2,60})\)`, 'gu');
const MAILED = new RegExp(String.raw`(${NAME})(?:,| -|:)? ?[<(]?(${ADDRESS.source})`, 'gu');
const IS_TITLE =
  /\b(?:c[a-z]o|vp|svp|md|head|director\w*|manager\w*|lead|leader|chief|owner|founder|president|chair\w*|assistant|buyer|procurement|purchasing|engineer\w*|sales|operations|ops|it|partner|analyst|consultant|geschäftsführer\w*|leiter\w*|gerente|directeur|directrice|responsable|chef\w*)\b/i;

/** People and companies that nobody has on record yet, as far as the form alone says so. */
export function findNewcomers(text: string, known: readonly Span[]) {
  const said = text.slice(0, MAX_READ);
  const people = new Map<string, NewPerson>();
  const companies = new Map<string, NewCompany>();
  const isKnown = (span: Span) => known.some((each) => overlaps(span, each));
  const addPerson = (
    raw: string,
    at: number,
    more: { title?: string | undefined; email?: string | undefined },
  ) => {
    const name = withoutVerb(raw, said.slice(0, at));
    const span = { start: at + raw.length - name.length, end: at + raw.length };
    if (!name || isKnown(span) || isDayOrPlace(name)) return;
    const given = Object.fromEntries(Object.entries(more).filter(([, value]) => value));
    people.set(fold(name), { ...people.get(fold(name)), name, ...span, ...given });
  };
  const addCompany = (raw: string, at: number, isPlain: boolean) => {
    const name = raw.replace(/['’]s$/, '').trim();
    const span = { start: at, end: at + name.length };
    if (/^\d+$/.test(name) || isKnown(span) || isDayOrPlace(name)) return;
    companies.set(fold(name), {
      name,
      ...span,
      isPlain: isPlain || companies.get(fold(name))?.isPlain === true,
    });
  };
  for (const { 0: all, 1: list = '', 2: company = '', index } of said.matchAll(PEOPLE)) {
    addCompany(company, index + all.length - company.length, true);
    if (isDayOrPlace(company)) continue;
    for (const { 1: name = '', 2: title, index: inside } of list.matchAll(
      new RegExp(`(${NAME})(?: ?\\(([^()]*)\\))?`, 'gu'),
    ))
      addPerson(name, index + inside, { title });
  }
  for (const { 1: name = '', 2: title = '', index } of said.matchAll(TITLED))
    if (name.includes(' ') && IS_TITLE.test(title)) addPerson(name, index, { title });
  for (const { 1: name = '', 2: email = '', index } of said.matchAll(MAILED))
    addPerson(name, index, { email });
  for (const { 0: all, 1: name = '', index } of said.matchAll(AT))
    addCompany(name, index + all.length - name.length, false);
  for (const { 0: run, index } of said.matchAll(new RegExp(COMPANY, 'gu'))) {
    const { nameKey, stemKey } = companyKeys(run);
    if (nameKey !== stemKey && !/^\d/.test(run)) addCompany(run, index, true);
  }
  const all = [...companies.values()];
  const isBeginning = (name: string) => all.some((each) => fold(each.name).startsWith(`${fold(name)} `));
  return {
    people: [...people.values()].filter(({ name }) => !companies.has(fold(name))),
    companies: all.filter(({ name }) => !isBeginning(name)),
  };
}

/** Words with which a report begins, before a name: `Met Ana Lopes`. */
const STARTERS = new Set([
  ...[WORDS, NOUNS]
    .flatMap((each) => [each.call, each.meeting, each.email, each.message])
    .flatMap((set) => [...set]),
  ...'had have talked spoke just saw quick great good nice new lead contact hi hey hello with today yesterday and from for subject regarding note private'.split(
    ' ',
  ),
]);

function withoutVerb(raw: string, before: string): string {
  if (before !== '' && !/[.!?:>"“(\n-]\s*$/.test(before)) return raw;
  const words = raw.split(' ');
  const from = words.findIndex((word) => !STARTERS.has(fold(word)));
  return from < 0 ? '' : words.slice(from).join(' ');
}

const TIMES = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december q1 q2 q3 q4 christmas easter xmas'.split(
    ' ',
  ),
);
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** Cities and countries, as the calendar of this computer knows them, and some that it does not. */
const PLACES = new Set([
  ...Intl.supportedValuesOf('timeZone').map((zone) => fold(zone.split('/').at(-1) ?? '')),
  ...LETTERS.flatMap((a) => LETTERS.map((b) => fold(regions.of(a + b) ?? ''))),
  ...'munich cologne hamburg frankfurt barcelona porto milan geneva lyon marseille manchester bristol birmingham osaka kyoto nagoya boston seattle austin'.split(
    ' ',
  ),
]);
export const isDayOrPlace = (name: string) =>
  TIMES.has(fold(name).split(' ')[0] ?? '') || PLACES.has(fold(name));

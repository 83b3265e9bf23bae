import { parseCompany } from '../../names/companies.ts';
import { fold } from '../../text.ts';
import { ADDRESS, MAX_READ, NOUNS, overlaps, type Span, WORDS } from './words.ts';

export type NewPerson = Span & { name: string; title?: string | undefined; email?: string | undefined };
/** `isPlain`: a person is said to be there, or it has a legal form; otherwise it may be a place. */
export type NewCompany = Span & { name: string; isPlain: boolean };
const WORD = String.raw`\p{Lu}[\p{L}\p{M}'’-]*`;
const NAME = `${WORD}(?: (?:(?:van|von|de|da|der|den|del|di|la|dos|bin|al) )?${WORD}){0,3}`;
const TITLE = String.raw`(?: ?\([^()\n@]{2,60}\))?`;
const COMPANY = String.raw`[\p{Lu}\d][\p{L}\p{M}\d'’-]*(?:(?: & | \+ | of | )[\p{Lu}\d][\p{L}\p{M}\d'’-]*){0,4}`;
const PEOPLE = new RegExp(
  `((?:${NAME}${TITLE}(?:,? and | & |, )){0,6}${NAME}${TITLE}),? (?:at|from|@) ?(${COMPANY})`,
  'gu',
);
const AT = new RegExp(String.raw`(?<!\p{L})(?:at|from|@) ?(${COMPANY})`, 'gu');
const MEMBER = new RegExp(`(${NAME})(?: ?\\(([^()]*)\\))?`, 'gu');
/** A name before which no other part of a name stands. */
const NAMES = new RegExp(String.raw`(?<![\p{L}\p{M}\p{N}&.'’+/@-])${COMPANY}`, 'gu');
const IN_A_NAME =
  /\p{Lu}[\p{L}\p{M}.'’-]*(?: (?:&|\+|and|und|y|e|et|och|en|of|for|de|do|da|dos|das|del|di|du|des|della|la|el|los)){1,2} $|(?<!\p{L})\p{Lu}\p{L}{0,2}\. $/u;
const TITLED = new RegExp(String.raw`(${NAME}) ?\(([^()\n@\d]{2,60})\)`, 'gu');
const MAILED = new RegExp(`(${NAME})(?:,| -|:)? ?[<(]?(${ADDRESS.source})`, 'gu');
const IS_TITLE =
  /\b(?:c[a-z]o|vp|svp|md|head|director\w*|manager\w*|lead|leader|chief|owner|founder|president|chair\w*|assistant|buyer|procurement|purchasing|engineer\w*|sales|operations|ops|it|partner|analyst|consultant|geschäftsführer\w*|leiter\w*|gerente|directeur|directrice|responsable|chef\w*|team|legal|finance|accounting|support|marketing|hr|dispatch|board)\b/i;

/** People and companies that nobody has on record yet, as far as the form alone says so; what is plain comes first. */
export function findNewcomers(text: string, known: readonly Span[]) {
  const said = text.slice(0, MAX_READ);
  const people = new Map<string, NewPerson>();
  const companies = new Map<string, NewCompany>();
  const isNew = (name: string, span: Span) =>
    /\D/.test(name) && !isDayOrPlace(name) && !known.some((each) => overlaps(span, each));
  const addPerson = (raw: string, at: number, more: Pick<NewPerson, 'title' | 'email'>) => {
    const name = withoutVerb(raw, said.slice(0, at));
    const span = { start: at + raw.length - name.length, end: at + raw.length };
    if (isNew(name, span) && !IS_TITLE.test(name) && !/['’]s$/.test(name))
      people.set(fold(name), { name, ...span, ...more, ...people.get(fold(name)) });
  };
  const addCompany = (raw: string, at: number, isPlain: boolean) => {
    const name = raw.replace(/['’]s$/, '').trim();
    const span = { start: at, end: at + name.length };
    if (isNew(name, span) && !IS_TITLE.test(name) && !companies.has(fold(name)))
      companies.set(fold(name), { name, ...span, isPlain });
  };
  for (const { 0: all, 1: list = '', 2: company = '', index } of said.matchAll(PEOPLE)) {
    const members = [...list.matchAll(MEMBER)];
    // Any word may begin a sentence with a capital: `Feedback from Acme`.
    const isSure = members.every(({ 1: name = '', index: at }) => {
      const before = said.slice(0, index + at);
      return name.includes(' ') || IS_TITLE.test(name) || !BEGINS.test(before);
    });
    const isPlain = isSure && !GATHERING.test(said.slice(index + all.length));
    addCompany(company, index + all.length - company.length, isPlain);
    if (isDayOrPlace(company) || IS_TITLE.test(company) || !isSure) continue;
    for (const { 1: name = '', 2: title, index: at } of members)
      addPerson(name, index + at, title ? { title } : {});
  }
  for (const { 1: name = '', 2: title = '', index } of said.matchAll(TITLED))
    if (name.includes(' ') && IS_TITLE.test(title)) addPerson(name, index, { title });
  for (const { 1: name = '', 2: email = '', index } of said.matchAll(MAILED))
    addPerson(name, index, { email });
  for (const { 0: run, index } of said.matchAll(NAMES)) {
    const before = said.slice(0, index);
    const name = withoutVerb(run, before);
    const { forms } = parseCompany(name);
    if (forms.length === 0 || /^\d/.test(name) || IN_A_NAME.test(before)) continue;
    const isWhole = name !== run || name.split(' ').length < 3 || !BEGINS.test(before);
    addCompany(name, index + run.length - name.length, isWhole);
  }
  for (const { 0: all, 1: name = '', index } of said.matchAll(AT))
    addCompany(name, index + all.length - name.length, false);
  const all = [...companies.values()];
  const isBeginning = (name: string) => all.some((each) => fold(each.name).startsWith(`${fold(name)} `));
  return {
    people: [...people.values()].filter(({ name }) => !companies.has(fold(name))),
    companies: all.filter(({ name }) => !isBeginning(name)),
  };
}

/** Words with which a report begins, before a name: `Met Ana Lopes`. */
const STARTERS =
  /^(?:had|have|talked|spoke|just|saw|quick|great|good|nice|new|lead|contact|hi|hey|hello|with|today|yesterday|and|from|for|subject|regarding|note|private|to|cc|sent|date|von|an|betreff|de|para|asunto)$/;
const BEGINS = /(?:^|[.!?:>"“(\n-])\s*$/;
/** Where people meet is not always where they work. */
const GATHERING =
  /^ (?:[a-z]+ )?(?:fair|conference|conf|summit|expo|congress|event|meetup|dinner|party|festival|exhibition|show|messe|konferenz|feria|salon|airport|station|hotel)\b/i;
const HAPPENED = [WORDS, NOUNS].flatMap((each) => [each.call, each.meeting, each.email, each.message]);

function withoutVerb(raw: string, before: string): string {
  if (!BEGINS.test(before)) return raw;
  const words = raw.split(' ');
  const isName = (word: string) => !STARTERS.test(word) && !HAPPENED.some((set) => set.has(word));
  const from = words.findIndex((word) => isName(fold(word)));
  return from < 0 ? '' : words.slice(from).join(' ');
}

/** Days, and big cities and some countries: somebody from there works somewhere else. */
const NO_COMPANY =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|christmas|easter|xmas)\b|^(?:(?:new )?york|london|paris|berlin|madrid|rome|oslo|lisbon|stockholm|copenhagen|helsinki|vienna|zurich|amsterdam|brussels|dublin|prague|warsaw|athens|istanbul|dubai|tokyo|singapore|hong kong|sydney|toronto|chicago|los angeles|san francisco|munich|cologne|hamburg|frankfurt|barcelona|porto|milan|geneva|lyon|marseille|manchester|bristol|birmingham|edinburgh|osaka|kyoto|nagoya|boston|seattle|austin|germany|france|spain|italy|portugal|sweden|norway|denmark|finland|england|scotland|ireland|japan|china|india|usa|us|uk|europe|heathrow)$/;
const NAMED =
  /\b(?:about|know|with|to|[Cc]all|[Ee]mail|[Mm]eet|[Vv]isit) (\p{Lu}[\p{L}\d&'’-]*(?: (?:& )?\p{Lu}[\p{L}\d'’-]*)*)/u;
/** A name behind words such as “about” or “call”, unless it is a colleague's. */
export function nameIn(text: string, { colleagues }: { colleagues: readonly string[] }): string | undefined {
  const [, name = ''] = NAMED.exec(text) ?? [];
  const isOurs = colleagues.some((each) => fold(each).split(' ')[0] === fold(name).split(' ')[0]);
  return name === '' || isDayOrPlace(name) || isOurs ? undefined : name;
}
const isDayOrPlace = (name: string) => NO_COMPANY.test(fold(name));

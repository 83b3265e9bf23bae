import { foldWords } from '../folding.ts';
import { withoutArticles } from './articles.ts';
import {
  CAPITAL_TITLE,
  CREDENTIALS,
  GENERATIONS,
  HYPHENED_TITLE,
  IS_NO_LAST_NAME,
  IS_NO_NAME,
  OF_TITLES,
  PARTICLES,
  PATRONYMIC,
  SHORT_CREDENTIALS,
  TITLE_BEHIND_DOT,
  TITLE_BEHIND_HYPHEN,
  TITLE_OR_INITIAL,
  TITLES,
  TITLES_BEFORE,
  TITLES_BEHIND,
  TITLES_ONTO,
  UNSPACED_NAME,
} from './person-words.ts';
import { remembered } from './remembered.ts';

/** The name of a person, taken apart; all words folded, the given name first. */
export type ParsedPerson = {
  given: string[];
  /** The name after the father, where it is written as one: Ivanovich. */
  patronymic: string | undefined;
  /** `van der`, `de la`: they belong to the surname. */
  particles: string[];
  /** The surname without its particles; the only name of whom only one is known. */
  surname: string[];
  /** What somebody is called besides, in brackets or quotes. */
  called: string[];
  /** `junior`, `senior`, or the number of a generation. */
  generation: string | undefined;
  /** Whom the form of address can mean. */
  addressed: 'man' | 'woman' | 'anybody';
  hasTitle: boolean;
  /** Titles that may tell two of one surname apart: `dr`, `prof`, `man` for Mr. */
  titles: string[];
  /** The surname was said first: `Lopes, Ana`. */
  isInverted: boolean;
  /** Written without a space between the names, the surname first: `田中太郎`. */
  isUnspaced: boolean;
};

/** A name in brackets or quotes beside the others. */
const CALLED = /\(([^)]*)\)|（([^）]*)）|[“„"«]([^”"“»]*)[”"“»]|(?<=\s)[‘']([^’']+)[’'](?=\s)/gu;
/** Most names have none. */
const MAY_CALL = /[(（“„"«'‘]/u;
/** Degrees and particles with dots or strokes in them: `Ph.D.`, `v.d.`, `v/d`. */
const ABBREVIATED = /(?<![\p{L}\p{M}.])(?:\p{L}{1,3}[./]){1,3}\p{L}{0,3}\.?(?![\p{L}\p{M}])/gu;

/** Takes the name of a person apart. */
export const parsePerson = remembered(readPerson);

function readPerson(name: string): ParsedPerson {
  const outside = MAY_CALL.test(name) ? name.replace(CALLED, ' ') : name;
  const isNamed = NAMED.test(outside);
  const called = isNamed && outside !== name ? calledOf(name) : [];
  const plain = closeTitles(isNamed ? outside : name);
  const {
    parts,
    generation: behindComma,
    titles: titlesBehind,
  } = takeSuffixParts((COMMA.test(plain) ? plain.split(COMMA) : [plain]).map(foldName));
  const [first = [], ...after] = parts.filter((words) => words.length > 0);
  const hasComma = after.length > 0;
  const inFront = takeTitles(hasComma ? after.flat() : first);
  const suffixes = takeSuffixes(inFront.words);
  const behind = hasComma ? takeTitles(first) : { words: [], titles: [] };
  const found = [...inFront.titles, ...behind.titles, ...titlesBehind];
  const split = hasComma
    ? { ...splitPatronymic(suffixes.words), ...splitParticles(behind.words), isInverted: true }
    : splitNames(suffixes.words);
  return {
    ...split,
    called,
    generation: behindComma ?? suffixes.generation,
    addressed: found.find(({ whom }) => whom !== 'anybody')?.whom ?? 'anybody',
    hasTitle: found.length > 0,
    titles: [...new Set(found.flatMap(({ title }) => title ?? []))],
    isUnspaced: [...suffixes.words, ...behind.words].every((word) => UNSPACED_NAME.test(word)),
  };
}

/** A name without the articles of Arabic and Hebrew in it; the very same where it has none. */
export function withoutArticlesIn(parsed: ParsedPerson): ParsedPerson {
  const [given, surname] = [withoutArticles(parsed.given), withoutArticles(parsed.surname)];
  const isSame = given.join(' ') === parsed.given.join(' ') && surname.join(' ') === parsed.surname.join(' ');
  return isSame ? parsed : { ...parsed, given, surname };
}

/** Most names have no dot, stroke, hyphen, and no title in capitals. */
const MAY_ABBREVIATE = /[./‐‑-]|DI\s/u;

/** Writes abbreviations as one word, and what is no part of the name behind a comma. */
function closeTitles(name: string): string {
  if (!MAY_ABBREVIATE.test(name)) return name;
  return name
    .replace(CAPITAL_TITLE, 'Ing.')
    .replace(HYPHENED_TITLE, '$1$2 ')
    .replace(TITLE_BEHIND_HYPHEN, ' ')
    .replace(TITLE_BEHIND_DOT, ', $1')
    .replace(ABBREVIATED, closeUp);
}

const NAMED = /[\p{L}\p{N}]/u;
const COMMA = /[,،、，]/u;

const calledOf = (name: string): string[] =>
  [...name.matchAll(CALLED)]
    .flatMap(([, ...inside]) => foldName(inside.join(' ')))
    .filter((word) => !OF_TITLES.has(word));

/** Takes dots and strokes out of what is an abbreviation: of initials they are kept, which stand for a name each. */
function closeUp(text: string): string {
  const letters = text.replace(/[./]/g, '').toLowerCase();
  const isKnown = CREDENTIALS.has(letters) || SHORT_CREDENTIALS.has(letters) || PARTICLES.has(letters);
  return isKnown || TITLES.has(letters) || OF_TITLES.has(letters) ? ` ${letters} ` : text;
}

const foldName = (text: string): string[] => foldWords(text).filter((word) => NAMED.test(word));

type Said = { whom: ParsedPerson['addressed']; title?: string };
const isSuffix = (word: string) =>
  GENERATIONS.has(word) || CREDENTIALS.has(word) || SHORT_CREDENTIALS.has(word) || OF_TITLES.has(word);

/** Parts behind a comma that hold no name: `John Smith, Jr., MD`, `Klein, Dr.` */
function takeSuffixParts(parts: string[][]): {
  parts: string[][];
  generation: string | undefined;
  titles: Said[];
} {
  if (parts.length === 1) return { parts, generation: undefined, titles: [] };
  const start = parts.findIndex((words) => words.length > 0);
  const [rest, taken]: [string[][], string[]] = [[], []];
  for (const [at, words] of parts.entries()) {
    if (at > start && words.every((word) => isSuffix(word) || IS_NO_LAST_NAME.has(word)))
      taken.push(...words);
    else rest.push(words);
  }
  return {
    parts: rest,
    generation: taken.map((word) => GENERATIONS.get(word)).find(Boolean),
    titles: taken.flatMap((word) => TITLES.get(word) ?? []),
  };
}

/** Takes the forms of address off a name, in front and behind; never all of its words. */
export function takeTitles(said: readonly string[]): { words: string[]; titles: Said[] } {
  const words = [...said];
  const titles: Said[] = [];
  for (
    let title = titleInFront(words, titles);
    title && words.length > 1;
    title = titleInFront(words, titles)
  ) {
    titles.push(title);
    words.shift();
  }
  for (let title = takeBehind(words); title; title = takeBehind(words)) titles.push(title);
  const before = takeOntoFront(words);
  return { words, titles: before ? [...titles, before] : titles };
}

function titleInFront(words: readonly string[], before: readonly Said[]): Said | undefined {
  const [word = '', next = ''] = words;
  const title = TITLES.get(word);
  if (title) return title;
  const whom = words.length === 2 && next.length > 1 ? TITLE_OR_INITIAL.get(word) : undefined;
  if (whom) return { whom, title: whom };
  return before.length > 0 && OF_TITLES.has(word) ? { whom: 'anybody' } : undefined;
}

/** Takes off one form of address behind a name, a word of its own or written onto the last one: `田中部長様`. */
function takeBehind(words: string[]): Said | undefined {
  const last = words.at(-1) ?? '';
  const title = words.length > 1 ? titleBehind(last, words.length) : undefined;
  if (title) {
    words.pop();
    return title;
  }
  const onto = ONTO.test(last)
    ? TITLES_ONTO.find(([word]) => last.endsWith(word) && last.length > word.length)
    : undefined;
  if (!onto) return undefined;
  words.splice(-1, 1, last.slice(0, -onto[0].length));
  return onto[1];
}

function titleBehind(last: string, count: number): Said | undefined {
  const whom = TITLES_BEHIND.get(last);
  if (whom) return { whom };
  if ((count > 2 ? IS_NO_LAST_NAME : IS_NO_NAME).has(last)) return TITLES.get(last);
  return ONTO.test(last) ? TITLES_ONTO.find(([word]) => word === last)?.[1] : undefined;
}

/** Scripts in which a form of address is written onto a name. */
const ONTO = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u;
const THAI = /^\p{Script=Thai}/u;
/** A name in front of which `คุณ` is written is no shorter. */
const SHORTEST_THAI = 2;

/** `คุณสมชาย` */
function takeOntoFront(words: string[]): Said | undefined {
  const [first = ''] = words;
  const before = THAI.test(first)
    ? TITLES_BEFORE.find((word) => first.startsWith(word) && first.length > word.length + SHORTEST_THAI)
    : undefined;
  if (!before) return undefined;
  words[0] = first.slice(before.length);
  return TITLES.get(before);
}

/** Takes degrees and the generation from behind a name; two words stay. */
function takeSuffixes(said: readonly string[]): { words: string[]; generation: string | undefined } {
  const words = [...said];
  let generation: string | undefined;
  for (let last = words.at(-1) ?? ''; words.length > 1; last = words.at(-1) ?? '') {
    if (!CREDENTIALS.has(last) && !(words.length > 2 && GENERATIONS.has(last))) break;
    generation ??= GENERATIONS.get(last);
    words.pop();
  }
  return { words, generation };
}

type Names = Pick<ParsedPerson, 'given' | 'patronymic' | 'particles' | 'surname' | 'isInverted'>;

const isLetter = (word: string) => word.length < 3 && LETTER.test(word);
const LETTER = /^\p{L}$/u;

/** Given names and surname of words that have no comma between them. */
function splitNames(words: readonly string[]): Names {
  const [one = '', two = '', three = ''] = words;
  // Иванов Иван Иванович: the surname first, as in lists.
  if (words.length === 3 && PATRONYMIC.test(three) && !PATRONYMIC.test(two))
    return { given: [two], patronymic: three, particles: [], surname: [one], isInverted: true };
  // Петров И. И.: so, too.
  const initials = words.length - 1 - words.findLastIndex((word) => !isLetter(word));
  if (initials > 1 && initials < words.length)
    return {
      given: words.slice(-initials),
      patronymic: undefined,
      ...splitParticles(words.slice(0, -initials)),
      isInverted: true,
    };
  const at = words.findIndex((word, place) => PARTICLES.has(word) && place < words.length - 1);
  const isSurnameAlone = at === 0 && words.length < 3 ? false : at === 0;
  const start = at > 0 || isSurnameAlone ? at : words.length - 1;
  const surname = splitParticles(words.slice(Math.max(start, 0)));
  return { ...splitPatronymic(words.slice(0, Math.max(start, 0))), ...surname, isInverted: false };
}

function splitPatronymic(words: readonly string[]): Pick<Names, 'given' | 'patronymic'> {
  const last = words.at(-1) ?? '';
  return words.length > 1 && PATRONYMIC.test(last)
    ? { given: words.slice(0, -1), patronymic: last }
    : { given: [...words], patronymic: undefined };
}

/** The particles in front of a surname, and the surname. */
function splitParticles(words: readonly string[]): Pick<Names, 'particles' | 'surname'> {
  const found = words.findIndex((word, at) => !PARTICLES.has(word) || at === words.length - 1);
  const at = Math.max(found, 0);
  return { particles: words.slice(0, at), surname: words.slice(at) };
}

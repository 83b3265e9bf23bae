import { foldWords } from '../folding.ts';
import {
  CREDENTIALS,
  GENERATIONS,
  OF_TITLES,
  PARTICLES,
  PATRONYMIC,
  SHORT_CREDENTIALS,
  TITLE_BEHIND_HYPHEN,
  TITLE_OR_INITIAL,
  TITLES,
  TITLES_BEHIND,
  TITLES_ONTO,
  UNSPACED_NAME,
} from './person-words.ts';

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
  /** The surname was said first, with a comma: `Lopes, Ana`. */
  isInverted: boolean;
  /** Written without a space between the names, the surname first: `田中太郎`. */
  isUnspaced: boolean;
};

/** A name in brackets or quotes beside the others. */
const CALLED = /\(([^)]*)\)|（([^）]*)）|[“„"«]([^”"“»]*)[”"“»]|(?<=\s)[‘']([^’']+)[’'](?=\s)/gu;
/** Degrees and particles with dots or strokes in them: `Ph.D.`, `v.d.`, `v/d`. */
const ABBREVIATED = /(?<![\p{L}\p{M}.])(?:\p{L}{1,3}[./]){1,3}\p{L}{0,3}\.?(?![\p{L}\p{M}])/gu;

export function parsePerson(name: string): ParsedPerson {
  const outside = name.replace(CALLED, ' ');
  const isNamed = /[\p{L}\p{N}]/u.test(outside);
  const called = isNamed
    ? [...name.matchAll(CALLED)].flatMap(([, ...inside]) => foldName(inside.join(' ')))
    : [];
  const plain = (isNamed ? outside : name).replace(TITLE_BEHIND_HYPHEN, ' ').replace(ABBREVIATED, closeUp);
  const { parts, generation: behindComma } = takeSuffixParts(plain.split(/[,،、，]/u).map(foldName));
  const [first = [], ...after] = parts.filter((words) => words.length > 0);
  const isInverted = after.length > 0;
  const { words: inFront, ...address } = takeTitles(isInverted ? after.flat() : first);
  const suffixes = takeSuffixes(inFront);
  const behind = isInverted ? takeTitles(first) : { words: [], ...address };
  const split = isInverted
    ? { ...splitPatronymic(suffixes.words), ...splitParticles(behind.words) }
    : splitNames(suffixes.words);
  return {
    ...split,
    called,
    generation: behindComma ?? suffixes.generation,
    addressed: address.addressed === 'anybody' ? behind.addressed : address.addressed,
    hasTitle: address.hasTitle || behind.hasTitle,
    isInverted,
    isUnspaced: [...suffixes.words, ...behind.words].every((word) => UNSPACED_NAME.test(word)),
  };
}

/** Takes dots and strokes out of what is an abbreviation: of initials they are kept, which stand for a name each. */
function closeUp(text: string): string {
  const letters = text.replace(/[./]/g, '').toLowerCase();
  const isKnown = CREDENTIALS.has(letters) || SHORT_CREDENTIALS.has(letters) || PARTICLES.has(letters);
  return isKnown || TITLES.has(letters) || OF_TITLES.has(letters) ? ` ${letters} ` : text;
}

const foldName = (text: string): string[] => foldWords(text).filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Parts behind a comma that hold no name: `John Smith, Jr., MD`. */
function takeSuffixParts(parts: string[][]): { parts: string[][]; generation: string | undefined } {
  let generation: string | undefined;
  const rest = parts.filter((words, at) => {
    const isSuffix = words.every(
      (word) => GENERATIONS.has(word) || CREDENTIALS.has(word) || SHORT_CREDENTIALS.has(word),
    );
    const isFirst = parts.slice(0, at).every((before) => before.length === 0);
    if (isFirst || !isSuffix) return true;
    generation ??= words.map((word) => GENERATIONS.get(word)).find(Boolean);
    return false;
  });
  return { parts: rest, generation };
}

type Address = Pick<ParsedPerson, 'addressed' | 'hasTitle'>;

/** Takes the forms of address off a name, in front and behind; never all of its words. */
export function takeTitles(said: readonly string[]): Address & { words: string[] } {
  const words = [...said];
  const found: ParsedPerson['addressed'][] = [];
  const titleOf = (word = '') =>
    TITLES.get(word) ??
    (words.length === 2 && (words[1] ?? '').length > 1 ? TITLE_OR_INITIAL.get(word) : undefined);
  const next = () =>
    titleOf(words[0]) ?? (found.length > 0 && OF_TITLES.has(words[0] ?? '') ? 'anybody' : undefined);
  for (let whom = next(); whom && words.length > 1; whom = next()) {
    found.push(whom);
    words.shift();
  }
  const behind = TITLES_BEHIND.get(words.at(-1) ?? '');
  if (behind && words.length > 1) {
    found.push(behind);
    words.pop();
  }
  const last = words.at(-1) ?? '';
  const onto = TITLES_ONTO.find((title) => last.endsWith(title) && last.length > title.length);
  if (onto) {
    found.push('anybody');
    words.splice(-1, 1, last.slice(0, -onto.length));
  }
  return {
    words,
    addressed: found.find((whom) => whom !== 'anybody') ?? 'anybody',
    hasTitle: found.length > 0,
  };
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

type Names = Pick<ParsedPerson, 'given' | 'patronymic' | 'particles' | 'surname'>;

/** Given names and surname of words that have no comma between them. */
function splitNames(words: readonly string[]): Names {
  const [one = '', two = '', three = ''] = words;
  // Иванов Иван Иванович: the surname first, as in lists.
  if (words.length === 3 && PATRONYMIC.test(three) && !PATRONYMIC.test(two))
    return { given: [two], patronymic: three, particles: [], surname: [one] };
  const at = words.findIndex((word, place) => PARTICLES.has(word) && place < words.length - 1);
  const isSurnameAlone = at === 0 && words.length < 3 ? false : at === 0;
  const start = at > 0 || isSurnameAlone ? at : words.length - 1;
  const surname = splitParticles(words.slice(Math.max(start, 0)));
  return { ...splitPatronymic(words.slice(0, Math.max(start, 0))), ...surname };
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

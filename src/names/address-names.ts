import { foldWords } from '../folding.ts';
import { readEmail } from './addresses.ts';
import { comparePersonNames } from './compare-people.ts';
import { writtenOut } from './likeness.ts';
import { type ParsedPerson, parsePerson } from './people.ts';
import { ask, OTHER, same, type Verdict } from './verdict.ts';

/** The words in front of the `@`: `ana.lopes2@acme.example` has `ana` and `lopes`. */
export function wordsInAddress(address: string): string[] {
  const local = readEmail(address)?.local ?? '';
  return local.split(/[._-]/).flatMap((part) => foldWords(part.replace(/\d+/g, '')).join('') || []);
}

/** Whether an e-mail address is made of somebody's name: `same` where all of it is there, `ask` where a part or initials are. */
export function compareToAddress(name: string, address: string): Verdict {
  const words = wordsInAddress(address);
  const [only, ...more] = words;
  if (only === undefined) return OTHER;
  if (more.length > 0) {
    const { answer } = comparePersonNames(name, words.join(' '));
    return answer === 'new' ? OTHER : { answer, because: 'like_the_address' };
  }
  const written = [name, writtenOut(name)].map(parsePerson);
  if (written.some((each) => wholeIn(each).includes(only))) return same('like_the_address');
  return written.some((each) => partsIn(each).includes(only)) ? ask('like_the_address') : OTHER;
}

const joined = ({ given, particles, surname }: ParsedPerson) =>
  [given.join(''), [...particles, ...surname].join('')] as const;

/** Given name and surname as one word, in both orders. */
function wholeIn(parsed: ParsedPerson): string[] {
  const [given, last] = joined(parsed);
  return given && last ? [given + last, last + given] : [];
}

const FEWEST = 2;
/** One of the names alone, or with the initial of the other one. */
function partsIn(parsed: ParsedPerson): string[] {
  const [given, last] = joined(parsed);
  const [first = ''] = parsed.given;
  const [initial = '', lastInitial = ''] = [[...given][0], [...last][0]];
  const short = [initial + last, last + initial, given + lastInitial, first + lastInitial, first + last];
  return [...short, first, given, last].filter((each) => [...each].length >= FEWEST);
}

/** Keys of `personLookupKeys` that somebody shares of whose name one word in an address is made: `alopes`, `ana`. */
export function oneWordKeys(word: string): string[] {
  const [start = '', end = ''] = [word[0], word.at(-1)];
  const [behind, before] = [word.slice(1), word.slice(0, -1)];
  return [`j:${word}`, `n:${word}`, `g:${behind} ${start}`, `g:${before} ${end}`, `h:${before} ${end}`];
}

import { foldWords } from '../folding.ts';
import { JOINT, JOINTS } from './joints.ts';
import data from './known/legal-forms.json' with { type: 'json' };

/** Every way to write a legal form, folded and without spaces, and which form it is: `sp z o o` is written `spzoo`. */
const FORMS = new Map(
  Object.entries(data.forms).flatMap(([form, spelled]) =>
    spelled.map((each) => [foldWords(each).join(''), form] as const),
  ),
);
const MOST_WORDS = 10;

/** Forms that are said in front of a name: of these, some are also the first word of names that have no such form. */
const IN_FRONT = new Set([...data.frontSure, ...data.frontMaybe]);
const MAYBE_A_WORD = new Set(data.frontMaybe);
/** Russian and Japanese forms in Latin letters, which are words of other languages: `Pão de Açúcar`. */
const MAYBE_A_LATIN_WORD = new Set(data.frontMaybeInLatin);
const LATIN = /^[a-z]/;

/** A company of any kind, which tells no two apart: `Ford Motor Company` is Ford Motor. */
const ANY_COMPANY = new Set(['co', 'borisat']);

/** Scripts in which a form is written onto the name without a space: `株式会社東芝`. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const UNSPACED_FORMS = [...FORMS.keys()]
  .filter((form) => UNSPACED.test(form) && form.length > 1)
  .toSorted((one, other) => other.length - one.length);

/** The words of a name without its legal forms; `and Company` behind it as `& co`. `isCompany`: it was called
 * a company; `isLoose`: what was taken for a form in front may be a word of the name. */
export type WithoutForms = { words: string[]; forms: string[]; isCompany: boolean; isLoose: boolean };

/** Takes the legal forms from the folded words of a name: behind it, in front of it, or written onto it; never all words. */
export function takeLegalForms(words: readonly string[]): WithoutForms {
  const rest = words.flatMap((word) => splitUnspaced(word));
  const forms: string[] = [];
  for (let tail = tailOf(rest); tail; tail = tailOf(rest)) {
    rest.splice(-tail.length);
    forms.push(tail.form);
  }
  const head = headOf(rest);
  if (head) {
    rest.splice(0, head.length);
    forms.push(head.form);
  }
  if (isAndCompany(rest)) rest.splice(-2, 2, JOINT, 'co');
  const told = [...new Set(forms)].filter((form) => !ANY_COMPANY.has(form)).toSorted();
  const isCompany = forms.some((form) => ANY_COMPANY.has(form));
  return { words: rest, forms: told, isCompany, isLoose: head?.isLoose === true };
}

/** Folded words without legal forms, wherever they stand: `Maju Sdn Bhd Penang` is `maju penang`; never none. */
export function withoutAnyForm(said: readonly string[]): string[] {
  const words = said.flatMap((word) => splitUnspaced(word));
  const rest: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = lengthOfForm(words, at);
    if (length === 0) rest.push(words[at] ?? '');
    at += Math.max(length, 1);
  }
  return rest.length > 0 ? rest : words;
}

function lengthOfForm(words: readonly string[], at: number): number {
  for (let length = Math.min(MOST_WORDS, words.length - at); length > 0; length -= 1) {
    const form = FORMS.get(words.slice(at, at + length).join(''));
    // One word in front is mostly a word of the name: Limited Brands.
    if (form && (at > 0 || length > 1 || IN_FRONT.has(form))) return length;
  }
  return 0;
}

type Found = { form: string; length: number };

function tailOf(words: readonly string[]): Found | undefined {
  for (let length = Math.min(MOST_WORDS, words.length - 1); length > 0; length -= 1) {
    const form = FORMS.get(words.slice(-length).join(''));
    // “Tiffany & Co” is a name; “GmbH & Co. KG” is a form, which is found as a whole.
    if (form && !isAndCompany(words.slice(0, words.length - length + 1))) return { form, length };
  }
  return undefined;
}

/** Whether words end as `& Co.`, `and Company` or `y Cía` do. */
const isAndCompany = (words: readonly string[]) =>
  words.length > 2 && JOINTS.has(words.at(-2) ?? '') && ANY_COMPANY.has(FORMS.get(words.at(-1) ?? '') ?? '');

function headOf(words: readonly string[]): (Found & { isLoose: boolean }) | undefined {
  for (let length = Math.min(MOST_WORDS, words.length - 1); length > 0; length -= 1) {
    const form = FORMS.get(words.slice(0, length).join(''));
    // “Pão e Irmãos” begins with no form of two.
    if (!form || !IN_FRONT.has(form) || JOINTS.has(words[length] ?? '')) continue;
    const isLatin = LATIN.test(words[0] ?? '');
    return { form, length, isLoose: MAYBE_A_WORD.has(form) || (isLatin && MAYBE_A_LATIN_WORD.has(form)) };
  }
  return undefined;
}

/** `株式会社東芝` as the form and the name. */
function splitUnspaced(word: string): string[] {
  if (!UNSPACED.test(word)) return [word];
  const behind = UNSPACED_FORMS.find((form) => word.length > form.length && word.endsWith(form));
  if (behind) return [...splitUnspaced(word.slice(0, -behind.length)), behind];
  const before = UNSPACED_FORMS.find((form) => word.length > form.length && word.startsWith(form));
  return before ? [before, word.slice(before.length)] : [word];
}

import { foldLetters } from '../folding.ts';
import data from './known/short-names.json' with { type: 'json' };

/** Given names, each with its short forms; folded. */
const SHORT_FORMS = new Map<string, Set<string>>();
for (const [name, forms] of [...Object.entries(data.english), ...Object.entries(data.others)]) {
  const known = SHORT_FORMS.get(foldLetters(name)) ?? new Set();
  for (const form of forms.split(' ')) known.add(foldLetters(form));
  SHORT_FORMS.set(foldLetters(name), known);
}

/** Whether one of two folded given names is a short form of the other: Kate, Katherine. */
export function isShortName(one: string, other: string): boolean {
  return SHORT_FORMS.get(one)?.has(other) === true || SHORT_FORMS.get(other)?.has(one) === true;
}

const LONG_FORMS = new Map<string, string[]>();
for (const [name, forms] of SHORT_FORMS)
  for (const form of forms) LONG_FORMS.set(form, [...(LONG_FORMS.get(form) ?? []), name]);

/** The short forms of a folded given name, and the names for which it is short. */
export const namesLike = (name: string): string[] => [
  ...(SHORT_FORMS.get(name) ?? []),
  ...(LONG_FORMS.get(name) ?? []),
];

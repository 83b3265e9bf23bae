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

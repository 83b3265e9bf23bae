import { withoutIds } from '../errors.ts';
import { clean } from '../text.ts';

/** The first sentence of an error, which says what is wrong; the others tell the model what to do. */
export function firstSentence(message: string): string | undefined {
  const [first = ''] = clean(withoutIds(message)).split(/(?<=[.!?])\s+(?=\p{Lu})/u);
  return first.replace(/\s+/g, ' ') || undefined;
}

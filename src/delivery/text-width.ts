const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters that take two columns of a terminal: emoji, and those of Chinese, Japanese and Korean. */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u;

/** Columns that a line of text takes in a terminal. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return split(text).reduce((sum, character) => sum + columnsOf(character), 0);
}

/** Cuts a text to `max` columns of a terminal; the last one is `…` where something is missing. */
export function cutToWidth(text: string, max: number): string {
  if (widthOf(text) <= max) return text;
  let width = 0;
  const kept = split(text).filter((character) => {
    width += columnsOf(character);
    return width < max;
  });
  return `${kept.join('')}…`;
}

const split = (text: string) => Array.from(characters.segment(text), ({ segment }) => segment);

const columnsOf = (character: string) => (WIDE.test(character) ? 2 : 1);

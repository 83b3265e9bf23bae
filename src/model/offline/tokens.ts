/** A word of a clause, and the gap (spaces and punctuation) between it and the word before it. */
export type Token = { text: string; gap: string; start: number; end: number };

/** Linear in the length of the text. Masked quotes are gaps. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let last = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}@#](?:[\p{L}\p{M}\p{N}'@_+-]|[.&](?=[\p{L}\p{N}]))*/gu)) {
    const start = match.index;
    const word = match[0].replace(/['_-]+$/, '');
    const end = start + word.length;
    tokens.push({ text: word, gap: text.slice(last, start), start, end });
    last = end;
  }
  return tokens;
}

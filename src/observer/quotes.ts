/** Text as quotes are compared: white space and the shapes of quotation marks and dashes do not matter, letters do. */
function normaliseQuote(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`´]/g, "'")
    .replace(/[–—]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

const SHORTEST = 6;

/** Whether words stand in a text as they are, and are more than a scrap of it. */
export function standsIn(quote: string, text: string): boolean {
  const [words, whole] = [normaliseQuote(quote), normaliseQuote(text)];
  if (words.length < Math.min(SHORTEST, whole.length) || words === '') return false;
  return whole.includes(words);
}

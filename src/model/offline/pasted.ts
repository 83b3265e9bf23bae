/**
 * Text that nobody marked as a quote and that is one all the same: a letter from its greeting to its name, or lines of
 * a chat below the name and time of who wrote them.
 */
export function looksPasted(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim());
  const filled = lines.filter(Boolean);
  if (filled.length < 2) return false;
  return (
    filled.some(isChatHeader) || (isLetterHead(filled[0] ?? '') && filled.length > 2) || hasSignature(filled)
  );
}

/** `Ana Lopes  10:42 AM`, `[10:42] Ana:`. */
const isChatHeader = (line: string) =>
  line.length < 80 &&
  (/^\p{Lu}[\p{L}.' -]{1,50}[\s,[(]+\d{1,2}[:.]\d{2}(?: ?[ap]m)?[\])]*:?$/iu.test(line) ||
    /^\[?\d{1,2}:\d{2}(?: ?[ap]m)?\]?\s+\p{Lu}[\p{L} ]{1,40}:/iu.test(line));

const isLetterHead = (line: string) =>
  /^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|liebe[rs]?|sehr geehrte\S*|bonjour|hola|olá)\b [\p{L}. '-]{1,60}[,:!]?$/iu.test(
    line,
  ) && !/\b(?:rapport|there|bot|all|team)\b/i.test(line);

/** "Best regards," with a name below it. */
const hasSignature = (lines: readonly string[]) =>
  lines.some(
    (line, at) =>
      /^(?:(?:kind|best|warm|many)? ?(?:regards|wishes)|best|cheers|sincerely(?: yours)?|yours(?: \w+)?|thanks(?: and regards)?|(?:mit )?(?:freundlichen|besten|viele|liebe) grüße?n?)[,.!]?$/iu.test(
        line,
      ) && /^\p{Lu}[\p{L}.' -]{1,50}$/u.test(lines[at + 1] ?? ''),
  );

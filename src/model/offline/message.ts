/** More than anybody writes by hand; what comes after it is not read. */
const MAX_CHARACTERS = 6_000;

/**
 * A message as its writer meant it. `own` holds the writer's words, with quoted spans inside a line kept for
 * summaries; `masked` is `own` of the same length with those spans blanked: only it is searched for requests.
 */
export type Message = { own: string; masked: string; hasQuote: boolean };

const BLANK = '¤';

export function readMessage(raw: string): Message {
  const text = plain(raw.slice(0, MAX_CHARACTERS));
  const { own, cut } = withoutQuotedLines(text);
  const masked = maskQuotes(own);
  return { own, masked, hasQuote: cut || masked.includes(BLANK) };
}

/** Markup as the reader sees it: `<mailto:a@b.com|a@b.com>` -> `a@b.com`; what is struck out is not said. */
function plain(text: string): string {
  return lowerShouting(
    text
      .replace(/<mailto:([^|>\s]{1,254})[^>]{0,300}>/g, '$1')
      .replace(/<(?:https?|tel):[^|>]{1,500}\|([^>]{1,300})>/g, '$1')
      .replace(/<((?:https?):[^|>\s]{1,500})>/g, '$1')
      .replace(/<[@#][A-Z0-9]{2,20}\|([^>]{1,100})>/g, '@$1')
      .replace(/<@([A-Z0-9]{2,20})>/g, '@$1')
      .replace(/<![^>]{1,100}>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(/[‘’‛`´]/g, "'")
      .replace(/[“”„«»]/g, '"')
      .replace(/[\u00A0\u2000-\u200A\t]/g, ' ')
      .replace(/[\u200B-\u200F\u2060\uFEFF]/g, '')
      .replace(/[–—]/g, '-')
      .replace(/<\/?[a-z][^<>@\n]{0,100}>/gi, '')
      .replace(/(^|\s)~[^~\s][^~\n]{0,100}~(?=\s|[.,;:!?)]|$)/g, '$1')
      .replace(/(^|[\s(])[*_~]{1,3}(?=\S)/g, '$1')
      .replace(/(\S)[*_~]{1,3}(?=\s|[.,;:!?)]|'s|$)/g, '$1')
      .replace(/(?<=\S) +[*_~]{1,3}(?= )/g, '')
      .replace(/(?<=\S) {2,}(?=\S)/g, ' '),
  );
}

/** A message in capitals says nothing about which words are names. */
function lowerShouting(text: string): string {
  return text.length > 12 && /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text) ? text.toLowerCase() : text;
}

/** Below such a line everything is somebody else's text. */
const QUOTE_STARTS = [
  /^\s*-{2,} ?(?:original|forwarded) message/i,
  /^\s*begin forwarded message/i,
  /^\s*(?:fwd?|fw) ?:/i,
  /^\s*from: ?\S/i,
  /^\s*on .{4,100} wrote:\s*$/i,
];
/** A line that announces somebody else's text: `Ana wrote:`, `Got this from Ana:`. */
const ANNOUNCES =
  /\b(?:wrote|writes|says|said|replied|forwarded|forwarding|received|got|here(?:'s| is)|sent me|see)\b[^.\n]{0,80}:\s*$/i;

function withoutQuotedLines(text: string): { own: string; cut: boolean } {
  const own: string[] = [];
  const lines = text.split(/\r?\n/);
  let cut = false;
  let fenced = false;
  for (const [at, line] of lines.entries()) {
    if (QUOTE_STARTS.some((start) => start.test(line))) return { own: own.join('\n').trim(), cut: true };
    const isFence = line.includes("'''");
    if (fenced || isFence || isMarked(line)) cut = true;
    else own.push(line);
    if (isFence) fenced = !fenced;
    const next = lines[at + 1];
    if (next !== undefined && ANNOUNCES.test(line) && !isMarked(next)) {
      return { own: own.join('\n').trim(), cut: true };
    }
  }
  return { own: own.join('\n').trim(), cut };
}

const isMarked = (line: string) => /^\s*>/.test(line);

/** Blanks what stands in quotes or after "she wrote:". A name in quotes is still a name. */
function maskQuotes(text: string): string {
  const blank = (span: string) => BLANK.repeat(span.length);
  return text
    .replace(/"[^"]*(?:"|$)/g, (span) => (isQuotedName(span) ? ` ${span.slice(1, -1)} ` : blank(span)))
    .replace(/(?<=[\s:,(])'[^'\n]{8,}'(?=[\s.,!?)]|$)/g, blank)
    .replace(
      /(\b(?:wrote|writes|texted|replied|e-?mailed)(?: me| us| back)?: ?)([^\n]+)/gi,
      (_, lead: string, rest: string) => lead + blank(rest),
    );
}

const isQuotedName = (span: string) =>
  /^"\p{Lu}[\p{L}\p{N}&.-]*(?: \p{Lu}[\p{L}\p{N}&.-]*){0,2}"$/u.test(span) && !ORDER.test(span);
const ORDER = /^"(?:delete|drop|remove|make|log|ignore|send|undo|forget|remind)\b/i;

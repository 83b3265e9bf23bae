import { DESCRIBES_PART } from './message-parts.ts';

/** The text of a message in two parts: the writer's own words, and what they quote, forward or paste. */
export type SplitMessage = { own: string; quoted: string };

/** People write no more than this by hand to a bot: a longer text was pasted, at least in part. */
const BY_HAND = { characters: 800, lines: 40 } as const;

/** Lines from which on everything is somebody else's text. */
const STARTS = [
  /^-{2,} ?(?:original|forwarded|weitergeleitete|urspr)/i,
  /^begin forwarded message/i,
  /^(?:fwd?|fw|wg|tr|rv) ?:/i,
  /^(?:from|to|cc|bcc|sent|date|subject|reply-to|von|an|gesendet|betreff|de|para|asunto|objet|enviado) ?: ?\S/i,
  /^(?:on|am|le|el|op) .{4,120}(?:wrote|schrieb|écrit|escribió|schreef)\b.{0,40}:$/i,
  // How letters begin. People do not greet the bot by name on a line of its own.
  /^(?:dear|hi|hello|hey|hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen)|good (?:morning|afternoon|evening)|bonjour|hola|olá|caro|cara|estimad[oa])\b[^\n]{0,60},$/i,
  // A copied chat: `Ana Lopes  10:42 AM`, `[10:42] Ana: …`.
  /^\[?\d{1,2}[:.]\d{2}(?: ?[ap]m)?\]?[ ,-]/i,
  /^\p{Lu}[\p{L}.' -]{1,40} {1,4}\[?\d{1,2}:\d{2}(?: ?[AaPp][Mm])?\]?$/u,
  /^>>>/,
];

/** A line that announces somebody else's text: `Ana wrote:`, `Got this from Ana:`. */
const ANNOUNCES =
  /\b(?:wrote|writes|says|said|replied|answered|forwarded|forwarding|fyi|received|got|here(?:'s| is)|sent|see|below|mail|e-mail|email|message|letter|text|quote|asks|asked)\b[^.\n]{0,80}:$/i;

/** Lines with which letters end. */
const SIGNS =
  /^(?:(?:best|kind|warm) )?(?:regards|wishes)\b|^(?:sincerely|cheers,|viele grüße|mit freundlichen)/i;

/** Names of colleagues that Slack puts into a message: others have chosen these words. */
const NAMES = /@[\p{L}\p{N}._-]+(?: \p{Lu}[\p{L}'-]+){0,2}/gmu;

/** Text in quotation marks of any language, over several lines, too; and code. */
const QUOTED =
  /"[^"]*(?:"|$)|“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)|`[^`]*(?:`|$)|(?<=[\s:,(])['‘][^'’\n]{8,}['’](?=[\s.,!?)]|$)/g;

/** `Ana wrote: …`, `Ana at Bluefin: …`, `Log this mail from Ana: …` within a line: all that follows is theirs. */
const REPORTED =
  /((?:\b(?:[Ww]rote|[Ww]rites|[Tt]exted|[Rr]eplied|[Ss]aid|[Ss]ays|[Aa]sked|[Aa]sks|[Ee]-?mailed|[Ss]ent|[Ff]orwarded|(?:[Mm]ail|[Ee]-?mail|[Mm]essage|[Ll]etter|[Nn]ote) from)\b[^:\n]{0,60}|^[ \t]{0,8}\p{Lu}[\p{L}'-]+(?: (?:\p{Lu}[\p{L}'-]+|at|of|from|von|bei)){1,4}): ?)[^\n]+/gmu;

/**
 * Tells a writer's own words from other people's in one message, by its form alone. What is doubtful counts as quoted:
 * own words are what preferences are learned from.
 */
export function splitWords(text: string): SplitMessage {
  const whole = text.trim();
  // Before any pattern is tried: nobody can make them take long.
  const lines = whole.length > 4 * BY_HAND.characters ? [] : whole.split(/\r?\n/).map((line) => line.trim());
  if (lines.length === 0 || lines.length > BY_HAND.lines) return { own: '', quoted: whole };
  const foreign = lines.findIndex((line, at) => isForeign(line, lines.slice(0, at).findLast(Boolean)));
  const mine = foreign === -1 ? lines : lines.slice(0, foreign);
  // A signature below what looked like one's own words: all of it is a letter.
  if (mine.length > 2 && mine.some((line) => SIGNS.test(line))) return { own: '', quoted: whole };
  const marked = mine.filter((line) => /^(?:>|&gt;|\|)/.test(line));
  const said = mine.filter((line) => !marked.includes(line)).join('\n');
  const own = said
    .replace(DESCRIBES_PART, ' ')
    .replace(NAMES, ' ')
    .replace(QUOTED, ' ¤ ')
    .replace(REPORTED, '$1 ¤')
    .trim();
  if (own.length > BY_HAND.characters) return { own: '', quoted: whole };
  const inside = [...said.matchAll(QUOTED), ...said.matchAll(REPORTED)].map(([span]) => span);
  const others = foreign === -1 ? [] : lines.slice(foreign);
  return { own, quoted: [...marked, ...others, ...inside].join('\n').trim() };
}

/**
 * Whether a message is its writer's own words beyond doubt: one line, without a quotation or a name, and without a colon,
 * behind which somebody else's words may stand.
 */
export function isAllOwn(text: string): boolean {
  const { own, quoted } = splitWords(text);
  return quoted === '' && own === text.trim() && !/[\n\r:\uff1a\u2028\u2029]/.test(own);
}

/** Whether a line begins somebody else's text. */
function isForeign(line: string, before: string | undefined): boolean {
  if (STARTS.some((start) => start.test(line))) return true;
  return before !== undefined && line !== '' && ANNOUNCES.test(before) && !/^(?:>|&gt;)/.test(line);
}

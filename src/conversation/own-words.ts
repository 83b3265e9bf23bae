/** A message taken apart: what its writer says, and what they quote, forward or paste. */
export type Words = { own: string; quoted: string };

/** From such a line on, everything is somebody else's text. */
const STARTS = [
  /^\s*-{2,}\s*(?:original|forwarded|weitergeleitete|urspr)/i,
  /^\s*begin forwarded message/i,
  /^\s*(?:fwd?|fw|wg|tr|rv) ?:/i,
  /^\s*(?:from|to|cc|bcc|sent|date|subject|reply-to|von|an|gesendet|betreff|de|para|asunto|objet|enviado) ?: ?\S/i,
  /^\s*(?:on|am|le|el|op) .{4,120}(?:wrote|schrieb|écrit|escribió|schreef)\b.*:\s*$/i,
  // How letters begin. People do not greet the bot by name at the start of a line of its own.
  /^\s*(?:dear|hi|hello|hey|hallo|liebe[rs]?|sehr geehrte[rs]?|bonjour|hola|olá|caro|cara|estimad[oa])\s+[^\n]{1,60},\s*$/i,
];

/** A line that announces somebody else's text: `Ana wrote:`, `Got this from Ana:`. */
const ANNOUNCES =
  /\b(?:wrote|writes|says|said|replied|answered|forwarded|forwarding|fyi|received|got|here(?:'s| is)|sent|see|below|mail|e-mail|email|message|letter|text|quote|asks|asked)\b[^.\n]{0,80}:\s*$/i;

/** How letters end. */
const SIGNS =
  /^\s*(?:best|kind|warm)?\s*(?:regards|wishes)\b|^\s*(?:sincerely|cheers|viele grüße|mit freundlichen)/im;

/** More characters than people write by hand to a bot: such a text was pasted, at least in part. */
const LONGEST = 800;

/**
 * Tells a writer's own words from other people's in one message, by its form alone. What is doubtful counts as quoted: own
 * words are what preferences are learned from.
 */
export function splitWords(text: string): Words {
  const lines = text.split(/\r?\n/);
  const own: string[] = [];
  const quoted: string[] = [];
  let isFenced = false;
  let isForeign = false;
  for (const [at, line] of lines.entries()) {
    const isFence = line.includes('```');
    isForeign ||= STARTS.some((start) => start.test(line)) || announcedBy(lines, at);
    if (isForeign || isFenced || isFence || /^\s*(?:>|&gt;|\|)/.test(line)) quoted.push(line);
    else own.push(line);
    if (isFence && line.split('```').length % 2 === 0) isFenced = !isFenced;
  }
  // A signature below what looked like one's own words: all of it is a letter.
  if (!isForeign && own.length > 2 && SIGNS.test(own.join('\n'))) return { own: '', quoted: text.trim() };
  const kept = own.map((line) => line.replace(QUOTED, ' ¤ ').replace(REPORTED, '$1 ¤'));
  const said = kept.join('\n').trim();
  if (said.length > LONGEST) return { own: '', quoted: text.trim() };
  const inside = own.flatMap((line) =>
    [...line.matchAll(QUOTED), ...line.matchAll(REPORTED)].map(([span]) => span),
  );
  return { own: said, quoted: [...quoted, ...inside].join('\n').trim() };
}

/** Text in quotation marks, of any language. */
const QUOTED =
  /"[^"\n]*(?:"|$)|“[^”\n]*(?:”|$)|„[^“”\n]*(?:[“”]|$)|«[^»\n]*(?:»|$)|(?<=[\s:,(])['‘][^'’\n]{8,}['’](?=[\s.,!?)]|$)/g;
/** `Ana wrote: …` within a line. */
const REPORTED =
  /(\b(?:wrote|writes|texted|replied|said|says|asked|asks|e-?mailed)(?: (?:me|us|back|that))*: ?)[^\n]+/gi;

function announcedBy(lines: string[], at: number): boolean {
  const before = lines.slice(0, at).findLast((line) => line.trim() !== '');
  return before !== undefined && ANNOUNCES.test(before) && !/^\s*(?:>|&gt;)/.test(lines[at] ?? '');
}

/** What no reader sees and what would hide a link from this file but not from Slack. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?![\t\n\r])\p{Cc}/gu;
const ENTITY = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?|&(colon|sol|period|lt|gt|amp|Tab|NewLine);/gi;
const NAMED: Record<string, string> = {
  colon: ':',
  sol: '/',
  period: '.',
  lt: '<',
  gt: '>',
  amp: '&',
  tab: ' ',
  newline: ' ',
};

/** `[label](target)`, `[label][name]`, and the line `[name]: target` that belongs to it. */
const MARKDOWN_LINK = /\[([^[\]\n]{0,500})\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)/g;
const MARKDOWN_TARGET = /^[ \t]*\[[^\]\n]+\]:[ \t]*(\S.*)$/gm;
/** `<target|label>` of Slack. */
const SLACK_LINK = /<([^<>|\s]+)\|([^<>]*)>/g;

const IN_LINK = String.raw`[^\s<>|)\]"“”«»]`;
const LETTER = String.raw`[\p{L}\p{N}\p{M}]`;
const DOMAIN = String.raw`(?:${LETTER}(?:(?:${LETTER}|-){0,62}${LETTER})?[.．]){1,20}(?:xn--[a-z0-9-]+|[\p{L}\p{M}]{2,24})(?!${LETTER})`;
/**
 * What Slack makes a link of: a scheme that is followed by something, wherever it stands in a word (`_https://…_` is a
 * link), an address for mail, and a domain without a scheme.
 */
const LINK = new RegExp(
  [
    String.raw`(?:[a-z][a-z0-9+.\-]{0,30}:\/\/|(?:mailto|tel|slack|data|javascript|sms|facetime|callto|sip):)${IN_LINK}+`,
    String.raw`${LETTER}(?:${LETTER}|[._%+'\-]){0,63}@${DOMAIN}`,
    String.raw`(?<!${LETTER})${DOMAIN}(?::\d{1,5})?(?:[\/?#]${IN_LINK}*)?`,
  ].join('|'),
  'giu',
);
/** Signs that end a sentence or a part of Slack's markup do not belong to the link before them. */
const END = /[.,;:!?_*~'`。，、；：！？]+$/;
/** Endings of files that are the ending of no domain, as `.zip`, `.mov` and `.md` are. */
const FILE =
  /^[^/?#:@]+\.(?:ya?ml|json|csv|tsv|txt|xlsx?|docx?|pptx?|pdf|png|jpe?g|gif|tar|gz|js|ts|jsx|tsx|css|html?|log|db|sql|xml|ics|eml|env)$/i;
const REMOVED = '[link removed]';

/** The links in a text, each by what it leads to; with each, its domain alone. */
export function linksIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [link] of decode(text).matchAll(LINK)) {
    const key = keyOf(link);
    const domain = key.replace(/[/?#].*$/s, '').replace(/^.*@|:\d+$/g, '');
    for (const each of [key, domain, domain.replace(/^www\./, '')]) found.add(each);
  }
  return found;
}

/**
 * Drops links that the model made up: only those that it was given stay, each as a whole, since the beginning or the end of a
 * link leads elsewhere. Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function keepKnownLinks(text: string, known: Pick<ReadonlySet<string>, 'has'>): string {
  const isKnown = (link: string) => known.has(keyOf(link));
  return decode(text)
    .replace(MARKDOWN_TARGET, (line, target: string) => (isKnown(target.trim()) ? line : ''))
    .replace(MARKDOWN_LINK, (whole, label: string, target: string) => (isKnown(target) ? whole : label))
    .replace(SLACK_LINK, (whole, target: string, label: string) =>
      isKnown(target) || /^[@#!]/.test(target) ? whole : label,
    )
    .replace(LINK, (link) => (isKnown(link) || FILE.test(link) ? link : withoutLink(link)));
}

/** The text as Slack sees it: an invisible letter or an entity does not hide a link. A text without links stays as it is. */
function decode(text: string): string {
  const plain = text
    .replace(INVISIBLE, '')
    .replace(ENTITY, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole;
      const code = Number.parseInt(hex ?? decimal ?? '', hex ? 16 : 10);
      return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    });
  return [LINK, MARKDOWN_LINK].some((link) => plain.search(link) >= 0) ? plain : text;
}

/** What a link leads to, however it is written: the letters of a domain are the same in both cases. */
function keyOf(link: string): string {
  const bare = link
    .normalize('NFKC')
    .replace(END, '')
    .replace(/^(?:https?:\/\/|mailto:)/i, '');
  const [, place = '', rest = ''] = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*)(.*)$/is.exec(bare) ?? [];
  return place.toLowerCase() + (rest === '/' ? '' : rest);
}

/** Two sentences without a space between them get one; anything else goes. What ends the sentence stays. */
function withoutLink(link: string): string {
  if (/^[\p{L}\p{N}]+\.\p{Lu}\p{Ll}*$/u.test(link)) return link.replace('.', '. ');
  return REMOVED + (END.exec(link)?.[0] ?? '');
}

/** All texts in a value, one a line. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textIn).join('\n');
}

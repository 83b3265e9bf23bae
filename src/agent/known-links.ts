/** What no reader sees and what would hide a link from this file but not from Slack. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
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

/*
 * Every repetition has a bound, so that no answer, however odd, keeps a pattern busy. What is longer than its bound is found
 * from a later place on, or has a target that is found by itself.
 */

/** `[label](target)`, `[label][name]`, and the line `[name]: target` that belongs to it. */
const MARKDOWN_LINK = /\[([^\]\n]{0,500})\]\(([^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)/g;
const MARKDOWN_TARGET = /^[ \t]*\[[^\]\n]+\]:[ \t]*\S.*$/gm;
/** `<target|label>` of Slack. */
const SLACK_LINK = /<([^<>|\s]+)\|([^<>]*)>/g;
/** A scheme that is followed by something, wherever it stands in a word: `_https://…_` is a link to Slack. */
const WITH_SCHEME =
  /(?:[a-z][a-z0-9+.-]{0,40}:\/\/|(?:mailto|tel|slack|data|javascript|sms|facetime|callto|sip):)[^\s<>|)\]"“”«»]+/gi;
/** A domain without a scheme. Slack makes a link of one that ends as domains do. */
const BARE =
  /(?<![\p{L}\p{N}@])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,20}(?:xn--[a-z0-9-]{1,59}|\p{L}{2,24})(?::\d{1,5})?(?:[/?#][^\s<>|)\]"“”«»]*)?(?![\p{L}\p{N}@])/giu;
/** Endings of files and of names of programs, which nobody means as a domain. */
const FILE_OR_PROGRAM =
  /\.(?:ya?ml|json|csv|tsv|txt|xlsx?|docx?|pptx?|pdf|png|jpe?g|gif|zip|tar|gz|js|ts|jsx|tsx|css|html?|log|db|sql|xml|ics|eml|mp[34]|env)$/i;
const ABBREVIATION = /^(?:\p{L}\.)+\p{L}{1,2}$/u;
const REMOVED = '[link removed]';

/**
 * Drops links that the model made up: only those that stand verbatim in what it was given stay. Slack links `scheme://…`
 * and `mailto:` also between `_`, `*` and `~`, bare domains, `<target|label>`, and what Markdown calls a link.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function keepKnownLinks(text: string, sources: string): string {
  const isKnown = (link: string) => sources.includes(withoutEnd(link));
  return decode(text)
    .replace(MARKDOWN_TARGET, (line) => (sources.includes(line.trim()) ? line : ''))
    .replace(MARKDOWN_LINK, (whole, label: string) => (sources.includes(whole) ? whole : label))
    .replace(SLACK_LINK, (whole, target: string, label: string) =>
      sources.includes(whole) || /^[@#!]/.test(target) ? whole : label,
    )
    .replace(WITH_SCHEME, (link) => (isKnown(link) ? link : REMOVED))
    .replace(BARE, (name) => (isHarmless(name) || isKnown(name) ? name : apart(name)));
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
  return [WITH_SCHEME, BARE, MARKDOWN_LINK].some((link) => plain.search(link) >= 0) ? plain : text;
}

/** Signs that end a sentence or a part of Slack's markup do not belong to the link before them. */
const withoutEnd = (link: string) => link.replace(/[.,;:!?_*~'`]+$/, '');

function isHarmless(name: string): boolean {
  return FILE_OR_PROGRAM.test(name) || ABBREVIATION.test(name);
}

/** Two sentences without a space between them get one; anything else is a domain, and goes. */
function apart(name: string): string {
  return /^\p{Ll}+\.\p{Lu}\p{Ll}*$/u.test(name) ? name.replace('.', '. ') : REMOVED;
}

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>|)\]]+/gi;
const MARKDOWN_LINK = /\[([^\]]*)\]\((?:[^()\s]*)\)/g;

/** Drops links that the model made up: only those that stand verbatim in what it was given stay. */
export function keepKnownLinks(text: string, sources: string): string {
  return text
    .replace(MARKDOWN_LINK, (whole, label: string) => (sources.includes(whole) ? whole : label))
    .replace(LINK, (link) => (sources.includes(link.replace(/[.,;:!?]+$/, '')) ? link : '[link removed]'));
}
